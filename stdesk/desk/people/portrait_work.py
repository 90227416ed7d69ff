"""What the portrait asks of the log and of a model, in the background."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stdesk.desk.work.warm_up import with_torch
from stdesk.features import EventLog
from stdesk.models.registry import model_info
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import Portrait, Studio, export_portraits


@dataclass(frozen=True)
class Answer:
    """A portrait with one more part, named; the part goes into whatever portrait is shown."""

    portrait: Portrait
    part: str

    def into(self, shown: Portrait) -> Portrait:
        return replace(shown, **{self.part: getattr(self.portrait, self.part)})


class Reader:
    """A studio for the window: one question at a time, whichever thread asks."""

    def __init__(self, project: Project, studio: Studio) -> None:
        self.log, self._project, self._studio = studio.log, project, studio
        self._lock, self._model_lock = threading.Lock(), threading.Lock()

    @classmethod
    def of(cls, project: Project, log: EventLog) -> "Reader":
        return cls(project, Studio(project, log))

    def sketch(self, user: int) -> Portrait:
        return self._studio.sketch(user)

    def alike(self, one: Portrait) -> Answer:
        with self._lock:
            return Answer(self._studio.alike(one), "alike")

    def expected(self, one: Portrait) -> Answer:
        """Loads the model the first time; with the learning library where it needs that."""
        run = self._studio.run
        if run is None:
            return Answer(one, "expected")

        def ask(progress: Progress) -> Portrait:
            return self._studio.expected(one)

        needs = model_info(self._project.runs.get(run).model).uses_torch
        with self._model_lock:
            return Answer((with_torch(ask) if needs else ask)(Progress()), "expected")


def save(one: Portrait, path: Path) -> None:
    found: Sequence[Portrait] = [one]
    export_portraits(found, path)
