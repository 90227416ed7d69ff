"""What would have had to be different: the model is asked again about a past that was not.

Further visits are put into the user's history, one a week before the event at its time of day (one
a day, or a minute, where her past is too short for that), and the moment is moved within the day
after her last event. What is said is what the model then said.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.features import HOUR_MS, MINUTE_MS, EventLog, contexts_of_events
from stdesk.language import mark
from stdesk.metrics import expected_rank
from stdesk.models import Reason
from stdesk.recommend.miss_facts import place_text

if TYPE_CHECKING:
    from stdesk.evaluation import Rejudged

TRIED_VISITS = (1, 2, 4, 8)
WANTED = (1, 10)  # a rank that would have been a success: first place, else a list of ten
HOURS = 24
STEPS = ((168 * HOUR_MS, mark("week")), (24 * HOUR_MS, mark("day")), (MINUTE_MS, mark("minute")))


def needs(log: EventLog, judge: "Rejudged", position: int, rank: float) -> Iterator[Reason]:
    """Sentences; rank: where the true item stood."""
    if rank <= 1:
        return
    yield from _more_visits(log, judge, position, rank)
    if judge.time_given:
        yield from _other_hour(log, judge, position, rank)


def with_visits(log: EventLog, position: int, count: int) -> tuple[EventLog, int]:
    """The log with so many further visits of the event's item before it, and where the event is.

    They lie 1, 2, ... weeks before the event, or days, or minutes: the longest of these steps with
    which all that may be tried lie within the user's past.
    """
    user, at = int(log.user[position]), int(log.instant_ms[position])
    begin = int(log.user_start[user])
    instants = at - step_of(log, position)[0] * np.arange(count, 0, -1)
    before = begin + np.searchsorted(log.instant_ms[begin:position], instants, side="right")
    columns: dict[str, Any] = {
        name: np.insert(getattr(log, name), before, value)
        for name, value in _copied(log, position, instants).items()
    }
    start = log.user_start.copy()
    start[user + 1 :] += count
    return replace(log, user_start=start, **columns), position + count


def step_of(log: EventLog, position: int) -> tuple[int, str]:
    """How far tried visits are apart, in milliseconds, and what that is called."""
    begin = int(log.user_start[log.user[position]])
    past = int(log.instant_ms[position] - log.instant_ms[min(begin, position)])
    fitting = (step for step in STEPS if step[0] * TRIED_VISITS[-1] <= past)
    return next(fitting, STEPS[-1])


def _more_visits(log: EventLog, judge: "Rejudged", position: int, rank: float) -> Iterator[Reason]:
    """The fewest visits that would have brought it into first place, or into the first ten."""
    ranks, step = {}, {"text": step_of(log, position)[1], "values": {}}
    for count in TRIED_VISITS:
        other, moved = with_visits(log, position, count)
        ranks[count] = _rank(other, judge, moved)
        if ranks[count] <= 1:
            break
    for wanted in WANTED:
        enough = [count for count, found in ranks.items() if found <= wanted < rank]
        if enough:
            values = {
                "count": enough[0],
                "rank": place_text(ranks[enough[0]]),
                "step": step,
            }
            one = enough[0] == 1
            place = log.catalogue.has_coordinates
            yield Reason((_ONE_MORE if one else _MORE)[place], values)
            return
    most = TRIED_VISITS[-1]
    values = {"count": most, "rank": place_text(ranks[most]), "step": step}
    yield Reason(_NOT_ENOUGH[log.catalogue.has_coordinates], values)


def _other_hour(log: EventLog, judge: "Rejudged", position: int, rank: float) -> Iterator[Reason]:
    """The hour within a day of the user's last event at which it would have stood best."""
    if position == int(log.user_start[log.user[position]]):
        return
    last = int(log.instant_ms[position - 1])
    asked = contexts_of_events(log, np.full(HOURS, position))
    moments = last + HOUR_MS * np.arange(1, HOURS + 1)
    scores = judge.scores(replace(asked, instant_ms=moments))
    ranks = expected_rank(scores, np.full(HOURS, log.item[position]))
    best = int(np.argmin(ranks))
    if not ranks[best] < rank / 2:
        yield Reason(mark("At no other hour of the day would it have stood much better."))
        return
    local = int(moments[best]) + int(log.offset_min[position]) * MINUTE_MS
    values = {"best_hour": local // HOUR_MS % 24, "rank": place_text(float(ranks[best]))}
    yield Reason(
        mark("At {best_hour} instead, the model would have put it in place {rank}."), values
    )


def _rank(log: EventLog, judge: "Rejudged", position: int) -> float:
    contexts = contexts_of_events(log, np.array([position]))
    return float(expected_rank(judge.scores(contexts), log.item[position : position + 1])[0])


def _copied(log: EventLog, position: int, instants: np.ndarray) -> dict[str, np.ndarray]:
    """The columns of events like the one at `position`, at other instants."""
    names = ("user", "item", "kind", "offset_min", "latitude", "longitude", "value")
    columns = {name: np.full(len(instants), getattr(log, name)[position]) for name in names}
    last = int(log.event_id.max())
    new = np.arange(last + 1, last + 1 + len(instants))
    return {**columns, "instant_ms": instants, "trip": np.full(len(instants), -1), "event_id": new}


# Each pair: for logs of things, for logs of places (chosen by "has coordinates").
_ONE_MORE = (
    mark("Had the user had it once more, a {step} before, it would have stood in place {rank}."),
    mark(
        "Had the user been there once more, a {step} before, it would have stood in place {rank}."
    ),
)
_MORE = (
    mark(
        "Had the user had it {count} times more, once a {step}, it would have stood in place "
        "{rank}."
    ),
    mark(
        "Had the user been there {count} times more, once a {step}, it would have stood in place "
        "{rank}."
    ),
)
_NOT_ENOUGH = (
    mark(
        "Even had the user had it {count} times more, once a {step}, it would have stood in place "
        "{rank}."
    ),
    mark(
        "Even had the user been there {count} times more, once a {step}, it would have stood in "
        "place {rank}."
    ),
)
