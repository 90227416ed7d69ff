"""Timelines: how much whom the focus names did when, read from the project's counts by hour."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stdesk.desk.desk import Desk
from stdesk.desk.pieces import rows
from stdesk.desk.theme import Theme
from stdesk.desk.volume_chart import VolumeChart
from stdesk.insight import Volume
from stdesk.project import Project


class TimelinesView(QWidget):
    """Charts over one time axis. `said`: whom they show, in a sentence."""

    said = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.jobs = desk, desk.jobs
        self.project: Project | None = None
        self.volume = VolumeChart(desk.theme)
        self.setLayout(rows(self.volume.plot))
        desk.focus.changed.connect(self._on_focus)

    def set_project(self, project: Project | None) -> None:
        self.project = project

    def refresh(self) -> None:
        """Read and show the days of the user in focus, or of everyone."""
        project, user = self.project, self.desk.focus.now.user
        if project is not None:
            self.jobs.query(
                lambda: _days(project, user), self.volume.show, key="timelines", owner=self
            )

    def retranslate(self) -> None:
        self.volume.retranslate()

    def apply_theme(self, theme: Theme) -> None:
        self.volume.apply_theme(theme)

    def state(self) -> dict[str, Any]:
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing is remembered."""

    def _on_focus(self) -> None:
        if self.isVisible():
            self.refresh()


def _days(project: Project, user: int | None) -> Volume:
    import numpy as np

    counts = project.log.hour_counts(None if user is None else user + 1)
    day = counts["hour"].to_numpy() // 24
    if not len(day):
        return Volume("day", day, day)
    first = int(day.min())
    count = np.bincount(day - first, weights=counts["count"].to_numpy()).astype(np.int64)
    return Volume("day", (first + np.arange(len(count))) * 86_400_000, count)
