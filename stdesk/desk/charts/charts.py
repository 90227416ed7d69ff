"""The style of every chart: pyqtgraph in the theme's colours; loaded with the first chart only."""

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor, QFont, QGuiApplication

from stdesk.desk.look.theme import Theme

if TYPE_CHECKING:
    import pyqtgraph as pg


def make_plot(theme: Theme, **options: Any) -> "pg.PlotWidget":
    """An empty plot in the house style; `options` go to PlotWidget (axisItems and the like).

    It comes with `plot.tools`, a `ChartTools`: copy, save, drag out. Name it by setAccessibleName.
    """
    import pyqtgraph as pg

    from stdesk.desk.charts.chart_tools import ChartTools

    pg.setConfigOptions(antialias=True)
    plot = pg.PlotWidget(enableMenu=False, **options)
    plot.hideButtons()
    # Filling the ground is as fast as copying it, and a drawing keeps clear of pixels.
    plot.setCacheMode(pg.PlotWidget.CacheModeFlag.CacheNone)
    plot.getPlotItem().setContentsMargins(4, 8, 12, 4)
    plot.tools = ChartTools(plot, theme)
    style_plot(plot, theme)
    return plot


def style_plot(plot: "pg.PlotWidget", theme: Theme) -> None:
    """Recolour ground, axes, grid and legend."""
    plot.setBackground(theme.surface)
    plot.tools.apply_theme(theme)
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(font.pointSizeF() * 0.9)
    item = plot.getPlotItem()
    for side in ("left", "bottom", "right", "top"):
        axis = item.getAxis(side)
        axis.setPen(QColor(theme.border))
        axis.setTextPen(QColor(theme.muted))
        axis.setStyle(tickFont=font, tickLength=-4)
    item.showGrid(x=False, y=True, alpha=0.12)
    if item.legend is not None:
        item.legend.setLabelTextColor(QColor(theme.text))


def pen(color: str, width: float = 2.0, dashed: bool = False) -> Any:
    """A line in a colour of the theme."""
    import pyqtgraph as pg
    from PySide6.QtCore import Qt

    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    return pg.mkPen(QColor(color), width=width, style=style)


def brush(color: str, opacity: float = 1.0) -> Any:
    """A filling in a colour of the theme."""
    import pyqtgraph as pg

    filled = QColor(color)
    filled.setAlphaF(opacity)
    return pg.mkBrush(filled)
