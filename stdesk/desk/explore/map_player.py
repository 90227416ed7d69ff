"""The controls of the playback: play, a slider through time, window, speed, loop."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSlider, QToolButton, QWidget

from stdesk.desk.explore.map_controls import widen
from stdesk.desk.explore.map_work import Drawn
from stdesk.desk.look.pieces import beside, text
from stdesk.desk.look.theme import GRID, Theme, step_icon
from stdesk.desk.look.wrapping_row import WrappingRow
from stdesk.features import DAY_MS, HOUR_MS
from stdesk.language import day, moment, ntr, tr

WINDOWS = (HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS)
PACES = (HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS)  # of the log, in one second


class MapPlayer(QWidget):
    """`asked` carries what the page's player is told; `window_changed`: other frames are wanted."""

    asked = Signal(dict)
    window_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.playing = False
        self.drawn: Drawn | None = None
        self.step = 0
        self.play_button, self.loop_button = QToolButton(), QToolButton()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.label = text("small")
        self.window_choice, self.pace_choice = QComboBox(), QComboBox()
        self._theme: Theme | None = None
        self._build()
        self.play_button.clicked.connect(lambda: self.play(not self.playing))
        self.loop_button.setChecked(True)
        self.loop_button.toggled.connect(lambda on: self.asked.emit({"loop": on}))
        self.slider.valueChanged.connect(self._on_slider)
        self.window_choice.activated.connect(lambda: self.window_changed.emit())
        self.pace_choice.activated.connect(lambda: self.asked.emit({"pace": self.pace}))
        self.retranslate()

    @property
    def window_ms(self) -> int:
        return int(self.window_choice.currentData())

    @property
    def pace(self) -> float:
        """Steps a second."""
        step = self.drawn.step_ms if self.drawn else HOUR_MS
        return int(self.pace_choice.currentData()) / step

    def suit(self, span_ms: int) -> None:
        """Choose a window and a speed that suit the length of a log."""
        short, middling = span_ms <= 3 * DAY_MS, span_ms <= 90 * DAY_MS
        wanted = HOUR_MS if short else DAY_MS if middling else 7 * DAY_MS
        for choice in (self.window_choice, self.pace_choice):
            choice.setCurrentIndex(choice.findData(wanted))

    def show_drawn(self, drawn: Drawn) -> None:
        """Other frames are on the page: the slider goes over them, where it stood in time."""
        before = self.drawn
        self.drawn = drawn
        step = self.step
        if before is not None and before.step_ms:
            at = before.start_ms + step * before.step_ms
            step = round((at - drawn.start_ms) / drawn.step_ms)
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(drawn.steps - drawn.length, 0))
        self.slider.setSingleStep(1)
        self.slider.setPageStep(drawn.length)
        self.slider.blockSignals(False)
        self.step = min(max(step, 0), self.slider.maximum())
        self.asked.emit({"pace": self.pace, "loop": self.loop_button.isChecked(), "at": self.step})

    def play(self, on: bool) -> None:
        self.asked.emit({"play": on})

    def on_moment(self, step: int, playing: bool, totals: list[int]) -> None:
        """The page says where it stands."""
        self.step = step
        if playing != self.playing:
            self.playing = playing
            self._say_play()
        self.slider.blockSignals(True)
        self.slider.setValue(step)
        self.slider.blockSignals(False)
        self._say(totals)

    def retranslate(self) -> None:
        windows = (tr("1 hour"), tr("6 hours"), tr("1 day"), tr("1 week"), tr("30 days"))
        paces = (tr("1 h/s"), tr("6 h/s"), tr("1 day/s"), tr("1 week/s"), tr("30 days/s"))
        for choice, values, words in (
            (self.window_choice, WINDOWS, windows),
            (self.pace_choice, PACES, paces),
        ):
            before = choice.currentData()
            choice.blockSignals(True)
            choice.clear()
            for value, said in zip(values, words, strict=True):
                choice.addItem(said, value)
            choice.setCurrentIndex(max(choice.findData(before or DAY_MS), 0))
            choice.blockSignals(False)
            widen(choice)
        self.window_choice.setAccessibleName(tr("Length of the window"))
        self.window_choice.setToolTip(tr("How long a time is shown at once"))
        self.pace_choice.setAccessibleName(tr("Speed"))
        self.pace_choice.setToolTip(tr("How much of the log passes in a second"))
        self.slider.setAccessibleName(tr("Moment shown"))
        self.slider.setToolTip(tr("Drag, or use the arrow keys; Page Up and Down go by one window"))
        self.loop_button.setAccessibleName(tr("Repeat"))
        self.loop_button.setToolTip(tr("Begin again at the end"))
        self._say_play()
        self.label.setMinimumWidth(0)
        self._say([])

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.label.setMinimumWidth(0)
        self.loop_button.setIcon(step_icon("map-loop", theme))
        self._say_play()

    def _build(self) -> None:
        self.loop_button.setCheckable(True)
        for button in (self.play_button, self.loop_button):
            button.setIconSize(QSize(20, 20))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.setMinimumWidth(10 * GRID)
        pace = QWidget()
        pace.setLayout(beside(self.window_choice, self.pace_choice, self.loop_button))
        self.setLayout(WrappingRow(self.play_button, self.slider, self.label, pace))

    def _on_slider(self, step: int) -> None:
        self.step = step
        self.asked.emit({"at": step})

    def _say_play(self) -> None:
        said = tr("Pause") if self.playing else tr("Play")
        self.play_button.setAccessibleName(said)
        self.play_button.setToolTip(said)
        if self._theme is not None:
            self.play_button.setIcon(
                step_icon("map-pause" if self.playing else "play", self._theme)
            )

    def _say(self, totals: list[int]) -> None:
        drawn = self.drawn
        if drawn is None or not drawn.step_ms:
            return
        begin = drawn.start_ms + self.step * drawn.step_ms
        said = [span_said(begin, begin + drawn.length * drawn.step_ms)]
        said += [ntr("{n} event", "{n} events", total) for total in totals if total >= 0]
        self.label.setText(" · ".join(said))
        # As wide as the longest so far, else the row would break anew while it plays.
        least = self.label.minimumWidth()
        self.label.setMinimumWidth(max(self.label.sizeHint().width(), least))
        self.label.setToolTip(self.label.text())
        self.slider.setAccessibleDescription(self.label.text())


def span_said(begin_ms: int, end_ms: int) -> str:
    """From and to, in days where the span is days long, else in minutes."""
    if end_ms - begin_ms < DAY_MS:
        return f"{moment(begin_ms)} – {moment(end_ms).split(', ')[-1].split('日 ')[-1]}"
    first, last = day(begin_ms), day(end_ms - 1)
    return first if first == last else f"{first} – {last}"
