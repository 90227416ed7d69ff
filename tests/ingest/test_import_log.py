"""A log's rows become events; what is no event is kept aside with its line and reason."""

from pathlib import Path

import pytest

from stdesk.errors import ImportProblem, SettingProblem
from stdesk.ingest import ImportSettings, export_rejects, import_files
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project, create_project, open_project

from .conftest import Import, Write

HEADER = "user,item,kind,category,lat,lon,time,price"
GOOD = "anna,cafe,visit,Food,40.7,-74.0,2012-04-03T18:00:09Z,3.5"


def contents(project: Project) -> tuple[object, ...]:
    log = project.log
    tables = (log.events(), log.users(), log.items(), log.rejects())
    return (*(table.to_pylist() for table in tables), log.categories(), log.kinds(), log.sources())


def test_a_row_becomes_an_event(write: Write, run: Import, project: Project) -> None:
    (report,) = run(write("log.csv", HEADER, GOOD))
    (event,) = project.log.events().to_pylist()
    assert event == {
        "id": 1,
        "user": 1,
        "kind": 1,
        "item": 1,
        "instant": 1333476009000,
        "utc_offset": -240,  # New York's, from the coordinates
        "latitude": 40.7,
        "longitude": -74.0,
        "value": 3.5,
        "trip": None,
    }
    assert project.log.items()["key"].to_pylist() == ["cafe"]
    assert project.log.categories() == ["Food"]
    assert (report.rows_read, report.rows_kept, report.events) == (1, 1, 1)
    assert project.check() == []


def test_ids_count_in_order_of_first_appearance(
    write: Write, run: Import, project: Project
) -> None:
    rows = ["zoe,b,2012-04-03", "anna,a,2012-04-04", "zoe,a,2012-04-05"]
    run(write("log.csv", "user,item,time", "nobody,x,never", *rows))
    run(write("more.csv", "user,item,time", "ben,c,2012-05-03", "anna,b,2012-05-04"))
    assert project.log.users()["key"].to_pylist() == ["zoe", "anna", "ben"]
    assert project.log.items()["key"].to_pylist() == ["b", "a", "c"]
    events = project.log.events().sort_by("id")
    assert events["user"].to_pylist() == [1, 2, 1, 3, 2]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",cafe,visit,Food,40.7,-74.0,2012-04-03,1", "the user is missing"),
        ("anna,  ,visit,Food,40.7,-74.0,2012-04-03,1", "the item is missing"),
        ("anna,cafe,visit,Food,40.7,-74.0,,1", "the time is missing"),
        ("anna,cafe,visit,Food,40.7,-74.0,yesterday,1", "the time cannot be read"),
        ("anna,cafe,visit,Food,40.7,-74.0,1066-10-14,1", "the time lies in the far past"),
        ("anna,cafe,visit,Food,40.7,-74.0,0,1", "the time lies in the far past"),
        ("anna,cafe,visit,Food,40.7,-74.0,2999-01-01,1", "the time lies in the future"),
        ("anna,cafe,visit,Food,north,-74.0,2012-04-03,1", "the coordinates cannot be read"),
        ("anna,cafe,visit,Food,91,-74.0,2012-04-03,1", "the coordinates are impossible"),
        ("anna,cafe,visit,Food,40.7,-181,2012-04-03,1", "the coordinates are impossible"),
        ("anna,cafe,visit,Food,40.7,-74.0,2012-04-03,much", "the value is not a number"),
        ("anna,cafe", "it has more or fewer columns than the others"),
    ],
)
def test_a_bad_row_is_kept_aside(
    write: Write, run: Import, project: Project, row: str, reason: str
) -> None:
    (report,) = run(write("log.csv", HEADER, GOOD, row, GOOD.replace("anna", "ben")))
    assert (report.rows_read, report.rows_kept, report.rows_rejected) == (3, 2, 1)
    assert report.reasons == {reason: 1}
    assert "line 3" in report.examples[reason]
    assert project.log.rejects().to_pylist() == [
        {"source": "log.csv", "line": 3, "text": row, "reason": reason}
    ]
    assert project.log.users()["key"].to_pylist() == ["anna", "ben"]


def test_a_place_of_zero_zero_is_no_place(write: Write, run: Import, project: Project) -> None:
    run(write("log.csv", HEADER, GOOD, "ben,cafe,visit,Food,0,0,2012-04-03,"))
    events = project.log.events().to_pylist()
    assert (events[1]["latitude"], events[1]["value"]) == (None, None)


def test_exact_duplicates_are_counted_and_left_out(
    write: Write, run: Import, project: Project
) -> None:
    (report,) = run(write("log.csv", HEADER, GOOD, GOOD, GOOD.replace("3.5", "4")))
    assert (report.rows_kept, report.rows_duplicate, report.rows_rejected) == (2, 1, 0)
    (again,) = run(write("later.csv", HEADER, GOOD, GOOD.replace("18:00", "19:00")))
    assert (again.rows_kept, again.rows_duplicate) == (1, 1)
    assert project.log.summary().events == 3


def test_the_same_file_twice_adds_nothing(write: Write, run: Import, project: Project) -> None:
    path = write("log.csv", HEADER, GOOD)
    run(path)
    before = contents(project)
    copy = write("copy.csv", HEADER, GOOD)
    (report,) = run(copy)
    assert report.already_imported
    assert "imported before" in report.notes[0]
    assert contents(project) == before


def test_a_dry_run_reports_and_writes_nothing(write: Write, run: Import, project: Project) -> None:
    (report,) = run(write("log.csv", HEADER, GOOD, "bad"), dry_run=True)
    assert (report.rows_kept, report.rows_rejected, report.dry_run) == (1, 1, True)
    assert contents(project) == ([], [], [], [], [], [], [])
    (real,) = run(write("log.csv", HEADER, GOOD, "bad"))
    assert not real.already_imported


class _StopsAt(Progress):
    """Cancels at the n-th step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.left = step

    def on_step(self, done: float, total: float, message: str) -> None:
        self.left -= 1
        if self.left == 0:
            self.cancel()


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_cancelled_import_leaves_the_project_as_it_was(
    write: Write, run: Import, project: Project, step: int
) -> None:
    run(write("first.csv", HEADER, GOOD))
    before = contents(project)
    paths = (
        write("second.csv", HEADER, GOOD.replace("anna", "ben")),
        write("third.csv", HEADER, GOOD.replace("anna", "zoe")),
    )
    with pytest.raises(Cancelled):
        import_files(project, ImportSettings(paths), _StopsAt(step))
    assert contents(project) == before
    assert [report.rows_kept for report in run(*paths)] == [1, 1]


def test_a_failed_import_leaves_the_project_as_it_was(
    write: Write, run: Import, project: Project
) -> None:
    run(write("first.csv", HEADER, GOOD))
    before = contents(project)
    fine = write("fine.csv", HEADER, GOOD.replace("anna", "ben"))
    useless = write("useless.csv", HEADER, "anna,cafe,visit,Food,99,-74.0,2012-04-03,1")
    with pytest.raises(ImportProblem, match="none of its 1 rows can be used"):
        run(fine, useless)
    assert contents(project) == before


def test_a_correction_for_no_file_is_refused(write: Write, run: Import) -> None:
    with pytest.raises(SettingProblem, match="there is no column colour"):
        run(write("log.csv", HEADER, GOOD), mapping={"item": "colour"})


def test_a_log_without_a_time_says_what_to_choose(write: Write, run: Import) -> None:
    rows = [f"anna,cafe,{word}" for word in ("x", "y", "z")]
    with pytest.raises(ImportProblem, match="Choose the column for Time"):
        run(write("log.csv", "user,item,note", *rows), file_role="log")


def test_rejected_rows_are_exported_without_harm(
    write: Write, run: Import, project: Project, tmp_path: Path
) -> None:
    run(write("log.csv", HEADER, GOOD, '=cmd("x"),cafe,visit,Food,40.7,-74.0,never,1'))
    out = tmp_path / "rejects.csv"
    assert export_rejects(project, out) == 1
    header, row = out.read_text(encoding="utf-8-sig").splitlines()
    assert header == "file,line,reason,text"
    assert row.startswith("log.csv,3,the time cannot be read,\"'=cmd(")


def test_a_project_opened_for_reading_refuses(write: Write, run: Import, tmp_path: Path) -> None:
    from stdesk.errors import ProjectProblem

    create_project(tmp_path / "other.stdesk").close()
    log = write("log.csv", HEADER, GOOD)
    with (
        open_project(tmp_path / "other.stdesk", read_only=True) as reader,
        pytest.raises(ProjectProblem, match="reading only"),
    ):
        import_files(reader, ImportSettings((log,)), Progress())


@pytest.mark.parametrize(
    ("row", "zone", "instant", "offset"),
    [
        ("2012-04-03T18:00:00Z,480", None, "18:00", 480),
        ("2012-04-03 18:00,480", None, "10:00", 480),
        ("2012-04-03 18:00,8", None, "10:00", 480),
        ("2012-04-03 18:00,-3.5", None, "21:30", -210),
        ("2012-04-03 18:00,+08:00", None, "10:00", 480),
        ("2012-04-03 18:00,28800", None, "10:00", 480),
        ("2012-04-03 18:00,Asia/Shanghai", None, "10:00", 480),
        ("2012-04-03 18:00,", "Asia/Shanghai", "10:00", 480),
        ("2012-04-03T18:00:00Z,", "America/New_York", "18:00", -240),
        ("2012-04-03T18:00:00+02:00,", None, "16:00", 120),
        ("1333476000,", "Asia/Shanghai", "18:00", 480),
        ("2012-04-03 18:00,", None, "18:00", None),
        ("2012-04-03 18:00,", "UTC", "18:00", 0),
    ],
)
def test_offsets_come_from_the_column_the_text_or_the_zone(
    write: Write,
    run: Import,
    project: Project,
    row: str,
    zone: str | None,
    instant: str,
    offset: int | None,
) -> None:
    from datetime import datetime

    run(write("log.csv", "user,item,time,utc_offset", f"anna,cafe,{row}"), time_zone=zone)
    (event,) = project.log.events().to_pylist()
    expected = datetime.fromisoformat(f"2012-04-03T{instant}:00+00:00")
    assert event["instant"] == expected.timestamp() * 1000
    assert event["utc_offset"] == offset


def test_a_column_called_utc_holds_utc(write: Write, run: Import, project: Project) -> None:
    run(write("log.csv", "user,item,utc_time,lat,lon", "anna,cafe,2012-04-03 18:00,40.7,-74"))
    (event,) = project.log.events().to_pylist()
    assert (event["instant"], event["utc_offset"]) == (1333476000000, -240)


def test_a_log_without_places_gets_cells(write: Write, run: Import, project: Project) -> None:
    rows = ["anna,39.98,116.31,2012-04-03 10:00", "anna,39.98,116.3101,2012-04-03 10:05"]
    run(write("gps.csv", "user,lat,lon,time", *rows), cell_resolution=8)
    (item,) = project.log.items().to_pylist()
    assert item["key"].startswith("88")
    assert abs(item["latitude"] - 39.98) < 0.01
    assert project.log.kinds() == ["visit"]


def test_a_trip_becomes_two_linked_events(write: Write, run: Import, project: Project) -> None:
    header = "bike,start time,end time,start station id,end station id,start lat,start lng"
    rows = [
        "b1,1/1/17 0:21,1/1/17 0:24,A,B,40.7,-74.0",
        "b2,1/1/17 0:30,1/1/17 0:20,A,B,40.7,-74.0",
    ]
    (report,) = run(
        write("trips.csv", header, *rows, rows[0].replace("0:24", "0:44")),
        time_zone="America/New_York",
        day_first=False,
    )
    assert report.reasons == {"the trip ends before it begins": 1}
    assert (report.rows_kept, report.events) == (2, 4)
    events = project.log.events().sort_by("id").to_pylist()
    assert [event["trip"] for event in events] == [1, 1, 2, 2]
    assert [event["kind"] for event in events] == [1, 2, 1, 2]
    assert [event["item"] for event in events] == [1, 2, 1, 2]
    assert project.log.kinds() == ["start", "end"]
    assert events[0]["instant"] == 1483248060000
    (again,) = run(write("again.csv", header, *rows), time_zone="America/New_York")
    assert (again.rows_duplicate, again.events) == (1, 0)


def test_dates_settled_far_down_the_file_count_for_its_top(
    write: Write, run: Import, project: Project
) -> None:
    rows = [f"anna,i{n},3/4/2017 10:00,{'x' * 500}" for n in range(6000)]
    run(write("log.csv", "user,item,time,note", *rows, "anna,last,25/4/2017 10:00,x"))
    assert project.log.summary().first_instant == 1491213600000  # 3 April
