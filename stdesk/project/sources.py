"""Takes imported files out of a project again, and puts them back.

The newest imports are withdrawn exactly: events, rejected rows, users, items, categories and kinds
that only they brought go, what they said anew of older items and users is as it was before, and
models that were trained since are hidden. Of an older import only its events and rejected rows go:
ids count without gaps, so who and what came with it stays. All that goes is kept in a file beside,
from which it can be put back as it was.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stdesk.errors import ProjectProblem
from stdesk.language import tr
from stdesk.progress import Progress
from stdesk.project.writer import FORMER, VOCABULARIES

if TYPE_CHECKING:
    from stdesk.project.file import Project
    from stdesk.project.writer import BulkWriter

SLICE = 500_000  # ids of events between two looks at whether to stop
PARENTS = (*VOCABULARIES, "source")
OWN = ("event", "reject", "item", "source")  # moved on their own, not as rows that refer to others


@dataclass(frozen=True)
class Withdrawal:
    """What withdrawing would do. exact: all is as before those imports; else who and what they
    brought stays. runs: ids of models that would be hidden, since they know what goes."""

    sources: tuple[int, ...]
    events: int
    exact: bool
    runs: tuple[int, ...] = ()


class SourceStore:
    def __init__(self, project: "Project") -> None:
        self._project = project

    def newest(self) -> list[int]:
        """The sources of the newest import, ascending."""
        befores = self._befores()
        last = max(befores, default=0)
        before = befores.get(last)
        start = before["source"] if before else last - 1
        return [source for source in befores if source > start]

    def about(self, sources: Sequence[int]) -> Withdrawal:
        """What withdrawing these sources would do."""
        befores = self._befores()
        chosen = tuple(sorted(set(sources)))
        if not chosen or not set(chosen) <= befores.keys():
            raise ProjectProblem("there is no such imported file in this project.")
        events = self._project.query(
            f"SELECT count(*) AS n FROM event WHERE source IN ({_marks(chosen)})", *chosen
        )
        highest = _highest(befores, chosen)
        runs: tuple[int, ...] = ()
        if highest is not None:
            found = self._project.query(
                "SELECT id FROM run WHERE deleted_at IS NULL AND last_event > ? ORDER BY id",
                highest["event"],
            )
            runs = tuple(int(run) for run in found["id"].to_pylist())
        return Withdrawal(chosen, int(events["n"][0].as_py()), highest is not None, runs)

    def withdraw(self, sources: Sequence[int], kept: Path, progress: Progress) -> Withdrawal:
        """Take sources out; all that goes is kept in a new file at `kept`, for `bring_back`."""
        about = self.about(sources)
        highest = _highest(self._befores(), about.sources)
        before = self._project.log.fingerprint()
        with self._beside(kept) as writer:
            work = _Withdrawing(writer, about, highest, progress)
            work.move_events()
            work.move_rejects()
            if highest is not None:
                work.say_as_before()
                work.move_what_only_they_brought()
                work.hide_runs()
            work.move_sources()
            progress.step(0.97, 1, tr("Writing the project"))
            writer.execute("CREATE TABLE kept.note (before TEXT, after TEXT)")
            writer.execute("INSERT INTO kept.note VALUES (?, NULL)", before)
        self._note_after(kept)
        progress.on_step(1, 1, "")
        return about

    def bring_back(self, kept: Path, progress: Progress) -> None:
        """Put back what `withdraw` took; the project must be as that left it."""
        with self._beside(kept) as writer:
            note = writer.select("SELECT after FROM kept.note")
            if note["after"][0].as_py() != self._project.log.fingerprint():
                raise ProjectProblem(
                    "the log has changed since this import was undone; import the file anew."
                )
            _Returning(writer, progress).put_all_back()
            progress.step(0.97, 1, tr("Writing the project"))
        progress.on_step(1, 1, "")

    def _befores(self) -> dict[int, dict[str, Any] | None]:
        """What each source says of where the project stood, by id; None in files of format 1."""
        rows = self._project.query("SELECT id, before FROM source ORDER BY id").to_pylist()
        return {row["id"]: json.loads(row["before"]) if row["before"] else None for row in rows}

    def _note_after(self, kept: Path) -> None:
        from stdesk.project.arrow import change

        after = self._project.log.fingerprint()
        change(kept, "UPDATE note SET after = :after", {"after": after})

    @contextmanager
    def _beside(self, kept: Path) -> Iterator["BulkWriter"]:
        """One transaction in which the file at `kept` is there too."""
        with self._project.bulk_writer() as writer:
            writer.execute("ATTACH ? AS kept", str(kept))
            yield writer


class _Withdrawing:
    """The steps of taking sources out, in one transaction."""

    def __init__(
        self,
        writer: "BulkWriter",
        about: Withdrawal,
        highest: dict[str, int] | None,
        progress: Progress,
    ) -> None:
        self._writer, self._about, self._progress = writer, about, progress
        self._highest = highest or {}
        self._of_them = f"source IN ({_marks(about.sources)})"

    def move_events(self) -> None:
        """In slices, so that a person can stop it; all of them at once where none stays."""
        writer, sources = self._writer, self._about.sources
        range_ = "SELECT min(id) AS low, max(id) AS high, count(*) AS n FROM event"
        whole = writer.select(range_)["n"][0].as_py()
        ends = writer.select(f"{range_} WHERE {self._of_them}", *sources)
        low, high = ends["low"][0].as_py() or 0, ends["high"][0].as_py() or -1
        writer.execute("CREATE TABLE kept.event AS SELECT * FROM main.event WHERE 0")
        if self._about.events * 4 > whole:
            writer.drop_event_indexes()
        for begin in range(low, high + 1, SLICE):
            self._progress.step(0.9 * (begin - low), high + 1 - low, tr("Taking events out"))
            part = f"{self._of_them} AND id >= ? AND id < ?"
            bound = (*sources, begin, begin + SLICE)
            writer.execute(f"INSERT INTO kept.event SELECT * FROM event WHERE {part}", *bound)
            if self._about.events < whole:
                writer.execute(f"DELETE FROM event WHERE {part}", *bound)
        if self._about.events == whole:
            writer.execute("DELETE FROM event")  # without a condition, SQLite drops whole pages

    def move_rejects(self) -> None:
        self._move("reject", self._of_them, *self._about.sources)

    def say_as_before(self) -> None:
        """Give older items and users back what was known of them; what was said anew is kept."""
        first = self._highest["source"] + 1
        for table, columns in FORMER.items():
            former = f"former_{table}"
            names = ", ".join(columns)
            self._writer.execute(
                f"CREATE TABLE kept.later_{table} AS SELECT id, {names} FROM main.{table} "
                f"WHERE id IN (SELECT id FROM main.{former} WHERE import >= ?)",
                first,
            )
            was = ", ".join(f"{name} = f.{name}" for name in columns)
            self._writer.execute(
                f"UPDATE {table} SET {was} FROM {former} f WHERE f.id = {table}.id AND f.import = "
                f"(SELECT min(g.import) FROM {former} g WHERE g.id = f.id AND g.import >= ?)",
                first,
            )
            self._move(former, "import >= ?", first)

    def move_what_only_they_brought(self) -> None:
        """Users, items, categories and kinds with the newest ids, and all that refers to them."""
        for table, columns in _referring(self._writer).items():
            if table not in OWN:
                newer = " OR ".join(f"{column} > ?" for column, _ in columns)
                self._move(table, newer, *(self._highest[parent] for _, parent in columns))
        for table in ("item", "user", "category", "kind"):
            self._move(table, "id > ?", self._highest[table])

    def hide_runs(self) -> None:
        self._writer.execute(
            "CREATE TABLE kept.hidden_run AS SELECT id FROM main.run "
            "WHERE deleted_at IS NULL AND last_event > ?",
            self._highest["event"],
        )
        self._writer.execute(
            "UPDATE run SET deleted_at = ? WHERE id IN (SELECT id FROM kept.hidden_run)",
            int(time.time() * 1000),
        )

    def move_sources(self) -> None:
        marks = _marks(self._about.sources)
        self._move("source", f"id IN ({marks})", *self._about.sources)
        gone = "import NOT IN (SELECT coalesce(json_extract(before, '$.source') + 1, id) "
        for table in FORMER:
            self._writer.execute(f"DELETE FROM former_{table} WHERE {gone} FROM source)")

    def _move(self, table: str, condition: str, *bound: object) -> None:
        self._writer.execute(
            f"CREATE TABLE kept.{table} AS SELECT * FROM main.{table} WHERE {condition}", *bound
        )
        self._writer.execute(f"DELETE FROM main.{table} WHERE {condition}", *bound)


class _Returning:
    """The steps of putting back what was taken out, in one transaction."""

    def __init__(self, writer: "BulkWriter", progress: Progress) -> None:
        self._writer, self._progress = writer, progress
        tables = writer.select("SELECT name FROM kept.sqlite_master WHERE type = 'table'")
        self._kept = set(tables["name"].to_pylist())

    def put_all_back(self) -> None:
        first = ("source", "category", "kind", "user", "item")
        own = {"note", "hidden_run", "event", *(f"later_{table}" for table in FORMER)}
        for table in (*first, *sorted(self._kept - own - set(first))):
            if table in self._kept:
                self._writer.execute(f"INSERT INTO main.{table} SELECT * FROM kept.{table}")
        self._say_anew()
        self._show_runs()
        self._put_events_back()

    def _say_anew(self) -> None:
        for table, columns in FORMER.items():
            if f"later_{table}" in self._kept:
                said = ", ".join(f"{name} = l.{name}" for name in columns)
                self._writer.execute(
                    f"UPDATE main.{table} SET {said} FROM kept.later_{table} l "
                    f"WHERE l.id = {table}.id"
                )

    def _show_runs(self) -> None:
        if "hidden_run" in self._kept:
            self._writer.execute(
                "UPDATE run SET deleted_at = NULL WHERE id IN (SELECT id FROM kept.hidden_run)"
            )

    def _put_events_back(self) -> None:
        ends = self._writer.select("SELECT max(rowid) AS n FROM kept.event")
        rows = int(ends["n"][0].as_py() or 0)
        there = self._writer.select("SELECT count(*) AS n FROM main.event")["n"][0].as_py()
        if rows * 4 > there:
            self._writer.drop_event_indexes()
        for begin in range(0, rows, SLICE):
            self._progress.step(0.9 * begin, rows, tr("Putting events back"))
            self._writer.execute(
                "INSERT INTO main.event SELECT * FROM kept.event WHERE rowid > ? AND rowid <= ?",
                begin,
                begin + SLICE,
            )


def _highest(
    befores: dict[int, dict[str, Any] | None], chosen: Sequence[int]
) -> dict[str, int] | None:
    """The highest id of each table before the chosen imports; None if they are not the newest."""
    if set(chosen) == befores.keys():
        return dict.fromkeys((*PARENTS, "event"), 0)
    first = befores[min(chosen)]
    if first is None or first["source"] != min(chosen) - 1:
        return None
    newer = [source for source in befores if source > first["source"]]
    return first if newer == sorted(chosen) else None


def _referring(writer: "BulkWriter") -> dict[str, list[tuple[str, str]]]:
    """Which columns of which tables refer to users, items, categories, kinds: (column, parent)."""
    rows = writer.select(
        'SELECT m.name, f."from" AS child, f."table" AS parent FROM main.sqlite_master m, '
        "pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY m.name, child"
    ).to_pylist()
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row["parent"] in VOCABULARIES:
            found.setdefault(row["name"], []).append((row["child"], row["parent"]))
    return found


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)
