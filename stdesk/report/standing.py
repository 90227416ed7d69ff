"""How good the run was found to be, beside its rivals: the newest evaluation of each protocol."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdesk.evaluation import is_ablation, line_title, measure_title, named, verdict
from stdesk.language import figure, mark, number, seconds, tr, tr_dynamic
from stdesk.recommend import reason_sentence

if TYPE_CHECKING:
    from stdesk.models import Reason
    from stdesk.project import Measured, Project


PARTS = ("all", "return", "discovery")
_TITLES = {
    "next-place": mark("Next place"),
    "leave-one-out": mark("Leave one out"),
    "rolling": mark("Rolling"),
    "cold-start": mark("New items"),
}
_TIMES = {
    "given": mark("time given"),
    "unknown": mark("time unknown"),
    "none": mark("time plays no part"),
}
_COSTS = {
    "training s": (mark("Training"), seconds),
    "ranking s": (mark("Ranking"), seconds),
    "peak MB": (mark("Memory"), lambda mb: tr("{mb} MB", mb=number(mb, 0))),
}


@dataclass(frozen=True)
class Standing:
    """One comparison table. values: as measured; `part` is all, return or discovery."""

    number: int
    protocol: str
    values: tuple["Measured", ...]

    @property
    def title(self) -> str:
        return tr_dynamic(_TITLES.get(self.protocol, self.protocol))

    @property
    def times(self) -> list[str]:
        """given and unknown never share a table."""
        return list(dict.fromkeys(value.time for value in self.values))

    def table(self, time: str, part: str) -> "StandingTable":
        """The values of one time and part, over all folds, as rows of models."""
        wanted = [
            value
            for value in self.values
            if value.time == time and value.part == part and value.fold is None
        ]
        names = list(dict.fromkeys(value.name for value in wanted))
        by_model: dict[tuple[str, int | None], dict[str, Measured]] = {}
        for value in wanted:
            by_model.setdefault((value.model, value.run), {})[value.name] = value
        compared = tuple(value for value in wanted if value.peer is not None)
        instances = max((value.instances for value in wanted), default=0)
        return StandingTable(names, by_model, compared, instances)


@dataclass(frozen=True)
class StandingTable:
    """names: of the metrics. models: (model, run) to values by metric.

    compared: the values that have a peer, the best opponent, with the p value of the paired test.
    """

    names: list[str]
    models: dict[tuple[str, int | None], dict[str, "Measured"]]
    compared: tuple["Measured", ...]
    instances: int

    def of_peer(self, value: "Measured") -> "Measured | None":
        """The same figure of the opponent that a value was compared with."""
        for (model, _), values in self.models.items():
            if model == value.peer and value.name in values:
                return values[value.name]
        return None


def standing(project: "Project", run: int | None) -> tuple[Standing, ...]:
    """The newest table of each protocol and time in which a run stands; of all runs for None.

    What other models bring to the ranker is another question: see `ablations`.
    """
    return _newest(project, lambda models: not is_ablation(models), run)


def ablations(project: "Project") -> tuple[Standing, ...]:
    """The newest table of each protocol and time that tells what other models add to the ranker."""
    return _newest(project, is_ablation, None)


def _newest(
    project: "Project", wanted: Callable[[list[str]], bool], run: int | None
) -> tuple[Standing, ...]:
    """wanted: by the models of a table; run: one that must be among them, if any."""
    found: dict[tuple[str, str], Standing] = {}
    for row in project.results.evaluations().to_pylist():
        key = row["protocol"], row["time"]
        if key in found or not wanted(row["names"].split(",")):
            continue
        values = project.results.evaluation(row["evaluation"])
        if run is None or any(value.run == run for value in values):
            found[key] = Standing(row["evaluation"], row["protocol"], tuple(values))
    return tuple(found.values())


def numbered(model: str, run: int | None, lines: "Iterable[tuple[str, int | None]]") -> str:
    """A model by its title, with the number of its run where it has several.

    lines: (model, run) of all that stand beside it.
    """
    several = len({number for name, number in lines if name == model}) > 1
    return line_title(model) + (f" #{run}" if run and several else "")


def said_of(values: "tuple[Measured, ...]") -> list[str]:
    """The sentences that say which model is really better, the models by their titles."""
    lines = {(value.model, value.run) for value in values}
    return [said_with(reason, lines) for reason in verdict(values)]


def said_with(reason: "Reason", lines: "Iterable[tuple[str, int | None]]") -> str:
    """The sentence, its models called as among these lines."""
    return reason_sentence(named(reason, lambda model, run: numbered(model, run, lines)))


def time_title(time: str) -> str:
    """Whether the moment was known, in words."""
    return tr_dynamic(_TIMES.get(time, time))


def measured_text(value: "Measured | None") -> str:
    """.3618 (.3412–.3824), as a table cell."""
    if value is None:
        return "–"
    if value.low is None or value.high is None:
        return shown(value.value)
    return f"{shown(value.value)} ({shown(value.low)}–{shown(value.high)})"


def figure_title(name: str) -> str:
    """What a column of figures is called."""
    return tr_dynamic(_COSTS[name][0]) if name in _COSTS else measure_title(name)


def figure_text(name: str, value: float) -> str:
    """A figure by its name: costs in their units, all others as `shown`."""
    return _COSTS[name][1](value) if name in _COSTS else shown(value)


def shown(value: float) -> str:
    """Shares the way the field prints them, larger numbers with two decimals."""
    return figure(value) if abs(value) < 10 else number(value, 2)
