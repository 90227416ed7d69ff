"""`python3 packaging/test.py`: set-up, linters, types, layers, and the whole test suite.

Further arguments go to pytest. The exit code is 0 only when every step passed; pytest comes last,
so that its summary closes the output.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from setup_environment import ROOT, prepare

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS = {
    "ruff check": ["-m", "ruff", "check"],
    "ruff format": ["-m", "ruff", "format", "--check"],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", LINT_IMPORTS],
}


def main(arguments: list[str]) -> int:
    python = prepare(extra="test")
    failed = [name for name, command in CHECKS.items() if not passes(python, name, command)]
    if failed:
        print(f"\n-- FAILED before the tests: {', '.join(failed)}", flush=True)
    tests = step(python, "pytest", ["-m", "pytest", *side_by_side(), "--durations=15", *arguments])
    return 1 if failed or tests else 0


def side_by_side() -> list[str]:
    """One worker a core, at most four (2 GB each); a file's tests share what they trained.

    In the order of the files: else those with few tests, which are the long ones, come last.
    """
    workers = min(os.cpu_count() or 1, 4)
    return ["--numprocesses", f"{workers}", "--dist", "loadfile", "--no-loadscope-reorder"]


def passes(python: Path, name: str, command: list[str]) -> bool:
    began = time.monotonic()
    code = step(python, name, command)
    said = "passed" if code == 0 else f"FAILED (exit code {code})"
    print(f"-- {name} {said} in {time.monotonic() - began:.1f} s", flush=True)
    return code == 0


def step(python: Path, name: str, command: list[str]) -> int:
    print(f"\n-- {name}", flush=True)
    line = [str(python), *command]
    return subprocess.run(line, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
