"""The leaderboard as columns: place, model, figures and their intervals, the test, costs."""

from collections.abc import Callable, Mapping, Sequence

from stdesk.desk.look.theme import Theme
from stdesk.desk.look.titles import protocol_title, run_name, title_of
from stdesk.desk.models.comparison_table import Line, own_name, with_interval
from stdesk.desk.models.comparison_work import TIME_TITLES
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.interval_column import interval_column
from stdesk.evaluation import Board, BoardHead, BoardLine
from stdesk.language import figure, number, p_figure, seconds, tr, tr_dynamic
from stdesk.project import Measured, RunRecord

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


def board_name(board: Board, model: str, run: int | None, runs: Mapping[int, RunRecord]) -> str:
    """What a line is called: as in a comparison, by its run only where the model has several."""
    models = [line.model for line in board.lines]
    return own_name(Line(model, run), models, runs) or title_of(model)


def board_columns(
    board: Board, runs: Mapping[int, RunRecord], theme: Theme
) -> tuple[list[Column], list[BoardLine]]:
    """Columns that fit a window of 1280 pixels, and the line of each row."""
    lines = list(board.lines)
    hit = "Acc@10" if any(("all", "Acc@10") in line.figures for line in lines) else "HR@10"

    def of(name: str, part: str = "all") -> list[Measured | None]:
        return [line.figures.get((part, name)) for line in lines]

    main, names = of(board.name), [board_name(board, line.model, line.run, runs) for line in lines]
    columns = [
        Column("#", list(range(1, len(lines) + 1)), numeric=True),
        Column(
            tr("Model"),
            names,
            color=lambda row: theme.muted if lines[row].is_baseline else None,
            tip=lambda row: f"{_whole_name(lines[row], runs)}\n{_about(lines[row])}",
        ),
        Column(
            board.name,
            main,
            show=with_interval,
            numeric=True,
            bold=lambda row: row == 0,
            sort_key=lambda value: value.value,
            tip=lambda row: _interval_said(main[row]),
        ),
        interval_column(
            [None if v is None else (v.value, v.low, v.high) for v in main],
            theme,
            plain=lambda row: lines[row].is_baseline,
            tip=lambda row: _interval_said(main[row]),
        ),
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
            show=p_figure,
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


def _whole_name(line: BoardLine, runs: Mapping[int, RunRecord]) -> str:
    record = None if line.run is None else runs.get(line.run)
    return title_of(line.model) if record is None else run_name(record, whole=True)


def _about(line: BoardLine) -> str:
    said = tr("Measured in comparison {number}", number=line.evaluation)
    return tr("Baseline: it only counts. {said}", said=said) if line.is_baseline else said


def _is_sure(line: BoardLine) -> bool:
    return line.p_value is not None and line.p_value < SURE
