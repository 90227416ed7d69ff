"""Two choices that pages share: a finished run, and a user found by typing a part of the key."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from stdesk.desk.look.pieces import Choice
from stdesk.desk.look.titles import local_moment, run_name
from stdesk.features import EventLog
from stdesk.language import tr
from stdesk.models.registry import model_info, model_names
from stdesk.project import Project, RunRecord


def finished_runs(project: Project, *others: str) -> list[RunRecord]:
    """Runs that rank items and are done, the newest first; for a background query.

    others: further tasks whose runs are wanted too, after those.
    """
    wanted = ("items", *others)
    done = [run for run in reversed(project.runs.all()) if run.state == "done"]
    return [run for task in wanted for run in done if task_of(run) == task]


class RunChoice(Choice):
    """Finished runs, the newest chosen; a choice stays while its run does."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[RunRecord] = []
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def show_runs(self, runs: Sequence[RunRecord]) -> None:
        chosen = self.run
        self.runs = list(runs)
        self.clear()
        for run in self.runs:
            self.addItem(run_name(run), run.id)
            when = local_moment(run.started_at)
            tip = tr("{run}, trained {when}", run=run_name(run, whole=True), when=when)
            self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.choose(chosen)

    @property
    def run(self) -> int | None:
        """The id of the chosen run, None without one."""
        return self.currentData()

    @property
    def task(self) -> str:
        """What the chosen run does; items without one."""
        return next((task_of(run) for run in self.runs if run.id == self.run), "items")

    def choose(self, run: int | None) -> None:
        """Choose a run by its id; the newest where it is not listed."""
        self.setCurrentIndex(max(self.findData(run), 0) if self.count() else -1)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Model"))
        self.show_runs(self.runs)


class UserChoice(QLineEdit):
    """A key typed, with all that contain it offered below; `chosen` carries the user's index."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setClearButtonEnabled(True)
        self._index: dict[str, int] = {}
        self._keys = QStringListModel()
        completer = QCompleter(self._keys, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(12)
        self.setCompleter(completer)
        completer.activated.connect(lambda: self._tell())
        self.editingFinished.connect(self._tell)
        self._told = -1

    @property
    def key(self) -> str | None:
        """The key of a user that exists, or None."""
        typed = self.text().strip()
        return typed if typed in self._index else None

    @property
    def user(self) -> int:
        """The index of the user, -1 while what is typed is none."""
        return self._index.get(self.text().strip(), -1)

    def show_users_of(self, log: EventLog | None) -> None:
        """Offer the users of a log, the most active where nothing that exists is chosen."""
        if log is None:
            self.show_users([])
        else:
            self.show_users(log.catalogue.user_keys, max(busiest(log), 0))

    def show_users(self, keys: Sequence[str], usual: int = 0) -> None:
        """Offer these users; usual: who is taken where nothing that exists is chosen."""
        self._index = {key: index for index, key in enumerate(keys)}
        self._keys.setStringList(list(keys))
        if self.user < 0 and keys:
            self.setText(keys[usual])
        self._told = self.user

    def choose(self, key: str) -> None:
        self.setText(key)
        self._tell()

    def retranslate(self) -> None:
        self.setPlaceholderText(tr("Search for a user"))
        self.setAccessibleName(tr("User"))

    def _tell(self) -> None:
        if self.user >= 0 and self.user != self._told:
            self._told = self.user
            self.chosen.emit(self.user)


def busiest(log: EventLog) -> int:
    """The user with the most events; -1 without users."""
    counts = np.diff(log.user_start)
    return int(counts.argmax()) if len(counts) else -1


def task_of(run: RunRecord) -> str:
    """items, intent or series; a model that is no longer known ranks items."""
    return model_info(run.model).task if run.model in model_names() else "items"
