"""What if it were then: sliders for the day of the week and the hour, from now or a past date."""

from PySide6.QtCore import QDateTime, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QSlider, QWidget

from stdesk.desk.look.pieces import beside, button, rows, text
from stdesk.desk.look.theme import GRID
from stdesk.features import MINUTE_MS, hour_of_week
from stdesk.language import moment, tr, weekday
from stdesk.recommend import moment_of


class MomentControls(QWidget):
    """A moment within the week that follows what is known; all clocks are the user's own.

    `past` and `since` lie elsewhere on the form: from where on the week is counted.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.day, self.hour = slider(0, 6), slider(0, 23, page=6)
        self.said = text()
        self.day_name, self.hour_name = text("small"), text("small")
        self.now = button("link", self.back_to_now)
        self.past, self.since = QCheckBox(), QDateTimeEdit(calendarPopup=True)
        self.since.setTimeZone(QTimeZone.utc())
        self.since.setEnabled(False)
        self._end_ms, self._offset_min = 0, 0
        self.setLayout(
            rows(
                beside(self.said, None, self.now),
                beside(self.day_name, self.day),
                beside(self.hour_name, self.hour),
                spacing=GRID // 2,
            )
        )
        self._connect()

    def show_log(self, end_ms: int, offset_min: int) -> None:
        """end_ms: UTC, just after the log's last event. offset_min: of the user's clock."""
        changed = (end_ms, offset_min) != (self._end_ms, self._offset_min)
        self._end_ms, self._offset_min = end_ms, offset_min
        if not self.past.isChecked():
            self._show_since(end_ms)
        if changed:
            self._set_hour(self._first_hour)

    @property
    def begin_ms(self) -> int:
        """UTC; what happened from then on is not known."""
        if not self.past.isChecked():
            return self._end_ms
        local = self.since.dateTime().toMSecsSinceEpoch()
        return min(local - self._offset_min * MINUTE_MS, self._end_ms)

    @property
    def hour_of_week(self) -> int:
        """0 to 167, Monday first."""
        return self.day.value() * 24 + self.hour.value()

    @property
    def is_now(self) -> bool:
        return self.hour_of_week == self._first_hour

    @property
    def at_ms(self) -> int | None:
        """UTC, None for the end of the log."""
        if self.is_now:
            return self.begin_ms if self.past.isChecked() else None
        return moment_of(self.hour_of_week, self.begin_ms, self._offset_min)

    @property
    def known_ms(self) -> int | None:
        """UTC, None where all that was before the moment is known."""
        return self.begin_ms if self.past.isChecked() and not self.is_now else None

    def choose_hour(self, hour: int) -> None:
        """hour: 0 to 167."""
        if hour != self.hour_of_week:
            self._set_hour(hour)
            self._tell()

    def back_to_now(self) -> None:
        self.choose_hour(self._first_hour)

    def allow(self, yes: bool, why_not: str = "") -> None:
        """Whether the moment makes a difference."""
        for part in (self.day, self.hour):
            part.setEnabled(yes)
            part.setToolTip(why_not)

    def retranslate(self) -> None:
        self.now.setText(tr("Now"))
        self.now.setToolTip(tr("Back to where the log ends"))
        self.past.setText(tr("As on a past day"))
        self.past.setToolTip(
            tr("Look back: only what had happened by then is known, and the week begins there.")
        )
        self.since.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.since.setAccessibleName(tr("As on a past day"))
        self.day.setAccessibleName(tr("Day of the week"))
        self.hour.setAccessibleName(tr("Hour of the day"))
        names = [tr("Day"), tr("Hour")]
        width = max(self.day_name.fontMetrics().horizontalAdvance(name) for name in names)
        for label, name in zip((self.day_name, self.hour_name), names, strict=True):
            label.setText(name)
            label.setFixedWidth(width + 2)
        self.say()

    def say(self) -> None:
        at = self.at_ms
        local = moment(self.begin_ms if at is None else at, self._offset_min)
        named = weekday(self.day.value(), short=True)
        said = tr("{weekday}, {moment}", weekday=named, moment=local)
        self.said.setText(said)
        self.now.setEnabled(not self.is_now)
        for part in (self.day, self.hour):
            part.setAccessibleDescription(said)

    @property
    def _first_hour(self) -> int:
        import numpy as np

        return int(hour_of_week(np.array([self.begin_ms + self._offset_min * MINUTE_MS]))[0])

    def _set_hour(self, hour: int) -> None:
        for part, value in ((self.day, hour // 24), (self.hour, hour % 24)):
            part.blockSignals(True)
            part.setValue(value)
            part.blockSignals(False)
        self.say()

    def _show_since(self, instant_ms: int) -> None:
        local = instant_ms + self._offset_min * MINUTE_MS
        self.since.blockSignals(True)
        self.since.setDateTime(QDateTime.fromMSecsSinceEpoch(local, QTimeZone.utc()))
        self.since.blockSignals(False)

    def _tell(self) -> None:
        self.say()
        self.changed.emit()

    def _on_since(self) -> None:
        self.since.setEnabled(self.past.isChecked())
        if not self.past.isChecked():
            self._show_since(self._end_ms)
        self._set_hour(self._first_hour)
        self._tell()

    def _connect(self) -> None:
        self.day.valueChanged.connect(lambda _: self._tell())
        self.hour.valueChanged.connect(lambda _: self._tell())
        self.past.toggled.connect(lambda _: self._on_since())
        self.since.dateTimeChanged.connect(lambda _: self._on_since())


def slider(least: int, most: int, page: int = 1) -> QSlider:
    """A horizontal slider that moves by arrow keys in ones, by page keys in `page`s."""
    made = QSlider(Qt.Orientation.Horizontal)
    made.setRange(least, most)
    made.setPageStep(page)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
