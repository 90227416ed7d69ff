"""The doors of the house from a terminal: `stdesk`, `stdesk import`, `stdesk train` and so on.

Every command opens a project, calls one long function with a progress bar, and prints what came
out: for people, or with `--json` as one object for programs. Exit codes: 0, 1 a problem, 2 usage.
With STDESK_DEBUG set, the log and stack traces are shown too.
"""

__all__ = ["main"]


def main() -> None:
    """Run the command line with the arguments of this process."""
    import os

    from stdesk.cli.terminal import speak_the_readers_language

    _prepare_streams()
    _keep_the_log_quiet("STDESK_DEBUG" in os.environ)
    # Help texts are translated while the commands are declared, so the language comes first.
    speak_the_readers_language(os.environ)
    from stdesk.cli.app import app

    app(prog_name="stdesk")


def _prepare_streams() -> None:
    """A character that the terminal cannot show becomes a question mark, not an error."""
    import sys

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _keep_the_log_quiet(debug: bool) -> None:
    """What people are to know is said in sentences; the log is for those who look for a fault."""
    import logging
    import warnings

    if debug:
        logging.basicConfig(level=logging.INFO)
    else:
        logging.basicConfig(handlers=[logging.NullHandler()])
        warnings.simplefilter("ignore")
