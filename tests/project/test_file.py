"""One file that is opened, locked, copied, checked and closed without losing anything."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from stdesk.errors import ProjectInUse, ProjectProblem
from stdesk.project import Project, create_project, open_project
from stdesk.project.schema import APPLICATION_ID, SCHEMA_VERSION

from .conftest import add_log


def files_beside(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir())


def test_a_new_project_is_one_file_with_our_mark_and_all_tables(path: Path) -> None:
    create_project(path).close()
    assert files_beside(path) == [path.name]
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert plain.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
        tables = {row[0] for row in plain.execute("SELECT name FROM sqlite_master")}
    named = "setting source reject user item category kind event run weights epoch metric"
    assert set(named.split()) | {"recommendation", "feedback", "job"} <= tables


def test_the_suffix_is_added_where_it_lacks(tmp_path: Path) -> None:
    with create_project(tmp_path / "city.v2") as project:
        assert project.path.name == "city.v2.stdesk"


def test_an_existing_file_and_a_missing_folder_are_not_touched(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(ProjectProblem, match="exists already"):
        create_project(path)
    assert path.read_text() == "mine"
    with pytest.raises(ProjectProblem, match="does not exist"):
        create_project(path.parent / "nowhere" / "x.stdesk")


def test_what_was_written_is_there_when_opened_again(path: Path) -> None:
    with create_project(path) as project:
        add_log(project)
        project.set_setting("zone", {"名": "上海"})
    with open_project(path) as again:
        assert again.log.summary().events == 3
        assert again.setting("zone") == {"名": "上海"}
        assert again.setting("unknown", 5) == 5


def test_the_log_is_written_ahead_while_open_and_folded_when_closed(path: Path) -> None:
    project = create_project(path)
    project.set_setting("a", 1)
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    add_log(project)
    project.close()
    assert files_beside(path) == [path.name]
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert plain.execute("SELECT count(*) FROM event").fetchone()[0] == 3


def test_a_second_writer_is_told_where_the_project_is_open(project: Project) -> None:
    with pytest.raises(ProjectInUse, match="open in another window"):
        open_project(project.path)


def test_a_second_process_is_refused_for_writing_and_may_read(project: Project) -> None:
    add_log(project)
    code = (
        "import sys; from stdesk.project import open_project\n"
        "from stdesk.errors import ProjectInUse\n"
        "try: open_project(sys.argv[1])\n"
        "except ProjectInUse as problem: print('refused')\n"
        "with open_project(sys.argv[1], read_only=True) as p: print(p.log.summary().events)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["refused", "3"]
    add_log(project, "b")  # and the first goes on writing
    assert project.log.summary().events == 6


def test_a_process_that_died_leaves_no_lock_and_no_loss(path: Path) -> None:
    create_project(path).close()
    code = (
        "import sys, os; from stdesk.project import open_project\n"
        "p = open_project(sys.argv[1]); p.set_setting('kept', 1)\n"
        "p.runs.start('gru', 'fast', {}, 0, 'cpu', {}); os._exit(9)"
    )
    died = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert died.returncode == 9
    with open_project(path) as project:
        assert project.setting("kept") == 1
        assert project.runs.get(1).state == "failed"
        assert project.check() == []
    assert files_beside(path) == [path.name]


def test_reading_only_changes_nothing(path: Path) -> None:
    create_project(path).close()
    before = path.read_bytes()
    with open_project(path, read_only=True) as reader:
        assert reader.read_only
        reader.note_job("train", "failed", "said nowhere")
        for change in (
            lambda: reader.set_setting("a", 1),
            lambda: add_log(reader),
            lambda: reader.runs.delete(1),
        ):
            with pytest.raises(ProjectProblem, match="open for reading only"):
                change()
    assert path.read_bytes() == before
    assert files_beside(path) == [path.name]


def test_a_reader_may_stay_while_the_writer_closes(path: Path) -> None:
    writer = create_project(path)
    reader = open_project(path, read_only=True)
    assert reader.log.summary().events == 0
    add_log(writer)
    writer.close()
    assert reader.log.summary().events == 3
    reader.close()
    with open_project(path) as again:
        assert again.log.summary().events == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"user,time\n1,2\n", "it is no SQLite file"), (b"", "it is no SQLite file")],
)
def test_a_foreign_file_is_refused(path: Path, content: bytes, sentence: str) -> None:
    path.write_bytes(content)
    with pytest.raises(ProjectProblem, match=sentence):
        open_project(path)
    assert path.read_bytes() == content


def test_a_foreign_database_and_a_newer_project_are_refused_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE theirs (a)")
    before = path.read_bytes()
    with pytest.raises(ProjectProblem, match="not a stdesk project"):
        open_project(path)
    assert path.read_bytes() == before
    path.unlink()
    create_project(path).close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA user_version = 99")
    with pytest.raises(ProjectProblem, match="written by a newer stdesk"):
        open_project(path)


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(ProjectProblem) as problem:
        open_project(path)
    assert str(path) in str(problem.value)


def test_a_broken_file_is_found_by_the_check(project: Project) -> None:
    add_log(project)
    assert project.check() == []
    project.execute("PRAGMA foreign_keys = OFF")
    project.execute("UPDATE event SET item = 99 WHERE id = 2")
    assert project.check() == ["table event, row 2: refers to a missing item"]


def test_a_damaged_file_gives_a_sentence_and_no_trace(path: Path) -> None:
    with create_project(path) as project:
        add_log(project, events=5_000)
    content = bytearray(path.read_bytes())
    content[4096 * 40 :] = b"\xff" * (len(content) - 4096 * 40)
    path.write_bytes(content)
    with open_project(path, read_only=True) as damaged:
        assert damaged.check()
        with pytest.raises(ProjectProblem, match="is damaged"):
            damaged.log.events()


def test_a_backup_is_whole_while_the_project_is_in_use(project: Project, tmp_path: Path) -> None:
    add_log(project)
    copy = tmp_path / "copy.stdesk"
    project.backup(copy)
    add_log(project, "b")
    with open_project(copy) as opened:
        assert opened.log.summary().events == 3
    with pytest.raises(ProjectProblem, match="exists already"):
        project.backup(copy)


def test_a_copied_file_is_a_project_of_its_own(path: Path, tmp_path: Path) -> None:
    with create_project(path) as project:
        add_log(project)
        fingerprint = project.log.fingerprint()
    shutil.copy(path, tmp_path / "elsewhere.stdesk")
    with open_project(path), open_project(tmp_path / "elsewhere.stdesk") as copy:
        assert copy.log.fingerprint() == fingerprint


def test_closing_twice_is_harmless(path: Path) -> None:
    project = create_project(path)
    project.close()
    project.close()


def test_a_path_with_odd_letters_works(tmp_path: Path) -> None:
    path = tmp_path / "100% café 北京 #1?.stdesk"
    with create_project(path) as project:
        add_log(project)
    with open_project(path, read_only=True) as reader:
        assert reader.log.summary().events == 3
