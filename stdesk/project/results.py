"""Keeps what models were found to be worth, what they recommended and what people thought."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from stdesk.project.arrow import typed

if TYPE_CHECKING:
    import pyarrow as pa

    from stdesk.project.file import Project


@dataclass(frozen=True)
class Measured:
    """One value of one model under one protocol; see the table `metric` for the columns."""

    model: str
    protocol: str
    time: str
    part: str
    name: str
    value: float
    low: float | None
    high: float | None
    instances: int
    run: int | None = None
    fold: int | None = None
    peer: str | None = None
    p_value: float | None = None


@dataclass(frozen=True)
class RecommendationRow:
    """One line of a list: ids, rank from 1, score, and reasons as plain JSON values."""

    user: int
    rank: int
    item: int
    score: float
    reasons: tuple[dict[str, Any], ...]


_OF_NO_DELETED_RUN = "(run IS NULL OR run IN (SELECT id FROM run WHERE deleted_at IS NULL))"


class ResultStore:
    def __init__(self, project: "Project") -> None:
        self._project = project

    def add_evaluation(self, values: Sequence[Measured]) -> int:
        """Store one comparison table; returns its number, one more than the last."""
        import pyarrow as pa

        self._project.check_writable()
        last = self._project.query("SELECT coalesce(max(evaluation), 0) AS n FROM metric")
        number = int(last["n"][0].as_py()) + 1
        rows = [
            {**asdict(value), "evaluation": number, "measured_at": int(time.time() * 1000)}
            for value in values
        ]
        if rows:
            # Named types, since a column that is empty throughout would have none.
            types = [(name, _type_of_metric(name)) for name in rows[0]]
            with self._project.bulk_writer() as writer:
                writer.append("metric", pa.Table.from_pylist(rows, pa.schema(types)))
        return number

    def evaluations(self) -> "pa.Table":
        """evaluation, protocol, time, models, names, measured_at of each table, newest first.

        models: how many. names: of them, with commas between. What is of a deleted run is left out.
        """
        return self._project.query(
            "SELECT evaluation, protocol, min(time) AS time, count(DISTINCT model) AS models, "
            "group_concat(DISTINCT model) AS names, max(measured_at) AS measured_at "
            f"FROM metric WHERE {_OF_NO_DELETED_RUN} "
            "GROUP BY evaluation, protocol ORDER BY evaluation DESC"
        )

    def evaluation(self, number: int | None = None) -> list[Measured]:
        """The values of one stored table; the newest by default. Deleted runs are left out."""
        rows = self._project.query(
            "SELECT model, protocol, time, part, name, value, low, high, instances, run, fold, "
            "peer, p_value FROM metric "
            "WHERE evaluation = coalesce(?, (SELECT max(evaluation) FROM metric)) "
            f"AND {_OF_NO_DELETED_RUN} ORDER BY id",
            number,
        ).to_pylist()
        return [Measured(**row) for row in rows]

    def save_recommendations(
        self,
        run: int,
        as_of: int,
        rows: Sequence[RecommendationRow],
        users: Sequence[int] | None = None,
    ) -> None:
        """Replace the lists of these users from this run.

        users: ids, by default those in `rows`; the list of one who has no row becomes empty.
        """
        import pyarrow as pa

        lists = {
            "run": pa.array([run] * len(rows), pa.int64()),
            "as_of": pa.array([as_of] * len(rows), pa.int64()),
            "user": pa.array([row.user for row in rows], pa.int64()),
            "rank": pa.array([row.rank for row in rows], pa.int64()),
            "item": pa.array([row.item for row in rows], pa.int64()),
            "score": pa.array([row.score for row in rows], pa.float64()),
            "reasons": [json.dumps(list(row.reasons), ensure_ascii=False) for row in rows],
        }
        replaced = json.dumps(sorted({row.user for row in rows} if users is None else set(users)))
        with self._project.bulk_writer() as writer:
            writer.execute(
                "DELETE FROM recommendation WHERE run = ? "
                "AND user IN (SELECT value FROM json_each(?))",
                run,
                replaced,
            )
            if rows:
                writer.append("recommendation", pa.table(lists))

    def recommendations(self, run: int, user: int | None = None) -> "pa.Table":
        """user, as_of, rank, item, score, reasons (JSON), by user and rank."""
        table = self._project.query(
            "SELECT user, as_of, rank, item, score, reasons FROM recommendation "
            f"WHERE run = ? AND (? IS NULL OR user = ?) AND {_OF_NO_DELETED_RUN} "
            "ORDER BY user, rank",
            run,
            user,
            user,
        )
        return typed(table, user="int64", item="int64", score="float64", reasons="string")

    def give_feedback(self, user: int, item: int, verdict: str) -> int:
        """Remember what a person thought: accepted, rejected, hidden, pinned, or none any more."""
        return self._project.execute(
            "INSERT INTO feedback(user, item, verdict, given_at) "
            "VALUES (:user, :item, :verdict, :now)",
            user=user,
            item=item,
            verdict=verdict,
            now=int(time.time() * 1000),
        )

    def feedback(self, user: int | None = None) -> "pa.Table":
        """id, user, item, verdict, given_at, oldest first."""
        table = self._project.query(
            "SELECT id, user, item, verdict, given_at FROM feedback WHERE ? IS NULL OR user = ? "
            "ORDER BY id",
            user,
            user,
        )
        return typed(table, user="int64", item="int64", verdict="string")

    def withdraw_feedback(self, feedback: int) -> None:
        self._project.execute("DELETE FROM feedback WHERE id = :id", id=feedback)


def _type_of_metric(column: str) -> "pa.DataType":
    import pyarrow as pa

    if column in ("value", "low", "high", "p_value"):
        return pa.float64()
    if column in ("evaluation", "run", "fold", "instances", "measured_at"):
        return pa.int64()
    return pa.string()
