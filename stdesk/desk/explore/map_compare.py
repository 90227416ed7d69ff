"""What the right map shows where two are compared: another period, user or segment."""

from dataclasses import replace

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QStackedWidget, QWidget

from stdesk.desk.explore.data import Selection
from stdesk.desk.explore.map_player import span_said
from stdesk.desk.look.pieces import Choice, beside, text
from stdesk.desk.look.wrapping_row import WrappingRow
from stdesk.desk.page.choices import UserChoice
from stdesk.desk.work.desk import SEGMENTS, Desk
from stdesk.features import DAY_MS, EventLog
from stdesk.language import tr
from stdesk.project import SegmentRecord

PERIOD, USER, SEGMENT, EVERYONE = "period", "user", "segment", "everyone"


class MapCompare(QWidget):
    """`changed`: the right map, or the wish for the difference, is another one."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.log: EventLog | None = None
        self.segments: list[SegmentRecord] = []
        self.label, self.to_label = text("muted"), text("muted")
        self.kind = QComboBox()
        self.begin, self.end = QDateEdit(), QDateEdit()
        self.user, self.segment = UserChoice(), Choice()
        self.difference = QCheckBox()
        self.pickers = QStackedWidget()
        self._build()
        self.kind.activated.connect(lambda: self._on_kind())
        for edit in (self.begin, self.end):
            edit.dateChanged.connect(lambda: self.changed.emit())
        self.user.chosen.connect(lambda: self.changed.emit())
        self.segment.activated.connect(lambda: self.changed.emit())
        self.difference.toggled.connect(lambda: self.changed.emit())
        desk.changed.connect(lambda news: self._read_segments() if news == SEGMENTS else None)
        self.retranslate()

    def set_log(self, log: EventLog) -> None:
        """Offer the users, segments and days of a log; at first its second half."""
        self.log = log
        self.user.show_users(list(log.catalogue.user_keys))
        begin, end = int(log.local_ms.min()), int(log.local_ms.max())
        for edit, at in ((self.begin, (begin + end) // 2), (self.end, end)):
            edit.blockSignals(True)
            edit.setDateRange(_date(begin), _date(end))
            edit.setDate(_date(at))
            edit.blockSignals(False)
        self._read_segments()

    def right(self, left: Selection) -> Selection:
        """What the right map shows beside this left one."""
        kind = self.kind.currentData()
        if kind == PERIOD:
            within = _local_ms(self.begin.date()), _local_ms(self.end.date()) + DAY_MS
            return replace(left, within=within if within[1] > within[0] else (0, 0))
        if kind == USER:
            return replace(left, user=self.user.user if self.user.user >= 0 else None, among=None)
        if kind == SEGMENT and self.segments:
            chosen = self.segments[max(self.segment.currentIndex(), 0)]
            return replace(left, user=None, among=frozenset(user - 1 for user in chosen.users))
        return replace(left, user=None, among=None)

    def titles(self, left: Selection) -> tuple[str, str]:
        """What stands above each map: only what tells them apart."""
        if self.kind.currentData() == PERIOD:
            within = self.right(left).within
            return self._when(left.within), self._when(within)
        kind = self.kind.currentData()
        if kind == USER:
            right = tr("User {key}", key=self.user.text())
        elif kind == SEGMENT and self.segments:
            right = self.segments[max(self.segment.currentIndex(), 0)].name
        else:
            right = tr("Everyone")
        return self._who(left), right

    def retranslate(self) -> None:
        self.label.setText(tr("Compare with"))
        self.to_label.setText(tr("to"))
        self.difference.setText(tr("Difference"))
        self.difference.setToolTip(
            tr("The right map shows where its share of the events is larger or smaller")
        )
        for widget, said in (
            (self.kind, tr("Compare with")),
            (self.begin, tr("From")),
            (self.end, tr("to")),
            (self.segment, tr("Segment")),
        ):
            widget.setAccessibleName(said)
        self.user.retranslate()
        self._offer_kinds()

    def _offer_kinds(self) -> None:
        before = self.kind.currentData()
        offers = [(tr("another period"), PERIOD), (tr("another user"), USER)]
        offers += [(tr("a segment"), SEGMENT)] if self.segments else []
        self.kind.clear()
        for said, kind in (*offers, (tr("everyone"), EVERYONE)):
            self.kind.addItem(said, kind)
        self.kind.setCurrentIndex(max(self.kind.findData(before), 0))
        self._show_picker()

    def _build(self) -> None:
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for edit in (self.begin, self.end):
            edit.setCalendarPopup(True)
            edit.setDisplayFormat("yyyy-MM-dd")
            edit.setKeyboardTracking(False)
        period, nothing = QWidget(), QWidget()
        period.setLayout(beside(self.begin, self.to_label, self.end, None))
        for picker in (period, self.user, self.segment, nothing):
            self.pickers.addWidget(picker)
        self.setLayout(WrappingRow(self.label, self.kind, self.pickers, self.difference))

    def _on_kind(self) -> None:
        self._show_picker()
        self.changed.emit()

    def _show_picker(self) -> None:
        order, kind = (PERIOD, USER, SEGMENT, EVERYONE), self.kind.currentData() or PERIOD
        self.pickers.setCurrentIndex(order.index(kind))
        self.pickers.setVisible(kind != EVERYONE)

    def _read_segments(self) -> None:
        project = self.desk.project
        if project is not None:
            self.desk.jobs.query(
                project.segments.all, self._on_segments, key=f"compare:{id(self)}", owner=self
            )

    def _on_segments(self, segments: list[SegmentRecord]) -> None:
        self.segments = segments
        chosen = self.segment.currentText()
        self.segment.clear()
        self.segment.addItems([segment.name for segment in segments])
        self.segment.setCurrentIndex(max(self.segment.findText(chosen), 0) if segments else -1)
        self._offer_kinds()

    def _when(self, within: tuple[int, int] | None) -> str:
        return tr("All time") if within is None else span_said(*within)

    def _who(self, selection: Selection) -> str:
        if selection.user is not None and self.log is not None:
            return tr("User {key}", key=self.log.catalogue.user_keys[selection.user])
        if selection.among is None:
            return tr("Everyone")
        named = (one.name for one in self.segments if _same(one, selection.among))
        return next(named, tr("Segment"))


def _same(segment: SegmentRecord, users: frozenset[int]) -> bool:
    return len(segment.users) == len(users) and all(user - 1 in users for user in segment.users)


def _date(local_ms: int) -> QDate:
    return QDate(1970, 1, 1).addDays(int(local_ms // DAY_MS))


def _local_ms(date: QDate) -> int:
    return QDate(1970, 1, 1).daysTo(date) * DAY_MS
