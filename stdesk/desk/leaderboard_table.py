"""The leaderboard as columns: place, model, figures and their intervals, the test, costs."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap

from stdesk.desk.columns import Column
from stdesk.desk.comparison_table import with_interval
from stdesk.desk.comparison_work import TIME_TITLES, protocol_title
from stdesk.desk.theme import Theme
from stdesk.desk.titles import line_name
from stdesk.evaluation import Board, BoardHead, BoardLine
from stdesk.language import figure, number, seconds, tr, tr_dynamic
from stdesk.project import Measured, RunRecord

INTERVAL = QSize(150, 16)
SURE = 0.05


def board_title(head: BoardHead) -> str:
    """How a leaderboard is called in the list of them."""
    said = tr(
        "{protocol} · {time} · {events} events",
        protocol=protocol_title(head.protocol),
        time=tr_dynamic(TIME_TITLES.get(head.time, head.time)),
        events=number(head.instances),
    )
    return said if head.is_current else tr("{board} · the log has changed since", board=said)


def board_columns(
    board: Board, runs: Mapping[int, RunRecord], theme: Theme
) -> tuple[list[Column], list[BoardLine]]:
    """Columns that fit a window of 1280 pixels, and the line of each row."""
    lines = list(board.lines)
    hit = "Acc@10" if any(("all", "Acc@10") in line.figures for line in lines) else "HR@10"

    def of(name: str, part: str = "all") -> list[Measured | None]:
        return [line.figures.get((part, name)) for line in lines]

    main = of(board.name)
    columns = [
        Column(tr("Place"), list(range(1, len(lines) + 1)), numeric=True),
        Column(
            tr("Model"),
            [line_name(line.model, line.run, runs) for line in lines],
            color=lambda row: theme.muted if lines[row].is_baseline else None,
            tip=lambda row: _about(lines[row]),
        ),
        Column(
            board.name,
            main,
            show=_value,
            numeric=True,
            bold=lambda row: row == 0,
            sort_key=lambda value: value.value,
            tip=lambda row: _interval_said(main[row]),
        ),
        _drawn(main, lines, theme),
        _plain(hit, of(hit)),
        _plain(tr("Returns"), of(board.name, "return"), tr("Of events with what the user knew.")),
        _plain(
            tr("Discoveries"),
            of(board.name, "discovery"),
            tr("Of events with what was new to the user."),
        ),
        Column(
            tr("p"),
            [line.p_value for line in lines],
            show=lambda p: "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0"),
            numeric=True,
            color=lambda row: theme.good if _is_sure(lines[row]) else theme.muted,
            help=tr(
                "Whether the first model is better than this one: paired test over users on the "
                "same events; below .05 is reliable."
            ),
        ),
        _cost(tr("Training"), lines, "training s", seconds),
        _cost(tr("Ranking"), lines, "ranking s", seconds),
        _cost(tr("Memory"), lines, "peak MB", lambda mb: tr("{mb} MB", mb=number(mb, 0))),
    ]
    return columns, lines


def _drawn(values: Sequence[Measured | None], lines: Sequence[BoardLine], theme: Theme) -> Column:
    """A dot with its 95 % interval, drawn to one scale for all rows."""
    ends = [(v.value, v.low, v.high) for v in values if v is not None]
    most = max((high or value for value, _, high in ends), default=1.0) * 1.02
    return Column(
        tr("95 % interval"),
        [None] * len(lines),
        icon=lambda row: _picture(values[row], most, theme, lines[row].is_baseline),
        tip=lambda row: _interval_said(values[row]),
        whole=True,
    )


def _picture(value: Measured | None, most: float, theme: Theme, plain: bool) -> QIcon | None:
    if value is None:
        return None
    ratio = max(screen.devicePixelRatio() for screen in QGuiApplication.screens())
    picture = QPixmap(INTERVAL * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width, middle = INTERVAL.width() - 8, INTERVAL.height() / 2
    color = QColor(theme.muted if plain else theme.series[0])

    def x(figure: float) -> float:
        return 4 + max(figure, 0.0) / most * width

    painter.setPen(QPen(QColor(theme.border), 1))
    painter.drawLine(QPointF(4, middle), QPointF(4 + width, middle))
    painter.setPen(QPen(color, 2))
    if value.low is not None and value.high is not None:
        painter.drawLine(QPointF(x(value.low), middle), QPointF(x(value.high), middle))
    painter.setBrush(QColor(theme.surface) if plain else color)
    painter.drawEllipse(QPointF(x(value.value), middle), 4, 4)
    painter.end()
    return QIcon(picture)


def _plain(title: str, values: list[Measured | None], help: str = "") -> Column:
    return Column(
        tr_dynamic(title),
        [None if value is None else value.value for value in values],
        show=lambda value: figure(round(value, 3)).ljust(4, "0")[:4] if value < 1 else "1",
        numeric=True,
        help=help,
        tip=lambda row: _interval_said(values[row]),
    )


def _cost(
    title: str, lines: Sequence[BoardLine], name: str, show: Callable[[float], str]
) -> Column:
    return Column(title, [line.value(name) for line in lines], show=show, numeric=True)


def _value(value: Measured) -> str:
    return with_interval(value)


def _interval_said(value: Measured | None) -> str | None:
    if value is None or value.low is None or value.high is None:
        return None
    return tr(
        "{value}, 95 % interval {low} to {high}, {events} events",
        value=figure(value.value),
        low=figure(value.low),
        high=figure(value.high),
        events=number(value.instances),
    )


def _about(line: BoardLine) -> str:
    said = tr("Measured in comparison {number}", number=line.evaluation)
    return tr("Baseline: it only counts. {said}", said=said) if line.is_baseline else said


def _is_sure(line: BoardLine) -> bool:
    return line.p_value is not None and line.p_value < SURE
