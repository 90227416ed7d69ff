"""What a report shall be about, and in which form."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from stdesk.desk.choices import RunChoice, UserChoice
from stdesk.desk.pieces import Card, Choice, button, text
from stdesk.desk.theme import GRID
from stdesk.features import EventLog
from stdesk.language import LANGUAGES, language, tr
from stdesk.report import ReportSettings

FORMATS = ("html", "csv", "xlsx", "json")


class ReportForm(Card):
    """The settings of a report; the page asks where to save it."""

    preview_wanted = Signal()
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.run, self.user = RunChoice(), UserChoice()
        self.about = Choice()
        self.format, self.title, self.language = Choice(), QLineEdit(), Choice()
        self.number = QSpinBox(minimum=1, maximum=500, value=20)
        self.preview = button("", self.preview_wanted.emit)
        self.save = button("accent", self.save_wanted.emit)
        names = ("run", "users", "format", "title", "language", "number")
        self._labels = {name: text("muted") for name in names}
        self._lay_out()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(self.language.findData(language()), 0))
        self.about.currentIndexChanged.connect(lambda: self.user.setEnabled(self.about_one))

    @property
    def about_one(self) -> bool:
        """Whether the report is about one user."""
        return self.about.currentData() != "all"

    @property
    def suffix(self) -> str:
        return f".{self.format.currentData()}"

    def settings(self, path: Path) -> ReportSettings | None:
        """What is asked for, to be written to `path`; None while no run or user is chosen."""
        key = self.user.key
        if self.run.run is None or (self.about_one and key is None):
            return None
        return ReportSettings(
            run=self.run.run,
            path=path,
            users=(key,) if self.about_one and key is not None else None,
            title=self.title.text().strip() or None,
            language=self.language.currentData(),
            k=self.number.value(),
        )

    def set_log(self, log: EventLog) -> None:
        self.user.show_users(log.catalogue.user_keys)

    def state(self) -> dict[str, Any]:
        return {
            "user": self.user.key,
            "about": self.about.currentData(),
            "format": self.format.currentData(),
            "title": self.title.text(),
            "k": self.number.value(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.user.setText(str(state.get("user") or ""))
        self.about.setCurrentIndex(max(self.about.findData(state.get("about")), 0))
        self.format.setCurrentIndex(max(self.format.findData(state.get("format")), 0))
        self.title.setText(str(state.get("title", "")))
        self.number.setValue(int(state.get("k", 20)))

    def retranslate(self) -> None:
        said = {
            "run": tr("Model"),
            "users": tr("About"),
            "format": tr("Format"),
            "title": tr("Heading"),
            "language": tr("Language"),
            "number": tr("How many"),
        }
        for name, label in self._labels.items():
            label.setText(said[name])
        self.title.setPlaceholderText(tr("made by itself when left empty"))
        self.preview.setText(tr("&Preview"))
        self.save.setText(tr("&Save the report …"))
        _refill(self.about, ("one", "all"), (tr("One user"), tr("All users")))
        titles = (tr("Page to read (HTML)"), tr("Table (CSV)"), tr("Workbook (Excel)"), tr("JSON"))
        _refill(self.format, FORMATS, titles)
        self.run.retranslate()
        self.user.retranslate()
        for name, field in (
            ("users", self.about),
            ("format", self.format),
            ("title", self.title),
            ("language", self.language),
            ("number", self.number),
        ):
            field.setAccessibleName(said[name])

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        lines: tuple[tuple[str, QWidget], ...] = (
            ("run", self.run),
            ("users", self.about),
            ("", self.user),
            ("number", self.number),
            ("format", self.format),
            ("title", self.title),
            ("language", self.language),
        )
        for row, (name, field) in enumerate(lines):
            if name:
                grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        self.body.addWidget(self.preview)
        self.body.addWidget(self.save)


def _refill(box: QComboBox, values: Sequence[str], titles: Sequence[str]) -> None:
    """Set the titles again, in another language; what was chosen stays."""
    chosen = box.currentData()
    box.clear()
    for value, title in zip(values, titles, strict=True):
        box.addItem(title, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
