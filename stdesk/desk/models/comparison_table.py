"""Turns stored measurements into what the comparison shows: parts, columns, costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stdesk.desk.look.theme import Theme
from stdesk.desk.look.titles import run_name, short_title_of, title_of
from stdesk.desk.tables.columns import Column
from stdesk.evaluation import measure_title
from stdesk.evaluation.variants import ALONE, is_ablation
from stdesk.language import figure, mark, number, p_figure, seconds, tr, tr_dynamic
from stdesk.models.registry import model_info, model_names
from stdesk.project import Measured, RunRecord

FEW = 5  # measures that fit beside the picture
HOUR = "hour"  # the part of forecasts that were judged by hour, beside those by day
PART_TITLES = {
    "all": mark("All events"),
    "return": mark("Returns: to what the user knew"),
    "discovery": mark("Discoveries: of what was new to the user"),
    "intent": mark("Intent: how likely an act is"),
    "series": mark("Forecasts of activity"),
    HOUR: mark("Forecasts of activity by hour"),
}
# Measures whose small values are good; and those that are neither good nor bad.
_LOW_IS_GOOD = ("loss", "gap", "ece", "mase", "rmsse", "crps", "brier")
_NEUTRAL = ("novelty", "coverage", "events", "base rate", "share")
_COSTS = {
    "training s": (mark("Training"), seconds),
    "ranking s": (mark("Ranking"), seconds),
    "peak MB": (mark("Memory"), lambda mb: tr("{mb} MB", mb=number(mb, 0))),
}


class Line(NamedTuple):
    """A row: a model, or what an ablation tries; and the run that it stems from, if any."""

    model: str
    run: int | None


@dataclass(frozen=True)
class Comparison:
    """One part of a stored table: what was measured of each line. runs: of the project, by number.

    Several runs of one model are lines of their own.
    """

    lines: list[Line]
    names: list[str]
    found: dict[tuple[Line, str], Measured]
    runs: Mapping[int, RunRecord] = field(default_factory=dict)

    @property
    def models(self) -> list[str]:
        """Of each line."""
        return [line.model for line in self.lines]

    def of(self, name: str) -> list[Measured | None]:
        """The values of a measure, in the order of the lines."""
        return [self.found.get((line, name)) for line in self.lines]

    def title(self, line: Line) -> str:
        """The run's own name, else the model's title, with the run where that is not enough."""
        return own_name(line, self.models, self.runs) or title_of(line.model)

    def short_title(self, line: Line) -> str:
        """The same where room is short."""
        return own_name(line, self.models, self.runs) or short_title_of(line.model)

    @property
    def references(self) -> set[str]:
        """The models that others are held against: baselines, or the ranker by itself."""
        if is_ablation(self.models):
            return {ALONE}
        return {model for model in self.models if is_baseline(model)}

    @property
    def main_name(self) -> str:
        """The measure that models are compared by, if it is there; else the first."""
        if "log-loss" in self.names:
            return "log-loss"
        first = next(iter(self.found.values()), None)
        wanted = "NDCG@10" if first and first.protocol == "leave-one-out" else "MRR"
        return wanted if wanted in self.names else (self.names[0] if self.names else "")


def parts_of(values: Sequence[Measured]) -> list[str]:
    """What can be shown apart: all, returns, discoveries, then models with another task."""
    ranked = {value.part for value in values if task_of(value.model) == "items"}
    others = {task_of(value.model) for value in values}
    others |= {value.part for value in values if value.part == HOUR}
    return [part for part in PART_TITLES if part in ranked or (part in others and part != "items")]


def own_name(line: Line, models: Sequence[str], runs: Mapping[int, RunRecord]) -> str:
    """What a person called the run, or which run it is; empty where the model says enough.

    models: of all lines beside it.
    """
    run = None if line.run is None else runs.get(line.run)
    if run is not None and run.title and run.model == line.model:
        return run_name(run)
    if line.run is not None and models.count(line.model) > 1:
        return tr("{model}, run {run}", model=title_of(line.model), run=line.run)
    return ""


def line_of(model: str, run: int | None) -> Line:
    """Opponents of intent are the same whichever run they are told beside."""
    from stdesk.evaluation import OPPONENTS

    return Line(model, None if model in OPPONENTS else run)


def comparison_of(
    values: Sequence[Measured], part: str, runs: Mapping[int, RunRecord] | None = None
) -> Comparison:
    """The values of a part, the best line on top; folds are averaged where nothing joins them."""
    task = {"intent": "intent", "series": "series", HOUR: "series"}.get(part, "items")
    wanted = "all" if task != "items" and part != HOUR else part
    shown = [v for v in values if v.part == wanted and task_of(v.model) == task]
    names = list(dict.fromkeys(v.name for v in shown))
    same: dict[tuple[Line, str], list[Measured]] = {}
    for value in shown:
        same.setdefault((line_of(value.model, value.run), value.name), []).append(value)
    found = {key: _joined(of_line) for key, of_line in same.items()}
    lines = list(dict.fromkeys(line for line, _ in found))
    comparison = Comparison(lines, names, found, runs or {})
    main = comparison.main_name
    sign = -1.0 if low_is_good(main) else 1.0
    lines.sort(key=lambda m: -sign * found[m, main].value if (m, main) in found else float("inf"))
    return comparison


def comparison_columns(comparison: Comparison, theme: Theme, whole: bool = True) -> list[Column]:
    """The model, the measures with their intervals, the test against the best baseline, costs.

    whole: all that was measured; else what decides, which fits a window of 1280 pixels.
    """
    models, references = comparison.models, comparison.references
    reference = tr("Without other models") if ALONE in references else tr("Baseline")
    columns = [
        Column(
            tr("Model"),
            [comparison.title(line) for line in comparison.lines],
            color=lambda row: theme.muted if models[row] in references else None,
            tip=lambda row: reference if models[row] in references else None,
        )
    ]
    measures = [name for name in comparison.names if name not in _COSTS]
    if not whole:
        measures = _deciding(comparison, measures)
    columns += [_measure(name, comparison.of(name)) for name in measures]
    tested = comparison.of(comparison.main_name)
    if any(value is not None and value.p_value is not None for value in tested):
        test = _test(comparison, tested, ALONE in references, theme)
        columns.insert(2 + measures.index(comparison.main_name), test)
    costs = _COSTS if whole else ("training s", "peak MB")
    columns += [_cost(name, comparison.of(name)) for name in costs if name in comparison.names]
    return columns


def _deciding(comparison: Comparison, measures: Sequence[str]) -> list[str]:
    """The deciding measure and the hits of the first place and the first ten; few are all shown."""
    wanted = {comparison.main_name, "Acc@1", "Acc@10", "HR@1", "HR@10"}
    found = [name for name in measures if name in wanted]
    return found if len(measures) > FEW and len(found) > 1 else list(measures)


def is_baseline(model: str) -> bool:
    from stdesk.evaluation import OPPONENTS

    if model in OPPONENTS:
        return True
    return model in model_names() and model_info(model).family == "baselines"


def task_of(model: str) -> str:
    """items, intent or series; what is no longer known ranks items."""
    from stdesk.evaluation import OPPONENTS

    if model in OPPONENTS:
        return "intent"
    return model_info(model).task if model in model_names() else "items"


def with_interval(measured: Measured) -> str:
    """.2891 ± .0140: half the width of the 95 % interval."""
    shown = figure(measured.value) if abs(measured.value) < 1 else number(measured.value, 2)
    if measured.low is None or measured.high is None or measured.low != measured.low:
        return shown
    return f"{shown} ± {_thousandths((measured.high - measured.low) / 2)}"


def _measure(name: str, values: list[Measured | None]) -> Column:
    known = [value.value for value in values if value is not None and value.value == value.value]
    best = (min if low_is_good(name) else max)(known, default=None)
    neutral = any(word in name for word in _NEUTRAL)
    return Column(
        measure_title(name),
        values,
        show=with_interval,
        numeric=True,
        bold=lambda row: not neutral and (v := values[row]) is not None and v.value == best,
        sort_key=lambda value: value.value,
        tip=lambda row: _details(values[row]),
    )


def _test(
    comparison: Comparison, values: list[Measured | None], of_parts: bool, theme: Theme
) -> Column:
    """Green where a model is reliably better than what it is held against, red where worse."""
    name = comparison.main_name
    ps = [value.p_value if value is not None else None for value in values]
    peers = dict(zip(comparison.models, comparison.of(name), strict=True))

    def color(row: int) -> str | None:
        value, p = values[row], ps[row]
        peer = peers.get(value.peer or "") if value is not None else None
        if value is None or peer is None or p is None or p >= 0.05:
            return theme.muted
        return theme.good if (value.value > peer.value) != low_is_good(name) else theme.bad

    return Column(
        tr("p"),
        ps,
        show=p_figure,
        numeric=True,
        color=color,
        help=tr(
            "Paired test of {name} over users against the ranking alone; below .05 is reliable.",
            name=name,
        )
        if of_parts
        else tr(
            "Paired test of {name} over users against the best baseline; below .05 is reliable.",
            name=name,
        ),
    )


def _cost(name: str, values: list[Measured | None]) -> Column:
    title, show = _COSTS[name]
    plain = [value.value if value is not None else None for value in values]
    return Column(tr_dynamic(title), plain, show=show, numeric=True)


def _joined(same: Sequence[Measured]) -> Measured:
    """The value over all folds, or the mean of the folds where there is none."""
    from dataclasses import replace

    whole = next((value for value in same if value.fold is None), None)
    if whole is not None or len(same) == 1:
        return whole or same[0]
    mean = sum(value.value for value in same) / len(same)
    return replace(same[0], value=mean, low=None, high=None, fold=None)


def _details(measured: Measured | None) -> str | None:
    if measured is None:
        return None
    said = tr("{n} events judged", n=number(measured.instances))
    if measured.low is None or measured.high is None:
        return said
    low, high = figure(measured.low), figure(measured.high)
    return tr("95 % interval {low} to {high}, {said}", low=low, high=high, said=said)


def _thousandths(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def low_is_good(name: str) -> bool:
    return any(word in name.casefold() for word in _LOW_IS_GOOD)
