"""The doors of the house from a terminal: `stdesk`, `stdesk import`, `stdesk train` and so on.

Every command opens a project, calls one long function with a progress bar, and prints what came
out: for people, or with `--json` as one object for programs. Exit codes: 0, 1 a problem, 2 usage.
"""

__all__ = ["main"]


def main() -> None:
    """Run the command line with the arguments of this process."""
    import os
    import sys

    from stdesk.cli.terminal import speak_the_readers_language

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    # Help texts are translated while the commands are declared, so the language comes first.
    speak_the_readers_language(os.environ)
    from stdesk.cli.app import app

    app(prog_name="stdesk")
