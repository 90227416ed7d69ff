"""A project: one SQLite file on disk, opened by one writer, and the doors to what is in it."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import filelock

from stdesk.errors import ProjectInUse, ProjectProblem
from stdesk.language import tr
from stdesk.project import schema
from stdesk.project.log import LogReader
from stdesk.project.results import ResultStore
from stdesk.project.runs import RunStore

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import Engine

    from stdesk.project.writer import BulkWriter

SUFFIX = ".stdesk"


class Project:
    """An open project file; make one with `create_project` or `open_project`.

    `log` reads events, users and items; `runs` keeps trainings; `results` keeps metrics,
    recommendations and feedback; `bulk_writer` adds a log. All of them may be used from any thread.
    """

    def __init__(self, path: Path, lock: filelock.BaseFileLock | None) -> None:
        self.path = path
        self.read_only = lock is None
        self._lock = lock
        self.log = LogReader(self.query)
        self.runs = RunStore(self)
        self.results = ResultStore(self)

    def __enter__(self) -> "Project":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def engine(self) -> "Engine":
        """SQLAlchemy's door to the file, for single rows."""
        return _engine(self.path, self.read_only)

    def query(self, sql: str, *parameters: object) -> "pa.Table":
        """The rows of a SELECT as an Arrow table; `?` in the text stand for the parameters.

        A list among the parameters arrives as JSON, for use with `json_each(?)`.
        """
        from stdesk.project.arrow import select

        bound = [json.dumps(list(p)) if isinstance(p, list | tuple) else p for p in parameters]
        return select(self.path, sql, bound, self.read_only)

    @contextmanager
    def bulk_writer(self) -> Iterator["BulkWriter"]:
        """One transaction that adds a log; anything raised inside leaves the project as it was."""
        from stdesk.project.writer import BulkWriter

        self.check_writable()
        writer = BulkWriter(self.path)
        try:
            yield writer
            writer.commit()
        finally:
            writer.close()

    def setting(self, name: str, default: Any = None) -> Any:
        """A choice stored with the project, or `default`."""
        rows = self.query("SELECT value FROM setting WHERE name = ?", name)["value"]
        return json.loads(rows[0].as_py()) if len(rows) else default

    def set_setting(self, name: str, value: Any) -> None:
        self.execute(
            "INSERT INTO setting(name, value) VALUES (:name, :value) "
            "ON CONFLICT(name) DO UPDATE SET value = excluded.value",
            name=name,
            value=json.dumps(value, ensure_ascii=False),
        )

    def note_job(self, name: str, state: str, message: str) -> None:
        """Remember that a long action failed or was cancelled."""
        if not self.read_only:
            self.execute(
                "INSERT INTO job(name, state, message, ended_at) VALUES (:name, :state, :message, :at)",
                name=name,
                state=state,
                message=message,
                at=int(time.time() * 1000),
            )

    def execute(self, sql: str, **values: object) -> int:
        """Run one statement with `:name` parameters; the id of a row that it inserted."""
        from sqlalchemy import text

        self.check_writable()
        with self.engine.begin() as connection:
            return int(connection.execute(text(sql), values).lastrowid or 0)

    def check_writable(self) -> None:
        if self.read_only:
            raise ProjectProblem(
                "{path} is open for reading only; close the other window to change it.",
                path=self.path,
            )

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when it is sound."""
        with closing(sqlite3.connect(self.path)) as connection:
            try:
                found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            except sqlite3.DatabaseError as error:
                return [str(error)]
            found += [
                tr(
                    "table {table}, row {row}: refers to a missing {parent}",
                    table=table,
                    row=row,
                    parent=parent,
                )
                for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
            ]
        return [line for line in found if line != "ok"]

    def backup(self, path: Path) -> None:
        """Copy the project, also while it is in use, to a single file."""
        if path.exists():
            raise ProjectProblem("{path} exists already; choose another name.", path=path)
        with (
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")

    def close(self) -> None:
        """Fold the write-ahead log back into the one file and let others write."""
        if "engine" in self.__dict__:
            self.engine.dispose()
        if self._lock is not None:
            _fold(self.path)
            _let_go(self._lock)
            self._lock = None


def create_project(path: str | Path) -> Project:
    """Make a new, empty project file; the suffix .stdesk is added where it lacks."""
    path = _with_suffix(Path(path))
    if path.exists():
        raise ProjectProblem("{path} exists already; open it or choose another name.", path=path)
    if not path.parent.is_dir():
        raise ProjectProblem("the folder {folder} does not exist.", folder=path.parent)
    project = Project(path, _acquire(path))
    try:
        with project.engine.begin() as connection:
            schema.create_schema(connection)
    except BaseException:
        project.close()
        path.unlink(missing_ok=True)
        raise
    return project


def open_project(path: str | Path, read_only: bool = False) -> Project:
    """Open a project file, migrating an older one after a backup.

    Raises `ProjectInUse` when another process has it open for writing and `read_only` is not asked
    for, `ProjectProblem` when it is missing, broken, foreign or too new.
    """
    path = Path(path)
    if not path.is_file():
        raise ProjectProblem("there is no project file {path}.", path=path)
    version = schema.file_version(path)
    if read_only and version == schema.SCHEMA_VERSION:
        return Project(path, None)
    project = Project(path, _acquire(path))
    try:
        _bring_up_to_date(project, version)
    except BaseException:
        project.close()
        raise
    return project


def _bring_up_to_date(project: Project, version: int) -> None:
    from sqlalchemy.exc import DatabaseError

    path = project.path
    try:
        if version < schema.SCHEMA_VERSION:
            _fold(path)
            backup = schema.back_up_before_migration(path, version)
            with project.engine.begin() as connection:
                schema.migrate(connection)
        project.runs.close_interrupted()
    except DatabaseError as error:
        if version < schema.SCHEMA_VERSION:
            raise ProjectProblem(
                "{path} could not be brought to today's format: {error}. It is as it was, and a "
                "copy lies in {backup}.",
                path=path,
                error=error.orig,
                backup=backup.name,
            ) from error
        raise ProjectProblem(
            "{path} cannot be read: {error}.", path=path, error=error.orig
        ) from error


def _with_suffix(path: Path) -> Path:
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def _acquire(path: Path) -> filelock.BaseFileLock:
    lock = filelock.FileLock(path.with_name(path.name + ".lock"), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise ProjectInUse(
            "{path} is open in another window. Close it there, or open it for reading only.",
            path=path,
        ) from error
    except OSError as error:
        raise ProjectProblem("{path} cannot be locked: {error}.", path=path, error=error) from error
    return lock


def _engine(path: Path, read_only: bool) -> "Engine":
    from sqlalchemy import NullPool, create_engine, event

    def connect() -> sqlite3.Connection:
        mode = "ro" if read_only else "rwc"
        return sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=30, check_same_thread=False
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    # The sqlite3 module begins no transaction before DDL: a migration that failed halfway would
    # stay half done. So it is told to begin none at all, and we begin each ourselves.
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda it: it.exec_driver_sql(begin))
    return engine


def _fold(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=5)) as connection:
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.DatabaseError:
            # A reader still has the file open: its log stays beside it and is folded next time.
            # Or the file is damaged, and closing it is not the moment to say so.
            return


def _let_go(lock: filelock.BaseFileLock) -> None:
    """Release and remove the lock's file; first remove where the system allows that.

    Removed after the release, it might be the one that another window has just taken.
    """
    path = Path(lock.lock_file)
    if os.name == "posix":
        path.unlink(missing_ok=True)
        lock.release()
        return
    lock.release()
    with suppress(OSError):  # another window has it now
        path.unlink(missing_ok=True)
