"""The form of a report: its format, title, language, and what makes it somebody's own."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QLineEdit

from stdesk.desk.look.pieces import Card, Choice, button, text
from stdesk.desk.look.theme import GRID
from stdesk.language import LANGUAGES, language, tr
from stdesk.report import PAGES, PAPERS

FORMATS = ("html", "pdf", "xlsx", "csv", "json", "geojson")
_NAMES = ("format", "title", "language", "logo", "footer", "paper")


class ReportLook(Card):
    """Format, heading, language; of pages also a logo, a footer line and the size of paper."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.format, self.language, self.paper = Choice(), Choice(), Choice()
        self.title, self.footer, self.logo = QLineEdit(), QLineEdit(), QLineEdit()
        self.choose_logo = button("", self.ask_for_logo)
        self._labels = {name: text("muted") for name in _NAMES}
        self._lay_out()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self._window_language = language()
        self._choose_language(self._window_language)
        self.paper.addItems(list(PAPERS))
        self.format.currentIndexChanged.connect(self._on_format)
        for box in (self.language, self.paper):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        for line in (self.title, self.footer, self.logo):
            line.setClearButtonEnabled(True)
            line.textChanged.connect(lambda _: self.changed.emit())

    @property
    def suffix(self) -> str:
        return f".{self.format.currentData()}"

    def wishes(self) -> dict[str, Any]:
        """As `ReportSettings` names them."""
        logo = self.logo.text().strip()
        has_look = self.suffix in PAGES
        return {
            "title": self.title.text().strip() or None,
            "language": self.language.currentData(),
            "logo": Path(logo) if logo and has_look else None,
            "footer": (self.footer.text().strip() or None) if has_look else None,
            "paper": self.paper.currentText(),
        }

    def ask_for_logo(self) -> None:
        found, _ = QFileDialog.getOpenFileName(
            self, tr("Choose a logo"), self.logo.text(), "PNG, JPEG, SVG (*.png *.jpg *.jpeg *.svg)"
        )
        if found:
            self.logo.setText(found)

    def state(self) -> dict[str, Any]:
        return {
            "format": self.format.currentData(),
            "title": self.title.text(),
            "footer": self.footer.text(),
            "logo": self.logo.text(),
            "paper": self.paper.currentText(),
            **({} if self._follows else {"language": self.language.currentData()}),
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.format.setCurrentIndex(max(self.format.findData(state.get("format")), 0))
        self.paper.setCurrentIndex(max(self.paper.findText(str(state.get("paper"))), 0))
        self._choose_language(state.get("language", language()))
        for name in ("title", "footer", "logo"):
            getattr(self, name).setText(str(state.get(name, "")))

    def retranslate(self) -> None:
        if self._follows:
            self._choose_language(language())
        self._window_language = language()
        self.set_heading(tr("Form"))
        said = {
            "format": tr("Format"),
            "title": tr("Heading"),
            "language": tr("Language"),
            "logo": tr("Logo"),
            "footer": tr("Footer"),
            "paper": tr("Paper"),
        }
        for name, title in said.items():
            self._labels[name].setText(title)
            getattr(self, name).setAccessibleName(title)
        self.title.setPlaceholderText(tr("made by itself when left empty"))
        self.footer.setPlaceholderText(tr("a line on each sheet"))
        self.logo.setPlaceholderText(tr("PNG, JPEG or SVG"))
        self.choose_logo.setText(tr("Choose …"))
        self.choose_logo.setAccessibleName(tr("Choose a logo"))
        titles = (
            tr("Page to read (HTML)"),
            tr("Sheets to print (PDF)"),
            tr("Workbook (Excel)"),
            tr("Table (CSV)"),
            tr("JSON"),
            tr("Places for maps (GeoJSON)"),
        )
        _refill(self.format, FORMATS, titles)
        self._on_format()

    @property
    def _follows(self) -> bool:
        """Whether reports are in the window's language, and go on to be when that changes."""
        return bool(self.language.currentData() == self._window_language)

    def _choose_language(self, code: Any) -> None:
        self.language.setCurrentIndex(max(self.language.findData(code), 0))

    def _on_format(self) -> None:
        has_look = self.suffix in PAGES
        for name in ("logo", "footer", "paper"):
            self._labels[name].setVisible(has_look)
            getattr(self, name).setVisible(has_look)
        self.choose_logo.setVisible(has_look)
        self.changed.emit()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        names = ("format", "language", "title", "logo", "footer", "paper")
        for row, name in enumerate(names):
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(getattr(self, name), row, 1, 1, 1 if name == "logo" else 2)
        grid.addWidget(self.choose_logo, names.index("logo"), 2)
        for name in _NAMES:
            self._labels[name].setBuddy(getattr(self, name))
        self.body.addLayout(grid)


def _refill(box: QComboBox, values: tuple[str, ...], titles: tuple[str, ...]) -> None:
    """Set the titles again, in another language; what was chosen stays."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for value, title in zip(values, titles, strict=True):
        box.addItem(title, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)
