"""Importing from the terminal: counts, corrections, dry runs, and what is said when it fails."""

import gzip
from pathlib import Path

import pytest

ROWS = [
    "who,when,where",
    "ann,2024-05-01T08:00:00Z,bakery",
    "ann,2024-05-01T09:00:00Z,office",
    "ben,2024-05-01T08:30:00Z,bakery",
    "ben,yesterday,office",
    "ben,2024-05-01T08:30:00Z,bakery",
]


@pytest.fixture
def project(stdesk, tmp_path: Path) -> Path:
    path = tmp_path / "town.stdesk"
    assert stdesk("new", path).code == 0
    return path


@pytest.fixture
def small_log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


def test_every_row_is_accounted_for(stdesk, project: Path, small_log: Path) -> None:
    (file,) = stdesk("import", project, small_log, "--tz", "UTC", "--json").object["files"]
    assert (file["rows_read"], file["rows_kept"]) == (5, 3)
    assert (file["rows_rejected"], file["rows_duplicate"]) == (1, 1)
    assert stdesk("info", project, "--json").object["events"] == 3


def test_a_rejected_row_is_shown_with_its_line_and_reason(stdesk, project, small_log) -> None:
    said = stdesk("import", project, small_log, "--tz", "UTC")
    assert "the time cannot be read" in said.out
    assert "yesterday" in said.out
    assert "line 5" in said.out


def test_a_dry_run_shows_the_columns_and_writes_nothing(stdesk, project, small_log) -> None:
    said = stdesk("import", project, small_log, "--tz", "UTC", "--dry-run")
    assert said.code == 0
    for column in ("who", "when", "where"):
        assert column in said.out
    assert stdesk("info", project, "--json").object["events"] == 0


def test_a_column_can_be_corrected(stdesk, project: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("a,b,c\nx,shop,2024-05-01 08:00\ny,shop,2024-05-02 08:00\n", encoding="utf-8")
    roles = ("--map", "user=a", "--map", "item=b", "--map", "time=c")
    assert stdesk("import", project, log, *roles, "--tz", "UTC").code == 0
    info = stdesk("info", project, "--json").object
    assert (info["users"], info["items"], info["events"]) == (2, 1, 2)


def test_the_same_file_twice_adds_nothing_and_says_so(stdesk, project, small_log) -> None:
    stdesk("import", project, small_log, "--tz", "UTC")
    said = stdesk("import", project, small_log, "--tz", "UTC")
    assert said.code == 0
    assert "imported before" in said.out
    assert stdesk("info", project, "--json").object["events"] == 3


def test_a_failed_import_leaves_the_project_as_it_was(
    stdesk, project: Path, small_log: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.csv.gz"
    whole = gzip.compress(("\n".join(ROWS[:1] + ROWS[1:3] * 5000) + "\n").encode())
    broken.write_bytes(whole[: len(whole) // 2])
    said = stdesk("import", project, small_log, broken, "--tz", "UTC", "--json")
    assert said.code == 1
    assert "Traceback" not in said.err
    assert said.object["problem"]
    assert stdesk("info", project, "--json").object["events"] == 0
    assert stdesk("check", project).code == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--map", "user"),
        ("--map", "usr=who"),
        ("--map", "user=nobody"),
        ("--preset", "nothing-known"),
        ("--tz", "Mars/Olympus"),
    ],
)
def test_wrong_options_are_wrong_use(stdesk, project, small_log, options) -> None:
    said = stdesk("import", project, small_log, *options)
    assert said.code == 2, said.err


def test_a_missing_file_is_a_problem(stdesk, project: Path, tmp_path: Path) -> None:
    said = stdesk("import", project, tmp_path / "nowhere.csv")
    assert said.code == 1
    assert "nowhere.csv" in said.err


def test_markup_in_a_file_is_printed_as_it_stands(stdesk, project: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("user,time,item\n[bold]x[/bold],never,[red]y\nz,2024-05-01T08:00Z,q\n", "utf-8")
    said = stdesk("import", project, log, "--tz", "UTC")
    assert said.code == 0
    assert "[bold]x[/bold]" in said.out


def test_the_new_york_log_and_its_venues_import_with_no_mapping(
    stdesk, project: Path, shared_data: Path
) -> None:
    logs = (
        shared_data / "foursquare-nyc-checkins.csv.gz",
        shared_data / "foursquare-nyc-venues.csv.gz",
    )
    log, venues = stdesk("import", project, *logs, "--json").object["files"]
    assert log["rows_kept"] + log["rows_duplicate"] == log["rows_read"] == 129_980
    assert venues["file_role"] == "items"
    assert venues["rows_kept"] == 5030
