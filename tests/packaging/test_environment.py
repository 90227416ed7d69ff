"""The environment holds what it promises: sound Qt, pinned versions, declared imports."""

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement: str) -> str:
    return canonical(re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0])


def pinned() -> dict[str, str]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonical(name): version for name, version in pairs}


def test_signals_that_carry_none_and_true_do_not_wear_the_interpreter_out() -> None:
    """PySide6 6.12 on Python 3.11 loses a reference at each emit and aborts after some hundreds."""
    code = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rang = Signal(object)

application = QCoreApplication([])
bell, heard = Bell(), []
bell.rang.connect(heard.append)
for number in range(1000):
    bell.rang.emit(None)
    bell.rang.emit(True)
    extra = lambda value: None
    bell.rang.connect(extra)
    bell.rang.disconnect(extra)
print(len(heard))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "2000"


def test_every_dependency_has_an_exact_version() -> None:
    asked = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]
    missing = [name for name in map(name_of, asked) if name not in pinned()]
    assert missing == []
    assert pinned()["torch"] == "2.13.0"
    assert all(re.fullmatch(r"[0-9][0-9a-z.]*", version) for version in pinned().values())


def test_the_pins_name_no_host_and_no_folder() -> None:
    text = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert " @ " not in text
    assert "file:" not in text


def test_all_that_our_dependencies_pull_in_is_pinned() -> None:
    seen: set[str] = set()
    waiting = [name_of(requirement) for requirement in PROJECT["dependencies"]]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            requirements = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # asked for on another system only
        waiting += [name_of(text) for text in requirements if ";" not in text]
    installed = {name for name in seen if is_installed(name)}
    assert sorted(installed - set(pinned())) == []


def is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_each_dependency_is_explained_to_the_reader(requirement: str) -> None:
    table = (ROOT / "packaging" / "README.md").read_text(encoding="utf-8").lower()
    assert name_of(requirement) in table
