"""Keeps the state after each epoch with the run, so that a stopped training goes on."""

from typing import TYPE_CHECKING, Any

from stdesk.models import Checkpoint

if TYPE_CHECKING:
    from stdesk.project import Project

_STAGE = "stage"
_SETTLED = "settled"


class RunCheckpoint:
    """The checkpoints of one stage of a run: `choose` (with validation), then `whole`.

    Satisfies `stdesk.models.CheckpointStore`.
    """

    def __init__(
        self, project: "Project", run: int, stage: str, settled: dict[str, Any] | None = None
    ) -> None:
        self._project, self._run, self._stage, self._settled = project, run, stage, settled

    def load(self) -> Checkpoint | None:
        stored = self._project.runs.weights(self._run, "checkpoint")
        if stored is None or stored.details.get(_STAGE) != self._stage:
            return None
        return Checkpoint(stored.epoch, stored.tensors, stored.details["model"])

    def save(self, checkpoint: Checkpoint) -> None:
        self._project.runs.save_weights(
            self._run,
            "checkpoint",
            checkpoint.tensors,
            checkpoint.epoch,
            {_STAGE: self._stage, _SETTLED: self._settled, "model": dict(checkpoint.details)},
        )


def settled_before(project: "Project", run: int) -> dict[str, Any] | None:
    """The settings that validation chose, if a run was stopped after that stage."""
    stored = project.runs.weights(run, "checkpoint")
    if stored is None:
        return None
    chosen: dict[str, Any] | None = stored.details.get(_SETTLED)
    return chosen
