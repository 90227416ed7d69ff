"""A column that draws a dot with its 95 % interval in each row, to one scale for all of them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap

from stdesk.desk.look.theme import Theme
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.language import tr

WIDE, NARROW, HIGH = 96, 76, 16  # pixels
EDGE = 4

Triple = tuple[float, float | None, float | None]  # a value, and the ends of its interval


def make_room(table: Table, width: int = WIDE) -> None:
    """Let a table show such a column, and come closer with its cells."""
    table.setIconSize(QSize(width, HIGH))
    table.draw_closer()


def interval_column(
    values: Sequence[Triple | None],
    theme: Theme,
    plain: Callable[[int], bool],
    tip: Callable[[int], str | None],
    mark: float | None = None,
    width: int = WIDE,
) -> Column:
    """plain: rows drawn in grey. mark: a value with a dashed line through all rows."""
    size = QSize(width, HIGH)
    known = [value for value in values if value is not None]
    most = max((high or value for value, _, high in known), default=1.0) * 1.02 or 1.0
    return Column(
        "95 %",
        [None] * len(values),
        icon=lambda row: _picture(values[row], most, theme, plain(row), mark, size),
        help=tr("The value with its 95 % interval, to one scale for all rows."),
        tip=tip,
        whole=True,
    )


def _picture(
    value: Triple | None, most: float, theme: Theme, plain: bool, mark: float | None, size: QSize
) -> QIcon | None:
    if value is None:
        return None
    ratio = max(screen.devicePixelRatio() for screen in QGuiApplication.screens())
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width, middle = size.width() - 2 * EDGE, size.height() / 2
    color = QColor(theme.muted if plain else theme.series[0])

    def x(figure: float) -> float:
        return EDGE + max(figure, 0.0) / most * width

    painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawLine(QPointF(EDGE, middle), QPointF(EDGE + width, middle))
    if mark is not None:
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x(mark), 0), QPointF(x(mark), size.height()))
    figure, low, high = value
    painter.setPen(QPen(color, 2))
    if low is not None and high is not None:
        painter.drawLine(QPointF(x(low), middle), QPointF(x(high), middle))
    painter.setBrush(QColor(theme.surface) if plain else color)
    painter.drawEllipse(QPointF(x(figure), middle), 4, 4)
    painter.end()
    return QIcon(picture)
