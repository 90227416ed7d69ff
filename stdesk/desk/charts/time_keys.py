"""What the keys do on a time canvas."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from stdesk.insight import TYPICAL_MS

if TYPE_CHECKING:
    from stdesk.desk.charts.time_canvas import TimeCanvas

STEP, CLOSER = 0.1, 0.8  # of what is in sight
Key = Qt.Key


def on_key(canvas: "TimeCanvas", event: QKeyEvent) -> bool:
    """Do what the key stands for; False for a key that stands for nothing here."""
    key, window = event.key(), canvas.sight
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    if key in (Key.Key_Left, Key.Key_Right):
        side = 1 if key == Key.Key_Right else -1
        if control:
            _read_on(canvas, side)
        else:
            canvas.look_at(window.moved(side * STEP * window.length))
    elif key in (Key.Key_Plus, Key.Key_Equal) and not control:
        canvas.look_at(window.zoomed(CLOSER, canvas.reading))
    elif key == Key.Key_Minus and not control:
        canvas.look_at(window.zoomed(1 / CLOSER, canvas.reading))
    elif key == Key.Key_Home:
        canvas.look_at(window.whole if control else window.moved(window.first - window.begin))
    elif key == Key.Key_End:
        canvas.look_at(window.whole if control else window.moved(window.last - window.end))
    elif key in (Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown):
        _scroll(canvas, key)
    else:
        return _choose(canvas, event)
    return True


def _read_on(canvas: "TimeCanvas", side: int) -> None:
    """The reading line to the middle of the next or the last period; the view follows."""
    window, step = canvas.sight, TYPICAL_MS[canvas.unit]
    at = (window.begin + window.end) / 2 if canvas.reading is None else canvas.reading + side * step
    at = min(max(at, window.first), window.last)
    if not window.begin <= at <= window.end:
        canvas.look_at(window.moved(at - (window.begin + window.end) / 2))
    canvas.read_at(at)


def _scroll(canvas: "TimeCanvas", key: int) -> None:
    bar = canvas.verticalScrollBar()
    page = key in (Key.Key_PageUp, Key.Key_PageDown)
    step = bar.pageStep() if page else bar.singleStep()
    bar.setValue(bar.value() + (step if key in (Key.Key_Down, Key.Key_PageDown) else -step))


def _choose(canvas: "TimeCanvas", event: QKeyEvent) -> bool:
    window, reading = canvas.sight, canvas.reading
    begin, end = canvas.within or (round(window.first), round(window.last))
    if event.key() == Key.Key_Escape and canvas.within is not None:
        canvas.choose(None)
    elif event.text() == "[" and reading is not None and reading < end:
        canvas.choose((round(reading), end))
    elif event.text() == "]" and reading is not None and reading > begin:
        canvas.choose((begin, round(reading)))
    else:
        return False
    return True
