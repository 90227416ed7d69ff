"""The users with the strongest changes: found by a job, kept, a click looks at one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stdesk.desk.evolution.work import find_changes
from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.saving import ask_for_file, save_in_background
from stdesk.features import EventLog
from stdesk.insight import ChangePoint, UserChanges, change_sentence, sureness
from stdesk.language import day, ntr, tr

FILES = "CSV (*.csv);;JSON (*.json)"


class ChangedUsers(QWidget):
    """A table with a row for each user whose life changed."""

    chosen = Signal(int)  # index of a user
    found = Signal()  # the changes of all users are known now

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._log: EventLog | None = None
        self.listed: tuple[UserChanges, ...] | None = None
        self.heading, self.note = text("heading"), text("small", wrap=True)
        self.go = button("accent", self.search)
        self.save = button("", self.ask_for_export)
        self.table = Table()
        column = rows(self.heading, self.note, self.table, beside(None, self.save), self.go)
        column.setStretch(2, 1)
        column.addStretch(0)
        self.setLayout(column)
        self.setMinimumWidth(30 * GRID)
        self.table.chosen.connect(self._on_row)

    def set_log(self, log: EventLog | None, known: tuple[UserChanges, ...] | None) -> None:
        self._log, self.listed = log, known
        self._fill()

    def search(self) -> Job | None:
        """Look for the changes of all users in the background."""
        if self._desk.project is None:
            return None
        job = self._desk.submit(tr("Changes of all users"), find_changes, self._desk.project)
        self.go.setEnabled(False)
        job.done.connect(self._on_found)
        job.ended.connect(lambda: self.go.setEnabled(True))
        return job

    def ask_for_export(self) -> None:
        path = ask_for_file(self, tr("Save the changes"), tr("changes"), FILES)
        if path is None or self.listed is None or self._log is None:
            return
        from stdesk.insight import write_changes

        log = self._log
        keys, names = log.catalogue.user_keys, log.catalogue.category_names
        save_in_background(
            self._desk,
            tr("Save the changes"),
            lambda found, where: write_changes(found, keys, names, where),
            self.listed,
            path,
        )

    def retranslate(self) -> None:
        self.heading.setText(tr("Who changed most"))
        self.go.setText(tr("Find the &changes of all users"))
        self.save.setText(tr("&Save the list …"))
        self.table.setAccessibleName(tr("Users whose lives changed"))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self._fill()

    def _on_found(self, found: tuple[UserChanges, ...]) -> None:
        self.listed = found
        self._fill()
        self.found.emit()

    def _fill(self) -> None:
        listed, log = self.listed, self._log
        for part in (self.table, self.save):
            part.setVisible(listed is not None)
        self.go.setVisible(listed is None)
        if listed is None or log is None:
            self.note.setText(
                tr("Every user is compared with their own earlier days; the clearest come first.")
            )
            return
        sure = sum(one.holds for one in listed)
        users = ntr("{n} user", "{n} users", log.catalogue.users)
        self.note.setText(
            tr(
                "Of {users}, {sure} changed beyond what chance brings when so many are looked at; "
                "those in grey may be chance.",
                users=users,
                sure=sure,
            )
        )
        self.save.setEnabled(bool(listed))
        self.table.set_columns(self._columns(listed, log), key=[one.user for one in listed])

    def _columns(self, listed: Sequence[UserChanges], log: EventLog) -> list[Column]:
        names = log.catalogue.category_names
        strongest = [one.changes[clearest(one.changes)] for one in listed]
        said = [change_sentence(change, names) for change in strongest]
        grey = self._desk.theme.muted

        def color(row: int) -> str | None:
            return None if listed[row].holds else grey

        return [
            Column(
                tr("User"),
                [log.catalogue.user_keys[one.user] for one in listed],
                whole=True,
                color=color,
            ),
            Column(
                tr("Since"),
                [change.local_ms for change in strongest],
                show=day,
                whole=True,
                color=color,
                tip=lambda row: f"{said[row]}\n{sureness(strongest[row])}",
            ),
            Column(
                tr("What changed"),
                [_after_colon(sentence) for sentence in said],
                stretch=True,
                color=color,
                tip=lambda row: said[row],
            ),
        ]

    def _on_row(self, row: int) -> None:
        if self.listed is not None and 0 <= row < len(self.listed):
            self.chosen.emit(self.listed[row].user)


def clearest(changes: Sequence[ChangePoint]) -> int:
    """The number of the change that stands out most; 0 where there is none."""
    return max(range(len(changes)), key=lambda number: changes[number].strength, default=0)


def _after_colon(sentence: str) -> str:
    """What changed, without the date that stands beside it."""
    for colon in (": ", "："):
        if colon in sentence:
            return sentence.split(colon, 1)[1]
    return sentence
