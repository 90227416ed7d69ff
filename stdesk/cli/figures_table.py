"""Measured figures as tables: a model a row, a figure a column, its interval beside it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stdesk.language import figure, number, tr

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from stdesk.project import Measured

SIGNIFICANT = 0.05


def figure_tables(values: "Sequence[Measured]") -> "list[RenderableType]":
    """A table for each part (all, returns, discoveries), then what has no interval."""
    whole = [value for value in values if value.fold is None]
    shown: list[RenderableType] = []
    for title, part in _parts(whole):
        shown += [_table(title, part), ""]
    if any(_differs(value) for value in whole):
        shown.append(tr("* unlike the best baseline (paired test over users, p < .05)"))
    return shown


def _parts(values: "list[Measured]") -> "Iterator[tuple[str, list[Measured]]]":
    """Figures that belong into one table: same part, same kind of task."""
    titles = {"all": tr("all"), "return": tr("returns"), "discovery": tr("discoveries")}
    titles["hour"] = tr("by hour")
    with_interval = [value for value in values if value.low is not None]
    for part in dict.fromkeys(value.part for value in with_interval):
        of_part = [value for value in with_interval if value.part == part]
        yield from _by_task(titles.get(part, part), of_part)
    without = [value for value in values if value.low is None and value.part == "all"]
    yield from _by_task(tr("beside accuracy"), without)


def _by_task(title: str, values: "list[Measured]") -> "Iterator[tuple[str, list[Measured]]]":
    """Models that share no figure (rankings, intents, forecasts) stand in tables of their own."""
    names = {
        model: frozenset(v.name for v in values if v.model == model) for model in _models(values)
    }
    left = list(names)
    while left:
        group = [model for model in left if names[model] & names[left[0]]]
        yield title, [value for value in values if value.model in group]
        left = [model for model in left if model not in group]


def _models(values: "Sequence[Measured]") -> list[str]:
    return list(dict.fromkeys(value.model for value in values))


def _table(title: str, values: "list[Measured]") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    instances = max(value.instances for value in values)
    table = Table(
        box=None, pad_edge=False, title=f"{title} ({number(instances)})", title_justify="left"
    )
    table.add_column(tr("model"))
    names = list(dict.fromkeys(value.name for value in values))
    for name in names:
        table.add_column(escape(name), justify="right")
    rows = list(dict.fromkeys((value.model, value.run) for value in values))
    for model, run in rows:
        found = {v.name: v for v in values if (v.model, v.run) == (model, run)}
        name = model if run is None else f"{model} ({run})"
        table.add_row(escape(name), *(_cell(found.get(column)) for column in names))
    return table


def _cell(value: "Measured | None") -> str:
    if value is None:
        return ""
    star = "*" if _differs(value) else ""
    if value.low is None or value.high is None:
        return _short(value.value)
    # Without a space inside the interval, a narrow screen wraps before it.
    return f"{star}{_short(value.value)} {_short(value.low, 3)}–{_short(value.high, 3)}"


def _differs(value: "Measured") -> bool:
    return value.p_value is not None and value.p_value < SIGNIFICANT


def _short(value: float, digits: int = 4) -> str:
    if abs(value) > 1:
        return number(value, 1)
    return figure(round(value, digits))[: digits + 1 + (value < 0)]
