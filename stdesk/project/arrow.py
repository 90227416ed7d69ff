"""Arrow in and out of SQLite through ADBC."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = "adbc.sqlite.query.batch_rows"


def connect(path: Path, read_only: bool = False) -> Any:
    """A DB-API connection; transactions are the caller's."""
    from adbc_driver_sqlite import dbapi

    mode = "ro" if read_only else "rw"
    connection = dbapi.connect(f"{path.resolve().as_uri()}?mode={mode}")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 30000")
        cursor.fetchall()
    return connection


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
    cursor.execute(f"SELECT count(*) FROM ({sql})", bound)  # noqa: S608 - our own text
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
