"""Whether the first model of a leaderboard is really better, in plain sentences."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.evaluation.sentences import RELIABLE, shown
from stdesk.language import mark, p_text
from stdesk.metrics import bootstrap_mean
from stdesk.models.base import Reason

if TYPE_CHECKING:
    from stdesk.evaluation.boards import BoardLine, Key

CHEAPER = 0.5  # of the leader's seconds: worth a sentence
LONG_S = 5.0  # a leader that learns in less costs nothing
FEW_USERS = 30


def about_leader(
    lines: "Sequence[BoardLine]",
    figures: "Mapping[Key, np.ndarray]",
    users: np.ndarray,
    name: str,
) -> Iterator[Reason]:
    """lines: the best first; figures: (events,) of each line; users: (events,)."""
    if len(lines) < 2 or not len(users):
        return
    compared = _Compared(figures, users, name)
    first, second = lines[0], lines[1]
    baseline = next((line for line in lines if line.is_baseline), None)
    if first.is_baseline and not all(line.is_baseline for line in lines):
        text = mark("A baseline leads: no trained model is worth its cost on these events yet.")
        yield Reason(text)
    yield compared.said(first, second, _AHEAD)
    if baseline is not None and baseline not in (first, second):
        yield compared.said(first, baseline, _AHEAD_OF_BASELINE)
    cheaper = _cheapest_equal(lines)
    if cheaper is not None:
        yield _about_cost(first, cheaper)
    count = len(np.unique(users))
    if count < FEW_USERS:
        text = mark("Only {count} users were judged: a difference must be large to be sure.")
        yield Reason(text, {"count": count})


def named(reason: Reason, name_of: Callable[[str, int | None], str]) -> Reason:
    """The same sentence with its models called as the reader knows them."""
    values = dict(reason.values)
    models = {"model", "baseline", "part"} & values.keys()
    if "other_run" in values:  # elsewhere `other` is a figure
        models.add("other")
    for name in models:
        values[name] = name_of(values[name], values.get(f"{name}_run"))
    return replace(reason, values=values)


_AHEAD = (
    mark(
        "{model} is really better than the runner-up, {other}: {name} {value} against {second}, "
        "a difference of {difference} (95 % interval {low} to {high}, p {p})."
    ),
    mark(
        "{model} leads, but the runner-up, {other}, cannot be told apart from it: {name} {value} "
        "against {second}, a difference of {difference} (95 % interval {low} to {high}, p {p})."
    ),
)
_AHEAD_OF_BASELINE = (
    mark(
        "{model} is really better than the best baseline, {other}: {name} {value} against "
        "{second}, a difference of {difference} (95 % interval {low} to {high}, p {p})."
    ),
    mark(
        "{model} is not reliably better than the best baseline, {other}: {name} {value} against "
        "{second}, a difference of {difference} (95 % interval {low} to {high}, p {p})."
    ),
)


class _Compared:
    """Says how two lines differ on the events that both were judged on."""

    def __init__(self, figures: "Mapping[Key, np.ndarray]", users: np.ndarray, name: str) -> None:
        self._figures, self._users, self._name = figures, users, name

    def said(self, first: "BoardLine", other: "BoardLine", texts: tuple[str, str]) -> Reason:
        difference = self._figures[first.key] - self._figures[other.key]
        found = bootstrap_mean(difference, self._users)
        p_value = other.p_value if other.p_value is not None else 1.0
        values: dict[str, Any] = {
            "model": first.model,
            "model_run": first.run,
            "other": other.model,
            "other_run": other.run,
            "name": self._name,
            "value": shown(first.value(self._name)),
            "second": shown(other.value(self._name)),
            "difference": shown(found.value),
            "low": shown(found.low),
            "high": shown(found.high),
            "p": p_text(p_value),
        }
        return Reason(texts[0 if p_value < RELIABLE else 1], values)


def _cheapest_equal(lines: "Sequence[BoardLine]") -> "BoardLine | None":
    """The line that costs least among those that cannot be told apart from the first."""
    if not lines[0].value("training s") >= LONG_S:
        return None
    equal = [line for line in lines[1:] if (line.p_value or 0.0) >= RELIABLE]
    equal = [line for line in equal if np.isfinite(line.value("training s"))]
    best = min(equal, key=lambda line: line.value("training s"), default=None)
    if best is None or not best.value("training s") < CHEAPER * lines[0].value("training s"):
        return None
    return best


def _about_cost(first: "BoardLine", cheaper: "BoardLine") -> Reason:
    text = mark(
        "{other} cannot be told apart from {model} either, and learns in {other_seconds} instead "
        "of {model_seconds}."
    )
    values = {
        "model": first.model,
        "model_run": first.run,
        "other": cheaper.model,
        "other_run": cheaper.run,
        "other_seconds": cheaper.value("training s"),
        "model_seconds": first.value("training s"),
    }
    return Reason(text, values)
