"""Cross-validation in the comparison: the figure of each window of time, and their mean."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stdesk.desk.look.theme import Theme
from stdesk.desk.models.comparison_table import (
    Comparison,
    Line,
    is_baseline,
    line_of,
    low_is_good,
    with_interval,
)
from stdesk.desk.tables.columns import Column
from stdesk.evaluation import fold_summaries, measure_title
from stdesk.language import figure, mark, number, tr
from stdesk.project import Measured, RunRecord

WINDOWS = "windows"
WINDOWS_TITLE = mark("Window by window")


def has_folds(values: Sequence[Measured]) -> bool:
    return any(value.fold is not None for value in values)


def folds_of(values: Sequence[Measured], runs: Mapping[int, RunRecord]) -> Comparison:
    """Each line's mean over the windows with Student's interval, as a comparison of its own."""
    found: dict[tuple[Line, str], Measured] = {}
    names: list[str] = []
    protocol, time = values[0].protocol, values[0].time
    for one in fold_summaries(values):
        if one.name not in names:
            names.append(one.name)
        mean = Measured(
            one.model, protocol, time, "all", one.name, one.mean, one.low, one.high,
            len(one.values), one.run,
        )  # fmt: skip
        found[line_of(one.model, one.run), one.name] = mean
    lines = list(dict.fromkeys(line for line, _ in found))
    return Comparison(lines, names, found, runs)


def having(comparison: Comparison, name: str) -> Comparison:
    """Only the lines that have this measure, the best on top."""
    lines = [line for line in comparison.lines if (line, name) in comparison.found]
    sign = 1.0 if low_is_good(name) else -1.0
    lines.sort(key=lambda line: sign * comparison.found[line, name].value)
    return replace(comparison, lines=lines)


def fold_columns(
    values: Sequence[Measured], comparison: Comparison, name: str, theme: Theme
) -> list[Column]:
    """One measure: the lines that have it, a column for each window, the mean."""
    measured = {
        line_of(one.model, one.run): one.values
        for one in fold_summaries(values)
        if one.name == name
    }
    found = [measured.get(line, ()) for line in comparison.lines]
    title = Column(
        tr("Model"),
        [comparison.title(line) for line in comparison.lines],
        color=lambda row: theme.muted if is_baseline(comparison.lines[row].model) else None,
    )
    windows = [
        Column(
            tr("Window {number}", number=number(window + 1)),
            [of_line[window] if window < len(of_line) else None for of_line in found],
            show=_shown,
            numeric=True,
        )
        for window in range(max((len(of_line) for of_line in found), default=0))
    ]
    mean = Column(
        tr("Mean, {name}", name=measure_title(name)),
        comparison.of(name),
        show=with_interval,
        numeric=True,
        bold=lambda row: row == 0,  # the best stands on top
        sort_key=lambda value: value.value,
        help=about_mean(),
    )
    return [title, *windows, mean]


def about_mean() -> str:
    return tr("Each window counts alike; ± is half of Student's 95 % interval.")


def _shown(value: float) -> str:
    return figure(value) if abs(value) < 1 else number(value, 2)
