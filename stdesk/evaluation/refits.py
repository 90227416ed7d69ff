"""Models that have learnt from a protocol's training part alone, kept with their runs.

A refit uses the run's settings and seed. It is stored with the run, so that comparing again, or
with the time unknown, costs no training; it counts as stale once the project's data change.
"""

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stdesk.errors import ModelProblem
from stdesk.models import Learner, Task, restored_model, stored_details
from stdesk.progress import Progress

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord


class Meter(Progress):
    """Passes progress on, and takes the time and the peak of the process's memory."""

    def __init__(self, listener: Progress) -> None:
        super().__init__()
        self._cancel = listener._cancel
        self._listener = listener
        self._began = time.perf_counter()
        self._done = threading.Event()
        self.peak_mb = _resident_mb()
        self._looker = threading.Thread(target=self._look, daemon=True)
        self._looker.start()

    def on_step(self, done: float, total: float, message: str) -> None:
        self._listener.on_step(done, total, message)

    def cost(self) -> dict[str, float]:
        """Stop, and tell what it took."""
        self._done.set()
        return {"training s": time.perf_counter() - self._began, "peak MB": self.peak_mb}

    def _look(self) -> None:
        while not self._done.wait(0.1):
            self.peak_mb = max(self.peak_mb, _resident_mb())


def refit(
    project: "Project", run: "RunRecord", task: Task, part: str, progress: Progress
) -> tuple[Learner, dict[str, float]]:
    """The model of a run, learnt from `task`, and what that took; part: names the protocol's fold.

    Loaded when the same was done before on the same data.
    """
    role = f"refit {part}"
    fingerprint = f"{project.log.fingerprint()} {len(task.log)}"
    stored = project.runs.weights(run.id, role)
    if stored is not None and stored.details.get("data") == fingerprint:
        kept = stored.details["model"]
        model = restored_model(run.model, run.settings, stored.tensors, kept)
        return model, dict(stored.details["cost"])
    model, cost = learn(run.model, run.settings, task, progress, run.device)
    if not project.read_only:
        details = {"data": fingerprint, "model": stored_details(model), "cost": cost}
        project.runs.save_weights(run.id, role, model.state(), details=details)
    return model, cost


def learn(
    name: str, settings: Mapping[str, Any], task: Task, progress: Progress, device: str = "auto"
) -> tuple[Learner, dict[str, float]]:
    """A newly learnt model and what that took."""
    from stdesk.training import fit_model

    meter = Meter(progress)
    try:
        model = fit_model(name, settings, task, meter, device)
    finally:
        cost = meter.cost()
    return model, cost


def finished_runs(project: "Project", wanted: tuple[int, ...]) -> list["RunRecord"]:
    """The wanted runs, or the newest finished one of each model; baselines are not among them."""
    from stdesk.models import model_names

    if wanted:
        runs = [project.runs.get(run) for run in wanted]
        for run in runs:
            if run.state != "done":
                raise ModelProblem(
                    "run {run} ({model}) is not finished; resume it or train again.",
                    run=run.id,
                    model=run.model,
                )
        return runs
    newest = {run.model: run for run in project.runs.all() if run.state == "done"}
    return [newest[name] for name in model_names() if name in newest]


def _resident_mb() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss / 1e6)
