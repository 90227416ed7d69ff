"""Reads what was imported: events, users, items, sources, as Arrow tables and small records."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdesk.project.arrow import typed
from stdesk.project.item_names import ITEM_NAME

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Summary:
    """What a project holds, in numbers. Instants are None in an empty project."""

    users: int
    items: int
    categories: int
    kinds: tuple[str, ...]
    events: int
    first_instant: int | None
    last_instant: int | None
    has_coordinates: bool
    has_trips: bool
    runs: int
    described: int = 0  # items with a title, a text or tags
    pictured: int = 0  # items that name a picture
    first_offset: int = 0  # minutes that the local time of the first instant is ahead of UTC
    last_offset: int = 0


@dataclass(frozen=True)
class SourceRecord:
    """One imported file, as shown on the Data page."""

    id: int
    name: str
    digest: str
    role: str
    preset: str | None
    mapping: dict[str, Any]
    time_zone: str | None
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_duplicate: int
    imported_at: int


_HAS_COORDINATES = (
    "(EXISTS (SELECT 1 FROM item WHERE latitude IS NOT NULL) "
    "OR EXISTS (SELECT 1 FROM event WHERE latitude IS NOT NULL))"
)


class LogReader:
    def __init__(self, query: Callable[..., "pa.Table"]) -> None:
        self._query = query

    def events(
        self,
        users: Sequence[int] | None = None,
        begin: int | None = None,
        end: int | None = None,
        after_id: int = 0,
    ) -> "pa.Table":
        """Events sorted by user, instant and order of import.

        users: ids, or None for all. begin, end: UTC ms, begin inclusive, end exclusive. after_id:
        only events imported after that one. Columns: id, user, kind, item, instant, utc_offset
        (min), latitude, longitude, value, trip; integers int64 with nulls, the rest float64.
        """
        conditions, parameters = ["id > ?"], [after_id]
        if users is not None:
            conditions.append("user IN (SELECT value FROM json_each(?))")
            parameters.append([int(user) for user in users])  # type: ignore[arg-type]
        if begin is not None:
            conditions.append("instant >= ?")
            parameters.append(begin)
        if end is not None:
            conditions.append("instant < ?")
            parameters.append(end)
        table = self._query(
            "SELECT id, user, kind, item, instant, utc_offset, latitude, longitude, value, trip "
            f"FROM event WHERE {' AND '.join(conditions)} ORDER BY user, instant, id",
            *parameters,
        )
        whole = dict.fromkeys(
            ("id", "user", "kind", "item", "instant", "utc_offset", "trip"), "int64"
        )
        real = dict.fromkeys(("latitude", "longitude", "value"), "float64")
        return typed(table, **whole, **real)

    def users(self) -> "pa.Table":
        """id, key, attributes (JSON or null), in id order."""
        table = self._query("SELECT id, key, attributes FROM user ORDER BY id")
        return typed(table, id="int64", key="string", attributes="string")

    def user_activity(self) -> "pa.Table":
        """id, key, events, first, last (UTC ms) of each user, in id order.

        first_offset, last_offset: minutes that local time was ahead of UTC then.
        """
        table = self._query(
            "SELECT u.id, u.key, count(e.id) AS events, min(e.instant) AS first, "
            "max(e.instant) AS last, coalesce((SELECT utc_offset FROM event "
            "WHERE user = u.id ORDER BY instant LIMIT 1), 0) AS first_offset, "
            "coalesce((SELECT utc_offset FROM event "
            "WHERE user = u.id ORDER BY instant DESC LIMIT 1), 0) AS last_offset "
            "FROM user u LEFT JOIN event e ON e.user = u.id GROUP BY u.id ORDER BY u.id"
        )
        whole = ("id", "events", "first", "last", "first_offset", "last_offset")
        return typed(table, key="string", **dict.fromkeys(whole, "int64"))

    def hour_counts(self, user: int | None = None, category: int | None = None) -> "pa.Table":
        """hour (local, since 1970), count: events by hour, of a user or of a category's items.

        Hours without events are left out; hours ascend.
        """
        table = self._query(
            # SQL divides towards zero: what is left over before 1970 belongs to the hour below.
            "SELECT local / 3600000 - (local % 3600000 < 0) AS hour, count(*) AS count FROM "
            "(SELECT instant + coalesce(utc_offset, 0) * 60000 AS local FROM event "
            "WHERE (?1 IS NULL OR user = ?1) AND (?2 IS NULL OR item IN "
            "(SELECT id FROM item WHERE category = ?2))) GROUP BY hour ORDER BY hour",
            user,
            category,
        )
        return typed(table, hour="int64", count="int64")

    def items(self) -> "pa.Table":
        """id, key, title, text, image, category (id), latitude, longitude, tags, attributes.

        In id order. Coordinates are the item's own, else null; see `item_centres`.
        """
        table = self._query(
            "SELECT id, key, title, text, image, category, latitude, longitude, tags, attributes "
            "FROM item ORDER BY id"
        )
        words = dict.fromkeys(("key", "title", "text", "image", "tags", "attributes"), "string")
        return typed(
            table, id="int64", category="int64", latitude="float64", longitude="float64", **words
        )

    def item_activity(self) -> "pa.Table":
        """id, name (see `item_name`), events, latitude, longitude of items, by id.

        Coordinates are the item's own, else the mean of its events', else null.
        """
        table = self._query(
            f"SELECT i.id, {ITEM_NAME} AS name, "
            "coalesce(n.events, 0) AS events, coalesce(i.latitude, n.latitude) AS latitude, "
            "coalesce(i.longitude, n.longitude) AS longitude FROM item i "
            "LEFT JOIN category c ON c.id = i.category LEFT JOIN "
            "(SELECT item, count(*) AS events, avg(latitude) AS latitude, "
            "avg(longitude) AS longitude FROM event GROUP BY item) n ON n.item = i.id "
            "ORDER BY i.id"
        )
        real = dict.fromkeys(("latitude", "longitude"), "float64")
        return typed(table, id="int64", name="string", events="int64", **real)

    def category_activity(self) -> "pa.Table":
        """key, items, events of each category, the most active first."""
        table = self._query(
            "SELECT c.key, count(i.id) AS items, coalesce(sum(n.events), 0) AS events "
            "FROM category c LEFT JOIN item i ON i.category = c.id LEFT JOIN "
            "(SELECT item, count(*) AS events FROM event GROUP BY item) n ON n.item = i.id "
            "GROUP BY c.id ORDER BY events DESC, c.id"
        )
        return typed(table, key="string", items="int64", events="int64")

    def kind_activity(self) -> "pa.Table":
        """key, users, events of each kind of event, the most frequent first."""
        table = self._query(
            "SELECT k.key, count(DISTINCT e.user) AS users, count(e.id) AS events "
            "FROM kind k LEFT JOIN event e ON e.kind = k.id GROUP BY k.id "
            "ORDER BY events DESC, k.id"
        )
        return typed(table, key="string", users="int64", events="int64")

    def categories(self) -> list[str]:
        """Keys in id order."""
        return self._keys("category")

    def kinds(self) -> list[str]:
        """Keys in id order."""
        return self._keys("kind")

    def user_id(self, key: str) -> int | None:
        """The id of a user's key, or None."""
        return self._id("user", key)

    def item_id(self, key: str) -> int | None:
        return self._id("item", key)

    def sources(self) -> list[SourceRecord]:
        rows = self._query(
            "SELECT id, name, digest, role, preset, mapping, time_zone, rows_read, rows_kept, "
            "rows_rejected, rows_duplicate, imported_at FROM source ORDER BY id"
        ).to_pylist()
        return [SourceRecord(**{**row, "mapping": json.loads(row["mapping"])}) for row in rows]

    def rejects(self, source: int | None = None, limit: int | None = None) -> "pa.Table":
        """source (file name), line, text, reason."""
        table = self._query(
            "SELECT s.name AS source, r.line, r.text, r.reason FROM reject r "
            "JOIN source s ON s.id = r.source WHERE ? IS NULL OR r.source = ? "
            "ORDER BY r.id LIMIT ?",
            source,
            source,
            -1 if limit is None else limit,
        )
        return typed(table, source="string", line="int64", text="string", reason="string")

    def reject_reasons(self) -> "pa.Table":
        """reason, rows: how many rows were not imported, and why; the most frequent first."""
        table = self._query(
            "SELECT reason, count(*) AS rows FROM reject GROUP BY reason ORDER BY rows DESC, reason"
        )
        return typed(table, reason="string", rows="int64")

    def has_coordinates(self) -> bool:
        """Whether it is known of any event or item where it lies."""
        return bool(self._query(f"SELECT {_HAS_COORDINATES} AS known")["known"][0].as_py())

    def summary(self) -> Summary:
        row = self._query(
            "SELECT (SELECT count(*) FROM user) AS users, (SELECT count(*) FROM item) AS items, "
            "(SELECT count(*) FROM category) AS categories, "
            "(SELECT count(*) FROM event) AS events, "
            "(SELECT min(instant) FROM event) AS first_instant, "
            "(SELECT max(instant) FROM event) AS last_instant, "
            f"{_HAS_COORDINATES} AS has_coordinates, "
            "EXISTS (SELECT 1 FROM event WHERE trip IS NOT NULL) AS has_trips, "
            "(SELECT count(*) FROM run WHERE deleted_at IS NULL) AS runs, "
            "(SELECT count(*) FROM item WHERE coalesce(title, text, tags) IS NOT NULL) "
            "AS described, (SELECT count(image) FROM item) AS pictured, "
            "coalesce((SELECT utc_offset FROM event ORDER BY instant LIMIT 1), 0) "
            "AS first_offset, "
            "coalesce((SELECT utc_offset FROM event ORDER BY instant DESC LIMIT 1), 0) "
            "AS last_offset"
        ).to_pylist()[0]
        row["has_coordinates"], row["has_trips"] = (
            bool(row["has_coordinates"]),
            bool(row["has_trips"]),
        )
        return Summary(kinds=tuple(self.kinds()), **row)

    def fingerprint(self) -> str:
        """Changes whenever events are added or withdrawn, or files are read otherwise.

        Of the digests of the sources, how they were read, and the last event's id.
        """
        import hashlib

        rows = self._query(
            "SELECT digest || coalesce(json_extract(before, '$.reading'), '') AS digest "
            "FROM source ORDER BY id"
        )
        digests = "".join(map(str, rows["digest"].to_pylist()))
        return hashlib.sha256(f"{digests}:{self.last_event()}".encode()).hexdigest()[:16]

    def last_event(self) -> int:
        """The id of the newest event, 0 when there is none."""
        return int(self._query("SELECT coalesce(max(id), 0) AS last FROM event")["last"][0].as_py())

    def _keys(self, table: str) -> list[str]:
        return [
            str(key)
            for key in self._query(f"SELECT key FROM {table} ORDER BY id")["key"].to_pylist()
        ]

    def _id(self, table: str, key: str) -> int | None:
        found = self._query(f"SELECT id FROM {table} WHERE key = ?", key)["id"].to_pylist()
        return int(found[0]) if found else None
