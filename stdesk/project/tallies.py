"""Keeps counts of events by hour, so that the timeline of a large log need not read it again.

A tally is a cache: it holds while the log has the fingerprint that it was made of.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from stdesk.project.arrow import typed

if TYPE_CHECKING:
    import pyarrow as pa

    from stdesk.project.file import Project

SLICE = 500_000  # events that are read at a time
SORTED = 2_500_000  # events that are sorted at a time
FEW = 500  # users
MOST_KEPT = 24  # tallies; then the oldest ones go


class TallyStore:
    def __init__(self, project: "Project") -> None:
        self._project = project

    def find(self, whose: str, split: str) -> "pa.Table | None":
        """part, hour, events, by part and hour; None where none is kept, or an outdated one."""
        made = self._project.query(
            "SELECT id FROM tally WHERE whose = ? AND split = ? AND fingerprint = ?",
            whose,
            split,
            self._project.log.fingerprint(),
        )["id"]
        if not len(made):
            return None
        rows = self._project.query(
            "SELECT part, hour, events FROM tally_hour WHERE tally = ? ORDER BY part, hour",
            made[0].as_py(),
        )
        return typed(rows, part="int64", hour="int64", events="int64")

    def keep(self, whose: str, split: str, hours: "pa.Table") -> None:
        """Store part, hour, events in place of what was kept; outdated tallies go."""
        import pyarrow as pa

        fingerprint = self._project.log.fingerprint()
        with self._project.bulk_writer() as writer:
            gone = (
                "SELECT id FROM tally WHERE fingerprint <> ? OR (whose = ? AND split = ?) OR id <= "
                "(SELECT max(id) FROM tally) - ?"
            )
            bound = (fingerprint, whose, split, MOST_KEPT)
            writer.execute(f"DELETE FROM tally_hour WHERE tally IN ({gone})", *bound)
            writer.execute(f"DELETE FROM tally WHERE id IN ({gone})", *bound)
            writer.execute(
                "INSERT INTO tally(whose, split, fingerprint) VALUES (?, ?, ?)",
                whose,
                split,
                fingerprint,
            )
            made = writer.select("SELECT max(id) AS id FROM tally")["id"][0].as_py()
            number = pa.array([made] * len(hours), pa.int64())
            writer.append("tally_hour", hours.append_column("tally", number))

    def slices(
        self, users: Sequence[int] | None = None, places: bool = False
    ) -> Iterator["pa.Table"]:
        """The log, or these users' part of it, in pieces that never fill the memory.

        Columns: user, kind (0 for none), item, local (ms of the local clock); with `places` also
        latitude and longitude, the event's own or NaN.
        """
        if users is not None:
            yield self._slice("user IN (SELECT value FROM json_each(?))", places, list(users))
            return
        for begin in range(0, self._project.log.last_event(), SLICE):
            yield self._slice("id > ? AND id <= ?", places, begin, begin + SLICE)

    def user_slices(
        self, users: Sequence[int] | None = None, watch: Callable[[], object] = bool
    ) -> Iterator["pa.Table"]:
        """user, instant (UTC ms), local of events by user and instant, whole users at a time.

        A few users are found one by one. Of many, the log is read through in the order in which it
        is stored, as often as SORTED events do not hold it; `watch` is called between its slices.
        Looking up each event by its user would take ten times as long.
        """
        if users is not None and len(users) <= FEW:
            for part in self._user_parts(users, SLICE):
                rows = self._timed(
                    "user IN (SELECT value FROM json_each(?)) ORDER BY user, instant", part
                )
                yield typed(rows, user="int64", instant="int64", local="int64")
            return
        for part in self._user_parts(users, SORTED):
            yield self._gathered(part, watch)

    def _gathered(self, users: list[int], watch: Callable[[], object]) -> "pa.Table":
        import pyarrow as pa
        import pyarrow.compute as pc

        wanted, found = pa.array(users, pa.int64()), []
        for begin in range(0, self._project.log.last_event(), SLICE):
            watch()
            rows = self._timed("id > ? AND id <= ?", begin, begin + SLICE)
            rows = typed(rows, user="int64", instant="int64", local="int64")
            found.append(rows.filter(pc.is_in(rows["user"], value_set=wanted)))
        return pa.concat_tables(found).sort_by([("user", "ascending"), ("instant", "ascending")])

    def _timed(self, condition: str, *bound: object) -> "pa.Table":
        return self._project.query(
            "SELECT user, instant, instant + coalesce(utc_offset, 0) * 60000 AS local "
            f"FROM event WHERE {condition}",
            *bound,
        )

    def _slice(self, condition: str, places: bool, *bound: object) -> "pa.Table":
        rows = self._project.query(
            "SELECT user, coalesce(kind, 0) AS kind, item, "
            "instant + coalesce(utc_offset, 0) * 60000 AS local"
            f"{', latitude, longitude' if places else ''} FROM event WHERE {condition}",
            *bound,
        )
        whole = dict.fromkeys(("user", "kind", "item", "local"), "int64")
        real = dict.fromkeys(("latitude", "longitude") if places else (), "float64")
        return typed(rows, **whole, **real)

    def _user_parts(self, users: Sequence[int] | None, size: int) -> Iterator[list[int]]:
        """User ids in groups of about so many events together."""
        activity = self._project.log.user_activity()
        chosen = None if users is None else set(users)
        part: list[int] = []
        held = 0
        for user, events in zip(
            activity["id"].to_pylist(), activity["events"].to_pylist(), strict=True
        ):
            if chosen is not None and user not in chosen:
                continue
            part.append(user)
            held += events
            if held >= size:
                yield part
                part, held = [], 0
        if part:
            yield part
