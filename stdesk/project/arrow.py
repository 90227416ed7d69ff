"""Arrow in and out of SQLite through ADBC.

Everything that happens to an open project goes through this one copy of SQLite. Python's sqlite3
module brings a second one, and two in one process do not see each other's locks: one would write
over the other, or remove a write-ahead log that is in use. So sqlite3 (under SQLAlchemy) only makes
and migrates files, before anyone else in the process has them open.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = "adbc.sqlite.query.batch_rows"
_WAIT_MS = 600_000  # for another writer of this process: an import may take minutes
_NAME = re.compile(r":(\w+)")


def connect(path: Path, read_only: bool = False, autocommit: bool = False) -> Any:
    """A DB-API connection; without `autocommit`, transactions are the caller's to commit."""
    from adbc_driver_sqlite import dbapi

    mode = "ro" if read_only else "rw"
    connection = dbapi.connect(f"{path.resolve().as_uri()}?mode={mode}", autocommit=autocommit)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {_WAIT_MS:d}")
        cursor.fetchall()
    return connection


def change(path: Path, sql: str, values: Mapping[str, object]) -> int:
    """Run one statement with `:name` parameters and commit; the id of a row that it inserted."""
    with connect(path) as connection, connection.cursor() as cursor:
        bound = tuple(values[name] for name in _NAME.findall(sql))
        cursor.execute(_NAME.sub("?", sql), bound or None)
        cursor.execute("SELECT last_insert_rowid()")
        row = int(cursor.fetchone()[0])
        connection.commit()
    return row


def outside_transaction(path: Path, sql: str, *parameters: object) -> None:
    """Run a statement that SQLite allows only by itself, such as VACUUM INTO."""
    with connect(path, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        cursor.fetchall()


def select(path: Path, sql: str, parameters: list[Any], read_only: bool) -> "pa.Table":
    with connect(path, read_only) as connection, connection.cursor() as cursor:
        return fetch(cursor, sql, parameters)


def fetch(cursor: Any, sql: str, parameters: list[Any]) -> "pa.Table":
    """The rows of a SELECT, as one batch.

    ADBC settles a column's type from its first batch, so that a column that begins with NULLs would
    become an integer; one batch for the whole answer avoids that. The driver reserves memory for
    the rows of a batch beforehand, 8 bytes a column, so they are counted first: a generous guess
    instead would reserve gigabytes.
    """
    bound = tuple(parameters) if parameters else None
    cursor.adbc_statement.set_options(**{_BATCH_ROWS: "1"})
    cursor.execute(f"SELECT count(*) FROM ({sql})", bound)
    rows = int(cursor.fetchone()[0])
    cursor.adbc_statement.set_options(**{_BATCH_ROWS: str(max(rows, 1))})
    cursor.execute(sql, bound)
    return cursor.fetch_arrow_table()


def typed(table: "pa.Table", **types: str) -> "pa.Table":
    """Cast the named columns, since an empty or all-NULL column has lost its type."""
    import pyarrow as pa

    for name, kind in types.items():
        position = table.column_names.index(name)
        column = table[name].cast(pa.type_for_alias(kind))
        table = table.set_column(position, name, column)
    return table
