"""Debian's and Ubuntu's packages that a wheel cannot bring along: installed, or named."""

import os
import shutil
import subprocess
from pathlib import Path

LIST = Path(__file__).resolve().parent / "system_packages.txt"


def wanted() -> list[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def ensure() -> None:
    """Install what is missing where apt and the right to use it are there; else say what to type.

    Elsewhere (macOS, Windows, other Linux systems) nothing is done: there the wheels of PySide6
    bring what they need, or the system's own packages have other names.
    """
    if not shutil.which("apt-get") or not shutil.which("dpkg-query"):
        return
    if not (missing := [name for name in wanted() if not installed(name)]):
        return
    root = privilege()
    if root is None:
        print("The window needs system packages. Please type this line, then start again:")
        print(f"  sudo apt-get install {' '.join(missing)}", flush=True)
        return
    print(f"installing {len(missing)} system packages", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = [*root, "apt-get", "-qq"]
    subprocess.run([*apt, "update"], check=False, env=environment, stdin=subprocess.DEVNULL)
    names = [available(name) for name in missing]
    command = [*apt, "install", "-y", "--no-install-recommends", *names]
    done = subprocess.run(command, check=False, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        print(f"apt could not install them all; try: apt-get install {' '.join(names)}", flush=True)


def privilege() -> list[str] | None:
    """What to put before apt-get, or None where this person may not install."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        probe = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if probe.returncode == 0:
            return ["sudo", "-n"]
    return None


def installed(name: str) -> bool:
    """Also true for the name that newer systems gave the package (64-bit time: suffix t64)."""
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}\n", name, f"{name}t64"]
    said = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    return "installed" in said.split()


def available(name: str) -> str:
    """The name under which apt offers the package."""
    shown = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
    return name if shown.returncode == 0 and shown.stdout else f"{name}t64"
