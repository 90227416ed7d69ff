"""Learning curves of one or several trainings, laid over one another, as they come."""

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QStackedWidget, QWidget

from stdesk.desk.look.metric_words import metric_help
from stdesk.desk.look.pieces import Card, beside, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.models.curve_data import CurveSet, Point, best_of, curve_title, is_loss
from stdesk.desk.models.curve_plot import CurvePlot, Drawn
from stdesk.language import figure, ntr, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SETS = 8  # as many as there are colours
UNLIKE = 4  # times as long, and one of two trainings is a dot at the edge of the other
LIVE = 0
BETWEEN_SIGNS = r"(?<=[\u2e80-\uffef])(?=\S)"  # Chinese may be broken anywhere


class CurvesView(Card):
    """Two plots side by side, of the losses and of the other curves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.sets: list[CurveSet] = []
        self.live: CurveSet | None = None
        self.note = text("muted", wrap=True)
        self.legend = QLabel(wordWrap=True)
        self.logarithmic, self.smooth, self.same_length = QCheckBox(), QCheckBox(), QCheckBox()
        self._wished: bool | None = None  # whether of the same length; None: as it reads best
        for box in (self.logarithmic, self.smooth):
            box.toggled.connect(self._draw)
        self.same_length.clicked.connect(self._wish)
        boxes = self.same_length, self.logarithmic, self.smooth
        self.body.addLayout(beside(self.heading, None, *boxes))
        self.body.addWidget(self.legend)
        self._pages = QStackedWidget()
        # Beside a legend that wraps, plots would get all that they ask for; they take the rest.
        self._pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._pages.setMinimumHeight(16 * GRID)
        self._pages.addWidget(_centred(self.note))
        # Made now: loading pyqtgraph with the first point would make the window stutter just then.
        self.plots = {loss: CurvePlot(theme) for loss in (True, False)}
        both = QWidget()
        side_by_side = beside(*(plot.widget for plot in self.plots.values()), spacing=2 * GRID)
        side_by_side.setStretch(0, 1)
        side_by_side.setStretch(1, 1)
        both.setLayout(side_by_side)
        self._pages.addWidget(both)
        self.body.addWidget(self._pages, 1)
        self.clear("")

    @property
    def points(self) -> dict[str, tuple[list[float], list[float]]]:
        """The curves of the first training shown, by name: places and values."""
        shown = self._shown()
        return shown[0].curves if shown else {}

    def clear(self, note: str) -> None:
        """Show a sentence instead of curves."""
        self.note.setText(note)
        self.sets = []
        self._draw()

    def show_sets(self, sets: Sequence[CurveSet], note: str) -> None:
        """Replace what is shown beside what learns now; `note` stands there when it is nothing."""
        self.note.setText(note)
        self.sets = list(sets)[:MOST_SETS]
        self._draw()

    def show_points(self, points: Sequence[Point], note: str) -> None:
        """Show one training that has no number."""
        self.show_sets([CurveSet.of(1, "", points)] if points else [], note)

    def begin_live(self, title: str, points: Sequence[Point], note: str) -> None:
        """Follow a training; its curves lie over those that are chosen."""
        self.live = CurveSet.of(LIVE, title, points)
        self.note.setText(note)
        self._draw()

    def add_point(self, name: str, value: float, at: float) -> None:
        """A point of what learns now."""
        if self.live is not None:
            self.live.keep((name, value, at))
            self._draw()

    def end_live(self) -> None:
        self.live = None
        self._draw()

    def retranslate(self) -> None:
        self.logarithmic.setText(tr("&Logarithmic"))
        self.logarithmic.setToolTip(tr("Equal distances stand for equal ratios."))
        self.smooth.setText(tr("Sm&ooth"))
        self.smooth.setToolTip(tr("Averages each curve with its past; the points stay exact."))
        self.same_length.setText(tr("E&qual length"))
        self.same_length.setToolTip(
            tr("Draws each training from its beginning to its end, however many epochs it took.")
        )
        self.plots[True].widget.setAccessibleName(tr("Curves of the loss"))
        self.plots[False].widget.setAccessibleName(tr("Curves of validation figures"))
        for plot in self.plots.values():
            plot.retranslate()
        self._draw()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for plot in self.plots.values():
            plot.apply_theme(theme)
        self._draw()

    def _shown(self) -> list[CurveSet]:
        """What learns now first, then the chosen ones; only those that have anything."""
        live = [self.live] if self.live is not None else []
        return [one for one in (*live, *self.sets) if one.curves]

    def _wish(self, same: bool) -> None:
        self._wished = same
        self._draw()

    def _draw(self) -> None:
        shown = self._shown()
        drawn = [one for one in shown if one.is_curve]
        has_curves = bool(drawn)
        for box in (self.logarithmic, self.smooth):
            box.setVisible(has_curves)
        if not has_curves:
            self.same_length.hide()
            self.legend.clear()
            if shown:
                self.note.setText("\n".join(_once(one) for one in shown))
            self._pages.setCurrentIndex(0)
            return
        lines = list(self._lines(drawn))
        shares = self._offer_same_length(lines)
        for loss, plot in self.plots.items():
            of_plot = [line for line in lines if line.is_loss == loss]
            plot.widget.setVisible(bool(of_plot))
            plot.draw(of_plot, self.logarithmic.isChecked(), self.smooth.isChecked(), shares)
        self._pages.setCurrentIndex(1)
        self.legend.setText(self._legend(drawn, lines))
        titles = dict.fromkeys(curve_title(line.name) for line in lines)
        self.legend.setToolTip("\n".join(f"{title}: {metric_help(title)}" for title in titles))

    def _offer_same_length(self, lines: Sequence[Drawn]) -> bool:
        """Whether trainings are drawn of the same length; offered where they are not."""
        lengths = [max(line.xs) for line in lines if max(line.xs) > 0]
        self.same_length.setVisible(len(set(lengths)) > 1)
        unlike = max(lengths) >= UNLIKE * min(lengths)
        self.same_length.setChecked(unlike if self._wished is None else self._wished)
        return self.same_length.isChecked() and len(set(lengths)) > 1

    def _lines(self, sets: Sequence[CurveSet]) -> "Iterator[Drawn]":
        """Several trainings are told apart by colour, their curves by the kind of line."""
        names = list(dict.fromkeys(name for one in sets for name in one.curves))
        for place, one in enumerate(sets):
            for name, (xs, ys) in one.curves.items():
                alone = len(sets) == 1
                color = self._theme.series_color(names.index(name) if alone else place)
                dash = 0 if alone else _dash(name, names)
                yield Drawn("" if alone else one.title, name, xs, ys, color, dash)

    def _legend(self, sets: Sequence[CurveSet], lines: Sequence[Drawn]) -> str:
        """What each colour and each kind of line is; no name is broken."""
        if len(sets) == 1:
            said = [_entry("●", line.color, curve_title(line.name) + _best(line)) for line in lines]
        else:
            shades = [self._theme.series_color(place) for place in range(len(sets))]
            said = [
                _entry("●", shade, self._named(one))
                for shade, one in zip(shades, sets, strict=True)
            ]
            kinds = dict.fromkeys((line.name, line.dash) for line in lines)
            muted = self._theme.muted
            said += [_entry(_STROKES[dash], muted, curve_title(name)) for name, dash in kinds]
            said.append(_entry("◯", muted, tr("best of its curve")))
        return "&nbsp;&nbsp; ".join(said)

    def _named(self, one: CurveSet) -> str:
        """A training, with its epochs where the axis does not tell them."""
        if self.same_length.isHidden() or not self.same_length.isChecked():
            return one.title
        epochs = round(max(max(xs) for xs, _ in one.curves.values()))
        return f"{one.title} · {ntr('{n} epoch', '{n} epochs', epochs)}"


_STROKES = ("──", "╌╌", "┈┈", "─·")


def _dash(name: str, names: Sequence[str]) -> int:
    """The kind of line of a curve, by its place among those of the same picture."""
    same = [other for other in names if is_loss(other) == is_loss(name)]
    return same.index(name) % len(_STROKES)


def _entry(sign: str, color: str, said: str) -> str:
    joined = escape(re.sub(BETWEEN_SIGNS, "\N{WORD JOINER}", said)).replace(" ", "&nbsp;")
    return f'<span style="color:{color}">{sign}</span>&nbsp;{joined}'


def _best(line: Drawn) -> str:
    best = best_of(line.name, line.xs, line.ys)
    if best is None:
        return ""
    return tr(" (best {value}, epoch {epoch})", value=figure(best[1]), epoch=f"{best[0]:g}")


def _once(one: CurveSet) -> str:
    """Figures that were measured once, as a sentence."""
    said = "\n".join(
        f"{curve_title(name)}  {figure(ys[0])}" for name, (_, ys) in one.curves.items()
    )
    return f"{one.title}\n{said}" if one.title else said


def _centred(label: QLabel) -> QWidget:
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    widget = QWidget()
    widget.setLayout(beside(label))
    return widget
