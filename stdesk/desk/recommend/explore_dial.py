"""The dial between what the user knows and what is new."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stdesk.desk.look.pieces import beside, rows, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.recommend.moment_controls import slider
from stdesk.language import number, tr
from stdesk.recommend import odds_factor

MIDDLE, SNAP = 50, 2


class ExploreDial(QWidget):
    """A slider in hundredths; in the middle is the model's own order."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.said = text("muted"), text()
        self.slider = slider(0, 100, page=10)
        self.slider.setValue(MIDDLE)
        self.known, self.new = text("small"), text("small")
        self.setLayout(
            rows(
                beside(self.title, None, self.said),
                beside(self.known, self.slider, self.new),
                spacing=GRID // 2,
            )
        )
        self.slider.valueChanged.connect(lambda _: self._on_value())

    @property
    def explore(self) -> float:
        """0 to 1; near the middle it snaps to it."""
        value = self.slider.value()
        return 0.5 if abs(value - MIDDLE) <= SNAP else value / 100

    def allow(self, yes: bool, why_not: str = "") -> None:
        """Without returns in the log there is nothing to weigh."""
        self.slider.setEnabled(yes)
        self.slider.setToolTip(why_not or self._tip())

    def retranslate(self) -> None:
        self.title.setText(tr("Known or new"))
        self.known.setText(tr("known"))
        self.new.setText(tr("new"))
        self.slider.setAccessibleName(tr("Known or new"))
        self.slider.setToolTip(self._tip())
        self._say()

    def _tip(self) -> str:
        return tr(
            "Multiplies the odds of everything new to the user by (x / (1 - x))²; the chances "
            "shown stay the model's own."
        )

    def _on_value(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        explore = self.explore
        factor = odds_factor(explore)
        if explore == 0.5:
            said = tr("as the model has it")
        elif explore in (0, 1):
            said = tr("only new") if explore else tr("only known")
        elif factor > 1:
            said = tr("new × {factor}", factor=_short(factor))
        else:
            said = tr("new ÷ {factor}", factor=_short(1 / factor))
        self.said.setText(said)
        self.slider.setAccessibleDescription(said)


def _short(factor: float) -> str:
    return number(factor, 1) if factor < 10 else number(round(factor))
