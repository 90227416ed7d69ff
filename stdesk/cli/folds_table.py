"""Cross-validation as tables: a model a row, a window of time a column, then their mean."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stdesk.language import figure, number, tr

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from stdesk.evaluation import FoldSummary

SHOWN = ("MRR", "HR@10", "log-loss", "AUC", "MASE")  # of the many figures; --json has all


def fold_tables(windows: "Sequence[FoldSummary]") -> "list[RenderableType]":
    """A table for each figure that matters most."""
    shown: list[RenderableType] = []
    for name in SHOWN:
        found = [one for one in windows if one.name == name]
        if found:
            shown += [_table(name, found), ""]
    return shown


def _table(name: str, found: "list[FoldSummary]") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    title = tr("{name}, window by window", name=name)
    table = Table(box=None, pad_edge=False, title=escape(title), title_justify="left")
    table.add_column(tr("model"))
    for window in range(max(len(one.values) for one in found)):
        table.add_column(number(window + 1), justify="right")
    table.add_column(tr("mean"), justify="right")
    for one in found:
        model = one.model if one.run is None else f"{one.model} ({one.run})"
        table.add_row(escape(model), *(_short(value) for value in one.values), _mean(one))
    return table


def _mean(one: "FoldSummary") -> str:
    if one.low is None or one.high is None:
        return _short(one.mean)
    return f"{_short(one.mean)} {_short(one.low)}–{_short(one.high)}"


def _short(value: float) -> str:
    return number(value, 2) if abs(value) >= 1 else figure(value)
