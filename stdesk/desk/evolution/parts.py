"""Pieces of the evolution page: whom one looks at, the sentences, two weeks beside each other."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from stdesk.desk.evolution.map import anchor_words
from stdesk.desk.look.pieces import Choice, beside, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.page.choices import UserChoice
from stdesk.desk.people.portrait_charts import WeekHeat
from stdesk.insight import ChangePoint, Side, change_sentence, sureness
from stdesk.language import day, ntr, tr
from stdesk.project import SegmentRecord

EVERYONE, ONE = "everyone", "one"


class WhomChoice(QWidget):
    """Everyone, one user, or a segment; `chosen` tells (user, segment), None for what is not."""

    chosen = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.label, self.kind, self.user = text("muted"), Choice(), UserChoice()
        self.label.setBuddy(self.kind)
        self._segments: list[SegmentRecord] = []
        self.setLayout(beside(self.label, self.kind, self.user))
        self.user.setMinimumWidth(20 * GRID)
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind.setMaximumWidth(40 * GRID)
        self.kind.activated.connect(lambda: self._tell())
        self.user.chosen.connect(lambda _: self._tell())

    def offer(self, keys: Sequence[str], segments: Sequence[SegmentRecord]) -> None:
        chosen = self.kind.currentData()
        self._segments = list(segments)
        self.user.show_users(keys)
        self.kind.clear()
        self.kind.addItem(tr("Everyone"), EVERYONE)
        self.kind.addItem(tr("One user"), ONE)
        for segment in self._segments:
            self.kind.addItem(tr("Segment: {name}", name=segment.name), segment.id)
        self.kind.setCurrentIndex(max(self.kind.findData(chosen), 0))
        self.user.setVisible(self.kind.currentData() == ONE)

    def show_whom(self, user: int | None, segment: int | None, keys: Sequence[str]) -> None:
        """Show a choice made elsewhere."""
        wanted: Any = ONE if user is not None else EVERYONE if segment is None else segment
        self.kind.setCurrentIndex(max(self.kind.findData(wanted), 0))
        self.user.setVisible(user is not None)
        if user is not None and user < len(keys):
            self.user.setText(keys[user])

    def retranslate(self) -> None:
        self.label.setText(tr("Whom"))
        self.kind.setAccessibleName(tr("Whom"))
        self.kind.setToolTip(tr("Whose life is shown: everybody's, one user's, or a segment's"))
        self.user.retranslate()
        if self.kind.count() > 1:
            self.kind.setItemText(0, tr("Everyone"))
            self.kind.setItemText(1, tr("One user"))
            for row, segment in enumerate(self._segments, start=2):
                self.kind.setItemText(row, tr("Segment: {name}", name=segment.name))

    def _tell(self) -> None:
        kind = self.kind.currentData()
        self.user.setVisible(kind == ONE)
        if kind == EVERYONE:
            self.chosen.emit(None, None)
        elif kind != ONE:
            self.chosen.emit(None, kind)
        elif self.user.user >= 0:
            self.chosen.emit(self.user.user, None)


class Sentences(QListWidget):
    """The changes, a sentence each; `picked` tells which was chosen by mouse or keys."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._fitted_to = 0
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.currentRowChanged.connect(self._on_row)

    def say(
        self, changes: Sequence[ChangePoint], names: Sequence[str], otherwise: str, chosen: int
    ) -> None:
        """Show the changes, one of them as chosen, or a sentence in place of them."""
        self.blockSignals(True)
        self.clear()
        for change in changes:
            item = QListWidgetItem(change_sentence(change, names))
            item.setToolTip(sureness(change))
            self.addItem(item)
        if not changes:
            item = QListWidgetItem(otherwise)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.addItem(item)
        else:
            self.setCurrentRow(chosen)
        self.blockSignals(False)
        self._any = bool(changes)
        self._fit()

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        if self.width() != self._fitted_to:  # a bar that comes or goes leaves this width alone
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(40 * GRID, self.maximumHeight())

    def _fit(self) -> None:
        """As high as the sentences need at this width, up to nine lines, none cut through."""
        self._fitted_to = self.width()
        room = 9 * self.fontMetrics().height() + 2 * GRID
        heights = self._heights(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if sum(heights) > room:
            heights = self._heights(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        whole = [height for height in accumulate(heights) if height <= room]
        self.setFixedHeight((whole[-1] if whole else room) + 2 * self.frameWidth() + 2)

    def _heights(self, bar: Qt.ScrollBarPolicy) -> list[int]:
        """Of the rows, as their words wrap with or without a bar; a row's hint knows not of it."""
        self.setVerticalScrollBarPolicy(bar)
        self.doItemsLayout()
        return [self.visualItemRect(self.item(row)).height() for row in range(self.count())]

    def _on_row(self, row: int) -> None:
        if row >= 0 and getattr(self, "_any", False):
            self.picked.emit(row)


class TwoWeeks(QWidget):
    """The week before and the week after, in shades, with home and work below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.titles = (text("muted", wrap=True), text("muted", wrap=True))
        self.heats = (WeekHeat(theme), WeekHeat(theme))
        self.anchors = (text("small", wrap=True), text("small", wrap=True))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * GRID)
        for column in (0, 1):
            for row, part in enumerate((self.titles, self.heats, self.anchors)):
                side = Qt.AlignmentFlag.AlignBottom if row == 0 else Qt.AlignmentFlag.AlignTop
                label = part[column]
                grid.addWidget(label, row, column, *(() if row == 1 else (side,)))
            grid.setColumnStretch(column, 1)
        self.setLayout(grid)
        self._name()

    def _name(self) -> None:
        for heat, when in zip(self.heats, (tr("Before"), tr("After")), strict=True):
            heat.set_name(tr("Week, {when}", when=when))

    def show_sides(self, before: Side, after: Side) -> None:
        names = (tr("Before"), tr("After"))
        for place, side in enumerate((before, after)):
            span = f"{day(side.begin_ms)} – {day(side.end_ms - 1)}"
            events = ntr("{n} event", "{n} events", side.events)
            self.titles[place].setText(f"{names[place]}: {span} · {events}")
            self.heats[place].show_counts(np.asarray(side.rhythm).tolist())
            self.anchors[place].setText("\n".join(anchor_words(side)))
        self._name()

    def apply_theme(self, theme: Theme) -> None:
        for heat in self.heats:
            heat.apply_theme(theme)
