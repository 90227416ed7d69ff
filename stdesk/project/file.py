"""A project: one SQLite file on disk, opened by one writer, and the doors to what is in it."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import filelock

from stdesk.errors import ProjectProblem
from stdesk.language import tr
from stdesk.project import schema
from stdesk.project.job_notes import JobNote, read_job_notes
from stdesk.project.judgements import JudgementStore
from stdesk.project.log import LogReader
from stdesk.project.one_writer import acquire, fold, let_go, write_ahead
from stdesk.project.results import ResultStore
from stdesk.project.runs import RunStore
from stdesk.project.segments import SegmentStore
from stdesk.project.sources import SourceStore
from stdesk.project.tallies import TallyStore

if TYPE_CHECKING:
    import pyarrow as pa

    from stdesk.project.writer import BulkWriter

SUFFIX = ".stdesk"


class Project:
    """An open project file; make one with `create_project` or `open_project`.

    `log` reads events, users and items; `runs` keeps trainings; `results` keeps metrics,
    recommendations and feedback; `judgements` keeps the rank of each event; `segments` keeps groups
    of users; `sources` takes imports out again; `bulk_writer` adds a log. All of them may be used
    from any thread.
    """

    def __init__(self, path: Path, lock: filelock.BaseFileLock | None) -> None:
        self.path = path
        self.read_only = lock is None
        self._lock = lock
        self.log = LogReader(self.query)
        self.runs = RunStore(self)
        self.results = ResultStore(self)
        self.judgements = JudgementStore(self)
        self.segments = SegmentStore(self)
        self.tallies = TallyStore(self)
        self.sources = SourceStore(self)

    def __enter__(self) -> "Project":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def query(self, sql: str, *parameters: object) -> "pa.Table":
        """The rows of a SELECT as an Arrow table; `?` in the text stand for the parameters.

        A list among the parameters arrives as JSON, for use with `json_each(?)`.
        """
        from adbc_driver_manager.dbapi import Error

        from stdesk.project.arrow import select

        bound = [json.dumps(list(p)) if isinstance(p, list | tuple) else p for p in parameters]
        try:
            return select(self.path, sql, bound, self.read_only)
        except Error as error:
            if "malformed" not in str(error):
                raise
            raise ProjectProblem(
                "{path} is damaged: {error}. Restore a backup, or import the log anew.",
                path=self.path,
                error=error,
            ) from error

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
                "INSERT INTO job(name, state, message, ended_at) "
                "VALUES (:name, :state, :message, :at)",
                name=name,
                state=state,
                message=message,
                at=int(time.time() * 1000),
            )

    def job_notes(self, most: int = 100) -> list[JobNote]:
        """Long actions that failed or were cancelled, the newest first."""
        return read_job_notes(self.query, most)

    def execute(self, sql: str, **values: object) -> int:
        """Run one statement with `:name` parameters; the id of a row that it inserted."""
        from stdesk.project.arrow import change

        self.check_writable()
        return change(self.path, sql, values)

    def check_writable(self) -> None:
        if self.read_only:
            raise ProjectProblem(
                "{path} is open for reading only; close the other window to change it.",
                path=self.path,
            )

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when it is sound."""
        from adbc_driver_manager.dbapi import Error

        try:
            sound = self.query("SELECT integrity_check AS line FROM pragma_integrity_check")
            dangling = self.query(
                'SELECT "table", rowid AS row, parent FROM pragma_foreign_key_check'
            ).to_pylist()
        except (Error, ProjectProblem) as error:
            return [str(error)]
        found = [str(line) for line in sound["line"].to_pylist() if line != "ok"]
        return found + [
            tr("table {table}, row {row}: refers to a missing {parent}", **row) for row in dangling
        ]

    def backup(self, path: Path) -> None:
        """Copy the project, also while it is in use, to a single file."""
        if path.exists():
            raise ProjectProblem("{path} exists already; choose another name.", path=path)
        from stdesk.project.arrow import outside_transaction

        outside_transaction(self.path, "VACUUM INTO ?", str(path))

    def close(self) -> None:
        """Fold the write-ahead log back into the one file and let others write."""
        if self._lock is not None:
            fold(self.path)
            let_go(self._lock)
            self._lock = None


def create_project(path: str | Path) -> Project:
    """Make a new, empty project file; the suffix .stdesk is added where it lacks."""
    path = _with_suffix(Path(path))
    if path.exists():
        raise ProjectProblem("{path} exists already; open it or choose another name.", path=path)
    if not path.parent.is_dir():
        raise ProjectProblem("the folder {folder} does not exist.", folder=path.parent)
    project = Project(path, acquire(path))
    try:
        with _migrating(path) as connection:
            schema.create_schema(connection)
        write_ahead(path)
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
    project = Project(path, acquire(path))
    try:
        _bring_up_to_date(project, version)
    except BaseException:
        project.close()
        raise
    return project


def _bring_up_to_date(project: Project, version: int) -> None:
    from adbc_driver_manager.dbapi import Error

    if version < schema.SCHEMA_VERSION:
        _migrate(project.path, version)
    try:
        write_ahead(project.path)
        project.runs.close_interrupted()
    except Error as error:
        raise ProjectProblem(
            "{path} cannot be read: {error}.", path=project.path, error=error
        ) from error


def _migrate(path: Path, version: int) -> None:
    from sqlalchemy.exc import DatabaseError

    fold(path)
    backup = schema.back_up_before_migration(path, version)
    try:
        with _migrating(path) as connection:
            schema.migrate(connection)
    except DatabaseError as error:
        raise ProjectProblem(
            "{path} could not be brought to today's format: {error}. It is as it was, and a "
            "copy lies in {backup}.",
            path=path,
            error=error.orig,
            backup=backup.name,
        ) from error


def _with_suffix(path: Path) -> Path:
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


@contextmanager
def _migrating(path: Path) -> Iterator[Any]:
    """A SQLAlchemy connection in one transaction; nobody else may have the file open.

    The sqlite3 module begins no transaction before DDL: a migration that failed halfway would stay
    half done. So it is told to begin none at all, and the transaction is begun here.
    """
    from sqlalchemy import NullPool, create_engine, event

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=30)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda it: it.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        yield connection
