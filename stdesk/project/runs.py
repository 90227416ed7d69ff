"""Keeps trainings: settings, curves, checkpoints and final weights."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdesk.errors import ModelProblem

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from stdesk.project.file import Project


@dataclass(frozen=True)
class RunRecord:
    """One training as stored; `state` is running, done, cancelled or failed."""

    id: int
    model: str
    preset: str
    settings: dict[str, Any]
    seed: int
    device: str
    data_fingerprint: str
    versions: dict[str, str]
    users: int
    items: int
    last_event: int
    state: str
    message: str | None
    started_at: int
    finished_at: int | None
    seconds: float | None
    peak_mb: float | None
    note: str | None
    title: str | None
    deleted_at: int | None


@dataclass(frozen=True)
class StoredWeights:
    """Tensors by name, the epoch they stem from, and the JSON details beside them."""

    tensors: dict[str, "np.ndarray"]
    epoch: int
    details: dict[str, Any]


class RunStore:
    def __init__(self, project: "Project") -> None:
        self._project = project

    def start(
        self,
        model: str,
        preset: str,
        settings: Mapping[str, Any],
        seed: int,
        device: str,
        versions: Mapping[str, str],
    ) -> int:
        """A new run in state `running`, tied to the data as they are now; returns its id."""
        summary = self._project.log.summary()
        return self._project.execute(
            "INSERT INTO run(model, preset, settings, seed, device, data_fingerprint, versions, "
            "users, items, last_event, state, started_at) VALUES (:model, :preset, :settings, "
            ":seed, :device, :fingerprint, :versions, :users, :items, :last_event, 'running', "
            ":now)",
            model=model,
            preset=preset,
            settings=json.dumps(dict(settings)),
            seed=seed,
            device=device,
            fingerprint=self._project.log.fingerprint(),
            versions=json.dumps(dict(versions)),
            users=summary.users,
            items=summary.items,
            last_event=self._project.log.last_event(),
            now=_now(),
        )

    def adopt(self, record: RunRecord) -> int:
        """Keep a finished run that was trained elsewhere on the same log; returns its new id."""
        return self._project.execute(
            "INSERT INTO run(model, preset, settings, seed, device, data_fingerprint, versions, "
            "users, items, last_event, state, started_at, finished_at, seconds, peak_mb, note, "
            "title) VALUES (:model, :preset, :settings, :seed, :device, :fingerprint, :versions, "
            ":users, :items, :last_event, 'done', :started_at, :finished_at, :seconds, :peak_mb, "
            ":note, :title)",
            model=record.model,
            preset=record.preset,
            settings=json.dumps(record.settings),
            seed=record.seed,
            device=record.device,
            fingerprint=record.data_fingerprint,
            versions=json.dumps(record.versions),
            users=record.users,
            items=record.items,
            last_event=record.last_event,
            started_at=record.started_at,
            finished_at=record.finished_at,
            seconds=record.seconds,
            peak_mb=record.peak_mb,
            note=record.note,
            title=record.title,
        )

    def resume(self, run: int) -> None:
        """Put a cancelled or failed run back to `running`."""
        self._project.execute(
            "UPDATE run SET state = 'running', message = NULL WHERE id = :run", run=run
        )

    def finish(
        self,
        run: int,
        state: str,
        seconds: float,
        message: str | None = None,
        peak_mb: float | None = None,
    ) -> None:
        """End a run as done, cancelled or failed; the seconds of a resumed run add up."""
        self._project.execute(
            "UPDATE run SET state = :state, message = :message, finished_at = :now, "
            "seconds = coalesce(seconds, 0) + :seconds, peak_mb = :peak WHERE id = :run",
            run=run,
            state=state,
            message=message,
            now=_now(),
            seconds=seconds,
            peak=peak_mb,
        )

    def close_interrupted(self) -> None:
        """Runs that a crash left `running` become `failed`; they can be resumed."""
        self._project.execute(
            "UPDATE run SET state = 'failed', message = 'interrupted' WHERE state = 'running'"
        )

    def annotate(self, run: int, note: str) -> None:
        self._project.execute("UPDATE run SET note = :note WHERE id = :run", run=run, note=note)

    def rename(self, run: int, title: str) -> None:
        """Call a run what its user calls it; an empty title gives it back its model's."""
        self._project.execute(
            "UPDATE run SET title = :title WHERE id = :run", run=run, title=title.strip() or None
        )

    def delete(self, run: int) -> None:
        """Hide a run and all that came of it everywhere, until `restore` or `purge`."""
        self._project.execute(
            "UPDATE run SET deleted_at = :now WHERE id = :run", run=run, now=_now()
        )

    def restore(self, run: int) -> None:
        """Take back `delete`."""
        self._project.execute("UPDATE run SET deleted_at = NULL WHERE id = :run", run=run)

    def deleted(self) -> list[RunRecord]:
        """The runs that are hidden and not yet gone."""
        return self._records("deleted_at IS NOT NULL")

    def purge(self) -> int:
        """Make deletions final; returns how many runs went, with all that came of them."""
        gone = [run.id for run in self.deleted()]
        if gone:
            with self._project.bulk_writer() as writer:
                for run in gone:
                    for statement in _REMOVALS:
                        writer.execute(statement, run)
        return len(gone)

    def all(self) -> list[RunRecord]:
        """Every run that is not deleted, oldest first."""
        return self._records("deleted_at IS NULL")

    def get(self, run: int) -> RunRecord:
        """Raises `ModelProblem` when there is no such run, or it was deleted."""
        rows = self._project.query("SELECT * FROM run WHERE id = ?", run).to_pylist()
        if not rows:
            raise ModelProblem("there is no run {run} in this project.", run=run)
        if rows[0]["deleted_at"] is not None:
            raise ModelProblem(
                "run {run} was deleted; `stdesk runs restore` takes that back.", run=run
            )
        return _record(rows[0])

    def _records(self, condition: str) -> list[RunRecord]:
        rows = self._project.query(f"SELECT * FROM run WHERE {condition} ORDER BY id")
        return [_record(row) for row in rows.to_pylist()]

    def add_point(self, run: int, name: str, value: float, at: float) -> None:
        """A point of a training curve; a point at the same place is replaced."""
        self._project.execute(
            "INSERT OR REPLACE INTO epoch(run, name, at, value) VALUES (:run, :name, :at, :value)",
            run=run,
            name=name,
            at=at,
            value=value,
        )

    def curve(self, run: int) -> "pa.Table":
        """name, at, value of a run's curves."""
        return self._project.query(
            "SELECT name, at, value FROM epoch WHERE run = ? ORDER BY name, at", run
        )

    def save_weights(
        self,
        run: int,
        role: str,
        tensors: Mapping[str, "np.ndarray"],
        epoch: int = 0,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Store tensors as safetensors; `role` is final or checkpoint, the newest of each stays."""
        import numpy as np
        from safetensors.numpy import save

        content = save({name: np.ascontiguousarray(value) for name, value in tensors.items()})
        self._project.execute(
            "INSERT OR REPLACE INTO weights(run, role, epoch, details, content) "
            "VALUES (:run, :role, :epoch, :details, :content)",
            run=run,
            role=role,
            epoch=epoch,
            details=json.dumps(dict(details or {})),
            content=content,
        )

    def weights(self, run: int, role: str = "final") -> StoredWeights | None:
        """What `save_weights` stored, or None."""
        from safetensors.numpy import load

        rows = self._project.query(
            "SELECT epoch, details, content FROM weights WHERE run = ? AND role = ?", run, role
        ).to_pylist()
        if not rows:
            return None
        row = rows[0]
        return StoredWeights(load(row["content"]), row["epoch"], json.loads(row["details"]))

    def drop_checkpoint(self, run: int) -> None:
        self._project.execute(
            "DELETE FROM weights WHERE run = :run AND role = 'checkpoint'", run=run
        )


# All that came of a run, the run last.
_REMOVALS = (
    "DELETE FROM judged_rank WHERE line IN (SELECT id FROM judged_line WHERE run = ?)",
    *(
        f"DELETE FROM {table} WHERE run = ?"
        for table in ("judged_line", "weights", "epoch", "metric", "recommendation")
    ),
    "DELETE FROM run WHERE id = ?",
)


def _record(row: dict[str, Any]) -> RunRecord:
    row["settings"], row["versions"] = json.loads(row["settings"]), json.loads(row["versions"])
    return RunRecord(**row)


def _now() -> int:
    return int(time.time() * 1000)
