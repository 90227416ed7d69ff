"""What was imported can be taken out and put back from the terminal."""

import json
from pathlib import Path

from typer.testing import CliRunner

from stdesk.cli.app import app


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


def test_a_file_is_removed_and_restored(tmp_path: Path) -> None:
    log, project, kept = (tmp_path / name for name in ("log.csv", "p.stdesk", "gone.kept"))
    rows = [f"u{i % 3},2024-05-{1 + i % 28:02} 08:00,bar {i % 2}" for i in range(9)]
    log.write_text("\n".join(["who,when,place", *rows]) + "\n", encoding="utf-8")
    run("new", project)
    assert run("import", project, log)[0] == 0
    assert run("remove", project, "log.csv")[0] == 2  # says neither --keep nor --yes
    assert run("remove", project, "other.csv", "--yes")[0] == 2
    code, said = run("remove", project, "log.csv", "--keep", kept, "--json")
    assert code == 0
    assert json.loads(said)["removed"]["events"] == 9
    assert json.loads(run("info", project, "--json")[1])["events"] == 0
    code, said = run("restore", project, kept, "--json")
    assert (code, json.loads(said)["events"]) == (0, 9)
    assert run("restore", project, kept)[0] != 0  # it is back already
