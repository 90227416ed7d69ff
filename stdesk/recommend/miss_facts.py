"""What happened in a miss: how well the true item was known, and where the model put it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.features import EventLog
from stdesk.language import mark, number, percent, span
from stdesk.models import Reason

if TYPE_CHECKING:
    from stdesk.recommend.miss_settings import Miss


LEAST_SHARE = 0.0001  # smaller chances are not told apart


def facts(miss: "Miss", past: EventLog, candidates: int) -> Iterator[Reason]:
    """past: the log before the event; candidates: how many items were ranked."""
    yield _acquaintance(miss, past)
    values: dict[str, Any] = {"rank": place_text(miss.rank), "candidates": candidates}
    if not miss.is_candidate:
        yield Reason(
            mark("It was not among the {candidates} candidates, so that no rank was possible."),
            values,
        )
        return
    values["true_chance"] = _chance(miss.true.share)
    if miss.first is None:
        yield Reason(mark("The model ranks it {rank} of {candidates}."), values)
        return
    values |= {"first": miss.first.name, "first_chance": _chance(miss.first.share)}
    if miss.rank <= 1:
        text = mark("The model puts it first of {candidates}, with a chance of {true_chance}.")
    else:
        text = mark(
            "The model puts it in place {rank} of {candidates}, with a chance of {true_chance}; "
            "in first place is {first}, with {first_chance}."
        )
    yield Reason(text, values)


def place_text(rank: float) -> str:
    """34, or 1.5 where items share a place."""
    return number(rank, 0 if rank == round(rank) else 1)


def _chance(share: float) -> str:
    if share < LEAST_SHARE:
        return f"< {percent(LEAST_SHARE, 2)}"
    return percent(share, 0 if share >= 0.1 else 1 if share >= 0.01 else 2)


def _acquaintance(miss: "Miss", past: EventLog) -> Reason:
    place = past.catalogue.has_coordinates
    if miss.had:
        own = past.of_user(miss.user_id - 1)
        item = (miss.true.item_id or 0) - 1
        last = int(past.instant_ms[own][np.flatnonzero(past.item[own] == item)[-1]])
        values = {"count": miss.had, "ago": span(miss.instant_ms - last)}
        texts = _ONCE if miss.had == 1 else _OFTEN
        return Reason(texts[place], values)
    if miss.others:
        return Reason(_ONLY_OTHERS[place], {"people": miss.others, "past": miss.past})
    return Reason(_NOBODY[place], {})


# Each pair: for logs of things, for logs of places (chosen by "has coordinates").
_ONCE = (
    mark("The user had had it once, {ago} before."),
    mark("The user had been there once, {ago} before."),
)
_OFTEN = (
    mark("The user had had it {count} times, last {ago} before."),
    mark("The user had been there {count} times, last {ago} before."),
)
_ONLY_OTHERS = (
    mark("A discovery: never before among the user's {past} events; others who had it: {people}."),
    mark("A discovery: never before among the user's {past} visits; others seen there: {people}."),
)
_NOBODY = (
    mark("A discovery: nobody had had it before."),
    mark("A discovery: nobody had been there before."),
)
