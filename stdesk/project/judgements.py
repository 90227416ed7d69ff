"""Keeps what became of each predicted event: its rank by each model of an evaluation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdesk.project.arrow import typed

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from stdesk.project.file import Project


@dataclass(frozen=True)
class RankedLine:
    """One model's ranks of the kept events, all (kept,).

    rank: expected rank of the true item, NaN where it could not be ranked. first: id of the item
    that the model put first, 0 where there is none. id: of the stored line, 0 before it is stored.
    """

    model: str
    run: int | None
    rank: "np.ndarray"
    first: "np.ndarray"
    id: int = 0


@dataclass(frozen=True)
class Judgement:
    """What an evaluation was measured on.

    data: fingerprint of the log. digest: of all predicted events, equal for the very same ones.
    instances: how many were judged. events: (kept,) ids of those whose ranks are stored.
    """

    protocol: str
    time: str
    data: str
    digest: str
    folds: int
    instances: int
    events: "np.ndarray"
    lines: tuple[RankedLine, ...]


@dataclass(frozen=True)
class JudgementRecord:
    """A stored judgement without its ranks; number: of the evaluation."""

    number: int
    protocol: str
    time: str
    data: str
    digest: str
    folds: int
    instances: int
    kept: int

    @property
    def sort(self) -> tuple[str, str, str, str]:
        """Equal for judgements that may stand in one table."""
        return self.protocol, self.time, self.data, self.digest


class JudgementStore:
    def __init__(self, project: "Project") -> None:
        self._project = project

    def add(self, number: int, judgement: Judgement) -> None:
        """Store the ranks of the evaluation of this number, all or nothing."""
        import pyarrow as pa

        with self._project.bulk_writer() as writer:
            writer.execute(
                "INSERT INTO judgement(id, protocol, time, data, digest, folds, instances, kept) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                number,
                judgement.protocol,
                judgement.time,
                judgement.data,
                judgement.digest,
                judgement.folds,
                judgement.instances,
                len(judgement.events),
            )
            place = pa.array(range(1, len(judgement.events) + 1), pa.int64())
            events = {"number": place, "event": pa.array(judgement.events, pa.int64())}
            writer.append("judged_event", _with(events, "judgement", number))
            last = writer.select("SELECT coalesce(max(id), 0) AS n FROM judged_line")
            first = int(last["n"][0].as_py()) + 1
            for id, line in enumerate(judgement.lines, first):
                run = pa.array([line.run], pa.int64())
                head = {"id": [id], "judgement": [number], "model": [line.model], "run": run}
                writer.append("judged_line", pa.table(head))
                writer.append("judged_rank", _with(_ranks(place, line), "line", id))

    def all(self) -> list[JudgementRecord]:
        """Every judgement, the newest first."""
        rows = self._project.query(
            "SELECT id AS number, protocol, time, data, digest, folds, instances, kept "
            "FROM judgement ORDER BY id DESC"
        )
        return [JudgementRecord(**row) for row in rows.to_pylist()]

    def events(self, number: int) -> "np.ndarray":
        """(kept,) ids of the events whose ranks are stored."""
        import numpy as np

        rows = self._project.query(
            "SELECT event FROM judged_event WHERE judgement = ? ORDER BY number", number
        )
        return np.asarray(typed(rows, event="int64")["event"].to_numpy())

    def models(self, number: int) -> list[tuple[int, str, int | None]]:
        """Id, model and run of each line, the best mean reciprocal rank first; no deleted runs."""
        rows = self._project.query(
            "SELECT id, model, run FROM judged_line l WHERE judgement = ? AND (run IS NULL OR run "
            "IN (SELECT id FROM run WHERE deleted_at IS NULL)) ORDER BY "
            "(SELECT sum(1 / rank) FROM judged_rank WHERE line = l.id) DESC, id",
            number,
        ).to_pylist()
        return [(row["id"], row["model"], row["run"]) for row in rows]

    def line(self, id: int) -> RankedLine:
        """The ranks of one line, (kept,) in the order of `events`; raises KeyError for none."""
        import numpy as np

        head = self._project.query(
            "SELECT l.model, l.run, j.kept FROM judged_line l JOIN judgement j "
            "ON j.id = l.judgement WHERE l.id = ?",
            id,
        ).to_pylist()
        if not head:
            raise KeyError(id)
        rows = typed(
            self._project.query("SELECT number, rank, first FROM judged_rank WHERE line = ?", id),
            number="int64",
            rank="float64",
            first="int64",
        )
        rank, first = np.full(head[0]["kept"], np.nan), np.zeros(head[0]["kept"], np.int64)
        place = rows["number"].to_numpy() - 1
        rank[place] = rows["rank"].to_numpy()
        first[place] = rows["first"].fill_null(0).to_numpy()
        return RankedLine(head[0]["model"], head[0]["run"], rank, first, id)


def _ranks(place: "pa.Array", line: RankedLine) -> "dict[str, pa.Array]":
    """The rows of a line; an event that could not be ranked has none."""
    import numpy as np
    import pyarrow as pa

    known = np.isfinite(line.rank)
    first = line.first[known]
    return {
        "number": place.filter(pa.array(known)),
        "rank": pa.array(line.rank[known], pa.float64()),
        "first": pa.array(first, pa.int64(), mask=first < 1),
    }


def _with(columns: "dict[str, pa.Array]", name: str, value: int) -> "pa.Table":
    """A table with one more column that is the same throughout."""
    import pyarrow as pa

    length = len(next(iter(columns.values())))
    return pa.table({name: pa.array([value] * length, pa.int64()), **columns})
