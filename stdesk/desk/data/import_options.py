"""How a file is to be read as a whole: known data set, contents, time zone, order of dates."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from stdesk.desk.data.tables import ROLE_TITLES, preset_title
from stdesk.desk.look.pieces import Choice, text
from stdesk.desk.look.theme import GRID
from stdesk.ingest import PRESETS, ImportSettings, Inspection
from stdesk.language import number, tr, tr_dynamic

ENCODINGS = ("utf-8", "utf-16", "gb18030", "latin-1")
COMMON_ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
)


class ImportOptions(QWidget):
    """Five choices, each with “automatic” as the first; emits `changed` when one is made."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        automatic = tr("automatic")
        self._last_zone: str | None = None
        self.preset = _choices({None: automatic} | {n: preset_title(n) for n in PRESETS})
        roles = {name: tr_dynamic(title) for name, title in ROLE_TITLES.items()}
        self.file_role = _choices({None: automatic} | roles)
        zones = {None: tr("as in the file")} | {zone: zone for zone in COMMON_ZONES}
        self.zone = _choices(zones, QComboBox())  # one may be typed
        self.zone.setEditable(True)
        days = {True: tr("day first (31/12/17)"), False: tr("month first (12/31/17)")}
        self.day_first = _choices({None: automatic} | days)
        self.encoding = _choices({None: automatic} | {name: name for name in ENCODINGS})
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        for column, (box, said) in enumerate(self._titles()):
            label = text("small", said=said)
            label.setBuddy(box)
            box.setAccessibleName(said)
            box.activated.connect(lambda _: self.changed.emit())
            grid.addWidget(label, 0, column)
            grid.addWidget(box, 1, column)
        grid.setColumnStretch(0, 3)
        for column in range(1, 5):
            grid.setColumnStretch(column, 2)
        self.zone.lineEdit().editingFinished.connect(self._zone_typed)  # type: ignore[union-attr]

    def _titles(self) -> tuple[tuple[QComboBox, str], ...]:
        return (
            (self.preset, tr("Known data set")),
            (self.file_role, tr("The file holds")),
            (self.zone, tr("Time zone")),
            (self.day_first, tr("Dates are written")),
            (self.encoding, tr("Characters")),
        )

    def reading(self) -> dict[str, Any]:
        """The options that `inspect_file` takes."""
        return {
            "preset": self.preset.currentData(),
            "file_role": self.file_role.currentData(),
            "time_zone": self._zone(),
            "encoding": self.encoding.currentData(),
        }

    def settings(
        self, paths: tuple[Path, ...], mapping: Mapping[str, str], dry_run: bool
    ) -> ImportSettings:
        return ImportSettings(
            paths=paths,
            mapping=mapping,
            day_first=self.day_first.currentData(),
            dry_run=dry_run,
            **self.reading(),
        )

    def follow(self, found: Inspection) -> None:
        """Say at the first entry what was found out about the file that is shown."""
        known = tr("found: {what}", what=preset_title(found.preset)) if found.preset else ""
        self.preset.setItemText(0, known or tr("none recognised"))
        role = tr_dynamic(ROLE_TITLES[found.file_role])
        self.file_role.setItemText(0, tr("found: {what}", what=role))
        self.encoding.setItemText(0, tr("found: {what}", what=found.layout.encoding.upper()))
        zone = found.time_zone
        if self.zone.currentIndex() == 0 and self._zone() is None:
            self.zone.setItemText(0, tr("as in the file") if zone is None else zone)

    def describe(self, found: Inspection) -> str:
        """The layout of the file in one line."""
        if found.layout.kind != "text":
            return found.format_name
        names = {"\t": tr("tab"), ",": tr("comma"), ";": tr("semicolon"), " ": tr("space")}
        delimiter = names.get(found.layout.delimiter, found.layout.delimiter)
        header = tr("with a header") if found.layout.header else tr("without a header")
        return tr(
            "{format}, {columns} columns separated by {delimiter}, {header}",
            format=found.format_name.upper(),
            columns=number(len(found.columns)),
            delimiter=delimiter,
            header=header,
        )

    def _zone_typed(self) -> None:
        if self._zone() != self._last_zone:
            self._last_zone = self._zone()
            self.changed.emit()

    def _zone(self) -> str | None:
        """The chosen or typed zone; the first entry stands for what the file says."""
        typed = self.zone.currentText().strip()
        return None if not typed or typed == self.zone.itemText(0) else typed


def _choices(titles: Mapping[Any, str], empty: QComboBox | None = None) -> QComboBox:
    box = empty or Choice()
    for value, title in titles.items():
        box.addItem(title, value)
    box.setMinimumContentsLength(12)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box
