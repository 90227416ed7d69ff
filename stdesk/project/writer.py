"""Adds a log to a project in one transaction, in Arrow batches."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stdesk.project.arrow import connect, fetch, typed

if TYPE_CHECKING:
    import pyarrow as pa

VOCABULARIES = ("user", "item", "category", "kind")
FORMER = {  # what of an old row a later import may say anew; kept, so that it can be withdrawn
    "item": ("title", "text", "image", "category", "latitude", "longitude", "tags", "attributes"),
    "user": ("attributes",),
}
_EVENT_INDEXES = {
    "event_by_user": "CREATE INDEX event_by_user ON event (user, instant)",
    "event_by_instant": "CREATE INDEX event_by_instant ON event (instant)",
}


@dataclass(frozen=True)
class Before:
    """Where a project stood when an import began: the highest id of each table, 0 without rows.

    reading: a digest of how the files were read, for the log's fingerprint.
    """

    source: int
    event: int
    user: int
    item: int
    category: int
    kind: int
    reading: str = ""

    def as_json(self) -> str:
        return json.dumps(asdict(self))


class BulkWriter:
    """One ADBC transaction; made by `Project.bulk_writer`, which commits or rolls back."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)
        self._indexes_dropped = False
        # Takes the right to write at once: one who reads first and then finds that another has
        # written in between would be refused.
        self.execute("DELETE FROM job WHERE 0")

    def vocabulary(self, table: str) -> "pa.Array":
        """The keys of user, item, category or kind, in id order: the key at i has the id i + 1."""
        _known(table)
        rows = typed(self.select(f"SELECT key FROM {table} ORDER BY id"), key="string")
        return rows["key"].combine_chunks()

    def add_keys(self, table: str, keys: "pa.Array") -> int:
        """Append new keys; returns the id of the first one."""
        import pyarrow as pa

        _known(table)
        first = self.next_id(table)
        if len(keys):
            ids = pa.array(range(first, first + len(keys)), pa.int64())
            self.append(table, pa.table({"id": ids, "key": keys}))
        return first

    def next_id(self, table: str) -> int:
        """The id that the next row of user, item, category, kind, source or event gets."""
        if table not in (*VOCABULARIES, "source", "event"):
            raise ValueError(f"no table with ids: {table}")
        return int(
            self.select(f"SELECT coalesce(max(id), 0) + 1 AS n FROM {table}")["n"][0].as_py()
        )

    def digests(self) -> set[str]:
        """The digests of the files that were imported."""
        return set(self.select("SELECT digest FROM source")["digest"].to_pylist())

    def instant_range(self) -> tuple[int, int] | None:
        """The first and the last instant in the log, UTC ms; None when it is empty."""
        row = self.select("SELECT min(instant) AS low, max(instant) AS high FROM event")
        low, high = row["low"][0].as_py(), row["high"][0].as_py()
        return None if low is None else (int(low), int(high))

    def last_trip(self) -> int:
        """The highest number of a trip, 0 when there is none."""
        return int(self.select("SELECT coalesce(max(trip), 0) AS n FROM event")["n"][0].as_py())

    def events_between(self, first_id: int, last_id: int) -> "pa.Table":
        """user, kind, item, instant, utc_offset, latitude, longitude, value of a range of ids."""
        rows = self.select(
            "SELECT user, kind, item, instant, utc_offset, latitude, longitude, value FROM event "
            "WHERE id BETWEEN ? AND ?",
            first_id,
            last_id,
        )
        whole = dict.fromkeys(("user", "kind", "item", "instant", "utc_offset"), "int64")
        return typed(rows, **whole, **dict.fromkeys(("latitude", "longitude", "value"), "float64"))

    def known_of_items(self) -> "pa.Table":
        """For each item, in id order, 0 or 1: whether it has a title, text, image, tags, category,
        latitude, attributes, and an event."""
        names = ("title", "text", "image", "tags", "category", "latitude", "attributes")
        columns = ", ".join(f"{name} IS NOT NULL AS {name}" for name in names)
        rows = self.select(
            f"SELECT {columns}, e.item IS NOT NULL AS event FROM item "
            "LEFT JOIN (SELECT DISTINCT item FROM event) e ON e.item = item.id ORDER BY item.id"
        )
        return typed(rows, **dict.fromkeys((*names, "event"), "int64"))

    def append(self, table: str, rows: "pa.Table") -> None:
        """Insert rows; columns are matched by name, missing ones are NULL."""
        if table == "event":
            self._drop_indexes_of_an_empty_log()
        with self._connection.cursor() as cursor:
            cursor.adbc_ingest(table, rows, mode="append")

    def before(self, reading: str) -> Before:
        """Where the project stands now."""
        highest = {name: self.next_id(name) - 1 for name in ("source", "event", *VOCABULARIES)}
        return Before(**highest, reading=reading)

    def add_source(self, **columns: object) -> int:
        """Insert a row of `source`; `imported_at` is filled in. Returns its id."""
        columns.setdefault("imported_at", int(time.time() * 1000))
        names = ", ".join(columns)
        marks = ", ".join("?" for _ in columns)
        self.execute(f"INSERT INTO source ({names}) VALUES ({marks})", *columns.values())
        return int(self.select("SELECT max(id) AS id FROM source")["id"][0].as_py())

    def update(self, table: str, rows: "pa.Table", before: Before | None = None) -> None:
        """Set columns of existing users or items by `id`; a null leaves what was there.

        before: of rows that were there before that, the former columns are kept.
        """
        _known(table)
        names = [name for name in rows.column_names if name != "id"]
        with self._connection.cursor() as cursor:
            cursor.adbc_ingest("incoming", rows, mode="create", temporary=True)
            if before is not None:
                kept = ", ".join(FORMER[table])
                cursor.execute(
                    f"INSERT OR IGNORE INTO former_{table} (import, id, {kept}) "
                    f"SELECT ?, id, {kept} FROM {table} WHERE id <= ? "
                    "AND id IN (SELECT id FROM temp.incoming)",
                    (before.source + 1, getattr(before, table)),
                )
            changes = ", ".join(f"{name} = coalesce(i.{name}, {table}.{name})" for name in names)
            cursor.execute(f"UPDATE {table} SET {changes} FROM incoming i WHERE i.id = {table}.id")
            cursor.execute("DROP TABLE temp.incoming")

    def execute(self, sql: str, *parameters: object) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)

    def select(self, sql: str, *parameters: object) -> "pa.Table":
        """Rows as this transaction sees them."""
        with self._connection.cursor() as cursor:
            return fetch(cursor, sql, list(parameters))

    def commit(self) -> None:
        if self._indexes_dropped:
            for statement in _EVENT_INDEXES.values():
                self.execute(statement)
        self._connection.commit()

    def close(self) -> None:
        """Roll back what was not committed and let go of the file."""
        self._connection.rollback()
        self._connection.close()

    def drop_event_indexes(self) -> None:
        """Until `commit`, which makes them anew: for when most of the events change."""
        if not self._indexes_dropped:
            for name in _EVENT_INDEXES:
                self.execute(f"DROP INDEX {name}")
            self._indexes_dropped = True

    def _drop_indexes_of_an_empty_log(self) -> None:
        """One sort at the end costs a third of keeping two trees in order while a log comes in."""
        if not len(self.select("SELECT 1 AS one FROM event LIMIT 1")):
            self.drop_event_indexes()


def _known(table: str) -> Any:
    if table not in VOCABULARIES:
        raise ValueError(f"no table of keys: {table}")
