"""A log in memory is read once for all who hold it, and anew when the project's log is another."""

import gc
from pathlib import Path

from stdesk.features import EventLog, load_log, log_in_memory
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import create_project


def write(path: Path, day: int) -> Path:
    lines = [f"u{n % 3},p{n % 5},2024-05-{day:02}T{n:02}:00:00Z" for n in range(20)]
    path.write_text("\n".join(["user,item,time", *lines]), encoding="utf-8")
    return path


def test_who_asks_while_another_holds_it_gets_the_same_until_the_log_changes(
    tmp_path: Path,
) -> None:
    with create_project(tmp_path / "shared.stdesk") as project:
        import_files(project, ImportSettings((write(tmp_path / "one.csv", 1),)), Progress())
        held = load_log(project)
        assert load_log(project) is held
        assert log_in_memory(project) is held
        assert load_log(project, last_event=10) is not held
        import_files(project, ImportSettings((write(tmp_path / "two.csv", 2),)), Progress())
        assert len(load_log(project)) == len(held) + 20
        del held
        gc.collect()
        assert log_in_memory(project) is None


def test_before_its_end_a_log_is_shorter_and_after_it_the_same(walks: EventLog) -> None:
    last = int(walks.instant_ms.max())
    assert walks.before(last + 1) is walks
    assert len(walks.before(last)) == int((walks.instant_ms < last).sum()) < len(walks)
