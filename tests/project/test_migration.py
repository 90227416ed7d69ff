"""An older file is backed up and brought to today's schema; what is in it stays."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stdesk.errors import ProjectInUse, ProjectProblem
from stdesk.project import create_project, open_project, schema

from .conftest import add_log

TODAY = schema.SCHEMA_VERSION


@pytest.fixture
def older(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file of today's format, and a stdesk that already has the next one."""
    with create_project(path) as project:
        add_log(project)
    migrations = tmp_path / "migrations"
    shutil.copytree(Path(schema.__file__).parent / "migrations", migrations)
    (migrations / "versions" / "9999_a_note.py").write_text(
        '"""A note on each source"""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
        f'revision = "9999"\ndown_revision = "{TODAY:04d}"\n\n\ndef upgrade() -> None:\n'
        '    with op.batch_alter_table("source") as table:\n'
        '        table.add_column(sa.Column("note", sa.String(), nullable=True))\n'
    )
    monkeypatch.setattr(schema, "MIGRATIONS", migrations)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", TODAY + 1)
    return path


def test_an_older_file_is_migrated_after_a_backup(older: Path) -> None:
    before = older.read_bytes()
    with open_project(older) as project:
        assert project.query("SELECT note FROM source").num_rows == 1
        assert project.log.summary().events == 3
    backup = older.with_name(f"my city.format-{TODAY}.stdesk.bak")
    assert backup.read_bytes() == before
    with closing(sqlite3.connect(older)) as plain:
        assert plain.execute("PRAGMA user_version").fetchone()[0] == TODAY + 1
        assert plain.execute("SELECT version_num FROM alembic_version").fetchone()[0] == "9999"
    with open_project(older) as again:  # and is left alone from now on
        assert again.log.summary().events == 3


def test_an_older_file_is_migrated_also_for_a_reader(older: Path) -> None:
    with open_project(older, read_only=True) as reader:
        assert reader.log.summary().events == 3
        assert reader.query("SELECT note FROM source").num_rows == 1


def test_a_migration_that_fails_leaves_the_file_as_it_was(older: Path, tmp_path: Path) -> None:
    (tmp_path / "migrations" / "versions" / "9999_a_note.py").write_text(
        '"""Fails halfway"""\n\nfrom alembic import op\n\n'
        f'revision = "9999"\ndown_revision = "{TODAY:04d}"\n'
        '\n\ndef upgrade() -> None:\n    op.execute("ALTER TABLE source ADD COLUMN note TEXT")\n'
        '    op.execute("ALTER TABLE no_such_table ADD COLUMN note TEXT")\n'
    )
    with pytest.raises(ProjectProblem, match=r"no_such_table.* It is as it was"):
        open_project(older)
    with closing(sqlite3.connect(older)) as plain:
        assert plain.execute("PRAGMA user_version").fetchone()[0] == TODAY
        columns = [row[1] for row in plain.execute("PRAGMA table_info(source)")]
        assert "note" not in columns
        assert plain.execute("SELECT count(*) FROM event").fetchone()[0] == 3
    assert not older.with_name(older.name + ".lock").exists()


def test_todays_tables_are_those_that_the_migrations_make(path: Path) -> None:
    from sqlmodel import SQLModel

    create_project(path).close()
    with closing(sqlite3.connect(path)) as plain:
        made = {
            table: {row[1] for row in plain.execute(f'PRAGMA table_info("{table}")')}
            for table in SQLModel.metadata.tables
        }
    declared = {
        name: {column.name for column in table.columns}
        for name, table in SQLModel.metadata.tables.items()
    }
    assert {"event", "run", "segment", "judged_rank"} <= set(declared)
    assert made == declared


def test_a_file_in_use_is_not_migrated(older: Path) -> None:
    import filelock

    with filelock.FileLock(older.with_name(older.name + ".lock")), pytest.raises(ProjectInUse):
        open_project(older)


def test_the_first_format_is_brought_to_todays(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = tmp_path / "first"
    shutil.copytree(Path(schema.__file__).parent / "migrations", first)
    for later in (first / "versions").glob("*.py"):
        if not later.name.startswith(("0001", "__init__")):
            later.unlink()
    with monkeypatch.context() as back_then:
        back_then.setattr(schema, "MIGRATIONS", first)
        back_then.setattr(schema, "SCHEMA_VERSION", 1)
        with create_project(path) as project:
            add_log(project)
            plain_run = project.execute(
                "INSERT INTO run(model, preset, settings, seed, device, data_fingerprint, "
                "versions, users, items, last_event, state, started_at) VALUES "
                "('markov', 'fast', '{}', 0, 'cpu', '', '{}', 1, 1, 1, 'done', 0)"
            )
    with open_project(path) as project:
        assert project.runs.get(plain_run).title is None
        assert project.segments.all() == []
        assert project.log.summary().events == 3
