"""Commands about project files, as a person types them."""

import json
import sqlite3
import sys
from pathlib import Path

import pytest

from stdesk import __version__


def test_help_names_every_command_without_loading_anything_heavy(stdesk_process, tmp_path) -> None:
    said = stdesk_process("--help")
    assert said.code == 0
    for name in [
        "open",
        "new",
        "info",
        "check",
        "backup",
        "import",
        "train",
        "runs",
        "evaluate",
        "leaderboard",
        "errors",
        "misses",
        "backtest",
        "recommend",
        "map",
        "forecast",
        "report",
        "demo",
    ]:
        assert f"\n  {name} " in said.out


def test_help_loads_no_numbers_no_torch_and_no_qt(stdesk_process) -> None:
    import subprocess

    code = """
import sys
from stdesk.cli.app import app
heavy = {"numpy", "pandas", "torch", "pyarrow", "sqlalchemy", "lightgbm", "folium", "PySide6"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_printed(stdesk) -> None:
    assert stdesk("--version").out.strip() == f"stdesk {__version__}"


def test_a_new_project_is_empty_and_sound(stdesk, tmp_path: Path) -> None:
    path = tmp_path / "town.stdesk"
    assert stdesk("new", path).code == 0
    info = stdesk("info", path, "--json").object
    assert (info["events"], info["users"], info["sources"]) == (0, 0, [])
    assert stdesk("check", path, "--json").object["sound"] is True


def test_a_project_is_not_overwritten(stdesk, tmp_path: Path) -> None:
    path = tmp_path / "town.stdesk"
    stdesk("new", path)
    said = stdesk("new", path)
    assert said.code == 1
    assert "exists already" in said.err


def test_a_problem_is_one_object_too(stdesk, tmp_path: Path) -> None:
    said = stdesk("info", tmp_path / "nowhere.stdesk", "--json")
    assert said.code == 1
    assert "no project file" in said.object["problem"]


def test_a_file_that_is_no_project_is_refused_with_a_sentence(stdesk, tmp_path: Path) -> None:
    other = tmp_path / "other.stdesk"
    other.write_text("hello", encoding="utf-8")
    said = stdesk("info", other)
    assert said.code == 1
    assert "not a stdesk project" in said.err
    assert "Traceback" not in said.err


def test_a_backup_is_one_file_with_the_same_content(stdesk, tmp_path: Path) -> None:
    path, copy = tmp_path / "town.stdesk", tmp_path / "copy.stdesk"
    stdesk("new", path)
    assert stdesk("backup", path, copy).code == 0
    assert stdesk("check", copy).code == 0
    assert stdesk("backup", path, copy).code == 1


def test_damage_is_found_and_the_exit_code_says_so(stdesk, tmp_path: Path) -> None:
    path = tmp_path / "town.stdesk"
    stdesk("new", path)
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute("INSERT INTO event(user, item, instant, source) VALUES (99, 99, 0, 99)")
    file.close()
    said = stdesk("check", path, "--json")
    assert said.code == 1
    assert said.object["sound"] is False
    assert said.object["problems"]


@pytest.mark.parametrize(
    "arguments",
    [["frobnicate"], ["info"], ["new", "a", "b"], ["demo", "x.csv", "--events", "many"]],
)
def test_wrong_use_ends_with_two(stdesk, arguments: list[str]) -> None:
    assert stdesk(*arguments).code == 2


def test_a_demo_log_of_another_kind_of_file_is_wrong_use(stdesk, tmp_path: Path) -> None:
    assert stdesk("demo", tmp_path / "town.txt").code == 2


def test_a_demo_is_the_same_typed_or_clicked() -> None:
    import inspect

    from stdesk.cli.files import demo
    from stdesk.demo import DemoSettings

    typed = {
        name: option.default
        for name, option in inspect.signature(demo).parameters.items()
        if name not in ("out", "as_json")
    }
    assert DemoSettings(**typed) == DemoSettings()


def test_the_demo_writes_its_truth_beside_the_log(stdesk, demo_log: Path, tmp_path: Path) -> None:
    truth = json.loads(demo_log.with_suffix(".truth.json").read_text(encoding="utf-8"))
    assert len(truth["users"]) == 40
    with demo_log.open(encoding="utf-8") as log:
        assert sum(1 for _ in log) == 6001


def test_without_a_screen_the_window_says_what_to_do(stdesk_process) -> None:
    said = stdesk_process()
    assert said.code == 1
    assert "stdesk --help" in said.err


def test_chinese_is_spoken_where_the_system_speaks_it(stdesk_process) -> None:
    said = stdesk_process("--help", STDESK_LANGUAGE="zh_CN")
    assert "打开窗口" in said.out
