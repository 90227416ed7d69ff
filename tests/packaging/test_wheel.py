"""The wheel holds what the installed program reads; built for real, without the network."""

import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names_in_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    if not (ROOT / "resources" / "web" / "vendor").is_dir():
        pytest.skip("web assets are made by packaging/test.py")
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is part of the test extra")
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = out.glob("stdesk-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize(
    "name",
    [
        "stdesk/__main__.py",
        "stdesk/cli.py",
        "stdesk/py.typed",
        "stdesk/resources/icons/data.svg",
        "stdesk/resources/web/vendor/leaflet.js",
        "stdesk/resources/web/vendor/images/marker-icon.png",
        "stdesk/resources/web/vendor/world-outline-110m.geojson",
        "stdesk/resources/web/vendor/licences/leaflet.txt",
    ],
)
def test_the_wheel_holds(names_in_wheel: set[str], name: str) -> None:
    package_form = name.replace(".py", "/__init__.py") if name.endswith("cli.py") else name
    assert {name, package_form} & names_in_wheel


def test_the_wheel_holds_every_resource_card_and_migration(names_in_wheel: set[str]) -> None:
    committed = subprocess.run(
        ["git", "ls-files", "-z", "resources", "models", "stdesk"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if committed.returncode:
        pytest.skip("not a git checkout")
    paths = [path for path in committed.stdout.split("\0") if path and (ROOT / path).exists()]
    expected = {
        path.replace("models/", "stdesk/cards/", 1)
        if path.startswith("models/")
        else path.replace("resources/", "stdesk/resources/", 1)
        if path.startswith("resources/")
        else path
        for path in paths
    }
    assert sorted(expected - names_in_wheel) == []


def test_the_wheel_holds_no_tests_and_no_scripts(names_in_wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in names_in_wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"stdesk"}
