"""Learning curves: what is lost in training, and what validation says, as they come."""

from collections import defaultdict
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QWidget

from stdesk.desk.pieces import Card, beside, text
from stdesk.desk.theme import GRID, Theme
from stdesk.desk.titles import title_of
from stdesk.language import figure, mark, tr, tr_dynamic

if TYPE_CHECKING:
    import pyqtgraph as pg

CURVE_TITLES = {
    "loss": mark("Training loss"),
    "loss_whole": mark("Training loss, whole log"),
    "validation_loss": mark("Validation loss"),
    "validation loss, time given": mark("Validation loss, moment given"),
    "validation loss, time unknown": mark("Validation loss, moment unknown"),
    "ndcg@10": mark("Validation NDCG@10"),
    "auc": mark("Validation AUC"),
    "pr_auc": mark("Validation PR-AUC"),
    "likelihood": mark("Validation likelihood"),
    "mase_hour": mark("MASE by hour"),
    "mase_day": mark("MASE by day"),
    "mase_week": mark("MASE by week"),
}
Point = tuple[str, float, float]  # name, value, at


class CurvesView(Card):
    """Two plots side by side, of the losses and of the other curves."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.points: dict[str, tuple[list[float], list[float]]] = {}
        self._curves: dict[str, pg.PlotDataItem] = {}
        self.note = text("muted", wrap=True)
        self.legend = QLabel(wordWrap=True)
        self.body.addWidget(self.legend)
        self._pages = QStackedWidget()
        # Beside a legend that wraps, plots would get all that they ask for; they take the rest.
        self._pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._pages.setMinimumHeight(16 * GRID)
        self._pages.addWidget(_centred(self.note))
        self._both = QWidget()
        # Made now: loading pyqtgraph with the first point would make the window stutter just then.
        self._plots = {loss: self._plot(loss) for loss in (True, False)}
        self._both.setLayout(beside(self._plots[True], self._plots[False], spacing=2 * GRID))
        self._pages.addWidget(self._both)
        self.body.addWidget(self._pages, 1)
        self.clear("")

    def clear(self, note: str) -> None:
        """Show a sentence instead of curves."""
        self.note.setText(note)
        self.points = defaultdict(lambda: ([], []))
        for name, curve in self._curves.items():
            self._plots["loss" in name].removeItem(curve)
        self._curves = {}
        self.legend.clear()
        self._pages.setCurrentIndex(0)

    def show_points(self, points: Iterable[Point], note: str) -> None:
        """Replace what is shown; `note` stands there when there are no points."""
        self.clear(note)
        for point in points:
            self._keep(point)
        self._draw()

    def add_point(self, name: str, value: float, at: float) -> None:
        self._keep((name, value, at))
        self._draw()

    def retranslate(self) -> None:
        for plot in self._plots.values():
            plot.setLabel("bottom", tr("Epoch"))
        points = [
            (n, y, x) for n, (xs, ys) in self.points.items() for x, y in zip(xs, ys, strict=True)
        ]
        self.show_points(points, self.note.text())

    def apply_theme(self, theme: Theme) -> None:
        from stdesk.desk.charts import style_plot

        self._theme = theme
        for plot in self._plots.values():
            style_plot(plot, theme)
        self.retranslate()

    def _keep(self, point: Point) -> None:
        name, value, at = point
        xs, ys = self.points[name]
        if at in xs:  # a resumed training says an epoch again
            ys[xs.index(at)] = value
            return
        xs.append(at)
        ys.append(value)

    def _draw(self) -> None:
        if not self.points:
            return
        if all(xs == [0] for xs, _ in self.points.values()):  # measured once: no curve to draw
            self.note.setText(
                "\n".join(
                    f"{curve_title(n)}  {figure(ys[0])}" for n, (_, ys) in self.points.items()
                )
            )
            return
        for name, (xs, ys) in self.points.items():
            self._curve(name).setData(xs, ys)
        for loss, plot in self._plots.items():
            ends = [max(xs) for name, (xs, _) in self.points.items() if ("loss" in name) == loss]
            plot.setVisible(bool(ends))
            plot.setXRange(0, max([1.0, *ends]))
        self._pages.setCurrentIndex(1)
        self._explain()

    def _explain(self) -> None:
        """What each colour is, below the heading, where it hides no curve; no name is broken."""
        said = [
            f'<span style="color:{self._theme.series_color(position)}">●</span>&nbsp;'
            + escape(curve_title(name)).replace(" ", "&nbsp;")
            for position, name in enumerate(self._curves)
        ]
        self.legend.setText("&nbsp;&nbsp; ".join(said))

    def _curve(self, name: str) -> "pg.PlotDataItem":
        from stdesk.desk.charts import brush, pen

        if name not in self._curves:
            plot = self._plots["loss" in name]
            shade = self._theme.series_color(len(self._curves))
            self._curves[name] = plot.plot(
                pen=pen(shade),
                symbol="o",
                symbolSize=5,
                symbolPen=None,
                symbolBrush=brush(shade),
            )
        return self._curves[name]

    def _plot(self, loss: bool) -> "pg.PlotWidget":
        from stdesk.desk.charts import make_plot, style_plot

        plot = make_plot(self._theme)
        plot.setMouseEnabled(x=False, y=False)
        plot.getAxis("bottom").enableAutoSIPrefix(False)
        style_plot(plot, self._theme)
        return plot


def curve_title(name: str) -> str:
    """What a curve is called; one of a member of a blend begins with the member's name."""
    member, _, rest = name.partition(" ")
    if name not in CURVE_TITLES and rest in CURVE_TITLES:
        return f"{title_of(member)}: {tr_dynamic(CURVE_TITLES[rest])}"
    return tr_dynamic(CURVE_TITLES.get(name, name.replace("_", " ")))


def _centred(label) -> QWidget:  # type: ignore[no-untyped-def]
    from PySide6.QtCore import Qt

    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    widget = QWidget()
    widget.setLayout(beside(label))
    return widget
