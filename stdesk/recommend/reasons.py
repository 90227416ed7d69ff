"""Why an item stands in a list: sentences checked against the log, the strongest first."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.language import mark
from stdesk.models import Reason
from stdesk.recommend.evidence import AREA_KM, Evidence
from stdesk.recommend.habits import fits, mostly

MOST_REASONS = 3
NEAR_KM = 3.0
_TOPICS = {"last_day": "visits", "events": "visits", "km": "distance", "people": "popularity"}
_EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001 - local clocks carry no zone


@dataclass(frozen=True)
class Moment:
    """For whom and when reasons are sought.

    user: index. hour_of_week: local, at the moment of the list. placed: whether the position that
    distances count from was given (else it is the user's last known one).
    """

    user: int
    hour_of_week: int
    placed: bool


class UserReasons:
    """The reasons for one user's list. Only events before the moment are in `evidence`."""

    def __init__(self, evidence: Evidence, moment: Moment) -> None:
        self._evidence, self._moment = evidence, moment
        self._past = evidence.past(moment.user)
        self._place = evidence.catalogue.has_coordinates
        category = evidence.catalogue.item_category[self._past.item]
        names = len(evidence.catalogue.category_names)
        self._categories = np.bincount(category[category >= 0], minlength=names)

    @property
    def has_history(self) -> bool:
        return len(self._past) > 0

    def visits_of(self, item: int) -> int:
        """How often the user had an item."""
        return len(self._past.visits(item))

    def visits_of_category(self, category: int) -> int:
        return int(self._categories[category])

    def of_item(self, item: int, km: float, more: list[Reason]) -> tuple[Reason, ...]:
        """Up to three reasons; km: from the user to the item, or NaN. more: the model's own."""
        found = [*self._about_item(item, km), *more]
        if not found:
            found = [self._popular(item)]
        return strongest(found)

    def of_category(self, category: int) -> tuple[Reason, ...]:
        """Up to three reasons for a whole category."""
        return strongest([*self._about_category(category)])

    def _about_item(self, item: int, km: float) -> Iterator[Reason]:
        if not self.has_history:
            yield Reason(
                mark("nothing is known about this user yet: this is popular with everyone"),
                {},
                1.0,
            )
            yield self._popular(item)
            return
        yield from self._visits(item)
        yield from self._transitions(item)
        if item != self._past.item[-1]:
            yield from self._distance(km)
        yield from self._category_habit(item)
        yield from self._popular_here(item)

    def _visits(self, item: int) -> Iterator[Reason]:
        visits = self._past.visits(item)
        count = len(visits)
        if not count:
            return
        values: dict[str, Any] = {
            "count": count,
            "last_day": _local_day(int(self._past.local_ms[visits[-1]])),
        }
        habit = self._past.habit(item)
        weight = 0.55 + 0.3 * _growth(count, 20)
        if habit is not None:
            fitting = fits(habit, self._moment.hour_of_week)
            yield Reason(
                _HERE_MOSTLY[self._place],
                {**values, "habit": habit},
                weight + (0.15 if fitting else 0.0),
            )
        else:
            texts = _HERE_ONCE if count == 1 else _HERE_OFTEN
            yield Reason(texts[self._place], values, weight)

    def _transitions(self, item: int) -> Iterator[Reason]:
        last = int(self._past.item[-1])
        if last == item:
            return
        own = self._past.times_next(item)
        everyone = self._evidence.transition(last, item)
        place = self._evidence.catalogue.item_name(last)
        if own >= 2:
            values = {"place": place, "count": own}
            yield Reason(_OWN_NEXT[self._place], values, 0.5 + 0.4 * _growth(own, 10))
        elif everyone.people >= 2:
            values = {"place": place, "count": everyone.count, "people": everyone.people}
            weight = 0.35 + 0.45 * _growth(everyone.count, 30)
            yield Reason(_PEOPLE_NEXT[self._place], values, weight)

    def _distance(self, km: float) -> Iterator[Reason]:
        if not km <= NEAR_KM:
            return
        texts = mark("{km} away"), mark("{km} from where you were last")
        weight = 0.25 + 0.35 * (1 - km / NEAR_KM)
        yield Reason(texts[0 if self._moment.placed else 1], {"km": round(km, 3)}, weight)

    def _category_habit(self, item: int) -> Iterator[Reason]:
        category = int(self._evidence.catalogue.item_category[item])
        if category < 0 or self._categories[category] < 3:
            return
        count, total = int(self._categories[category]), len(self._past)
        values = {"category": self._category_name(category), "count": count, "total": total}
        yield Reason(_CATEGORY_HABIT[self._place], values, 0.25 + 0.35 * count / total)

    def _popular_here(self, item: int) -> Iterator[Reason]:
        evidence, visits = self._evidence, int(self._evidence.visits[item])
        if not visits:
            yield Reason(_UNSEEN[self._place], {}, 0.05)
            return
        yield from self._popular_now(item, visits)
        category = int(evidence.catalogue.item_category[item])
        rank = int(evidence.category_rank[item])
        if category >= 0 and rank <= 5 and evidence.category_items[category] > 2 * rank:
            values = {
                "rank": rank,
                "total": int(evidence.category_items[category]),
                "category": self._category_name(category),
            }
            yield Reason(_TOP_OF_CATEGORY, values, 0.35 - 0.02 * rank)
        if np.isfinite(evidence.catalogue.item_latitude[item]):
            rank, total = evidence.area_rank(item)
            if rank <= 5 and total > 2 * rank:
                values = {"rank": rank, "total": total, "radius_km": AREA_KM}
                yield Reason(_TOP_OF_AREA, values, 0.33 - 0.02 * rank)
        if evidence.people[item] > 1 or not len(self._past.visits(item)):
            yield self._popular(item)

    def _popular_now(self, item: int, visits: int) -> Iterator[Reason]:
        hour = self._moment.hour_of_week % 24
        now = self._evidence.visits_at(item, hour)
        if now >= 5 and now / visits >= 0.25:
            values = {
                "count": now,
                "total": visits,
                "from_hour": (hour - 1) % 24,
                "until_hour": (hour + 2) % 24,
            }
            yield Reason(_BUSY_NOW, values, 0.3 + 0.2 * now / visits)

    def _popular(self, item: int) -> Reason:
        visits, people = int(self._evidence.visits[item]), int(self._evidence.people[item])
        if not visits:
            return Reason(_UNSEEN[self._place], {}, 0.05)
        values = {"count": visits, "people": people}
        texts = _POPULAR if people > 1 else _POPULAR_ONCE
        return Reason(texts[self._place], values, 0.1)

    def _about_category(self, category: int) -> Iterator[Reason]:
        evidence, total = self._evidence, len(self._past)
        count = int(self._categories[category])
        own = evidence.catalogue.item_category[self._past.item] == category
        name = self._category_name(category)
        if count:
            values = {"category": name, "count": count, "total": total}
            yield Reason(_CATEGORY_HABIT[self._place], values, 0.5 + 0.5 * count / total)
            last = _local_day(int(self._past.local_ms[own][-1]))
            yield Reason(mark("the last time was on {last_day}"), {"last_day": last}, 0.4)
            habit = mostly(self._past.hour_of_week[own])
            if habit is not None:
                fitting = fits(habit, self._moment.hour_of_week)
                yield Reason(mark("mostly {habit}"), {"habit": habit}, 0.6 if fitting else 0.3)
        visits = int(evidence.category_visits[category])
        values = {"count": visits, "all": len(evidence.log)}
        yield Reason(mark("this category has {count} of all {all} events"), values, 0.1)

    def _category_name(self, category: int) -> str:
        return self._evidence.catalogue.category_names[category]


def strongest(reasons: list[Reason]) -> tuple[Reason, ...]:
    """At most three, by weight, each about something else."""
    chosen: dict[str, Reason] = {}
    for reason in sorted(reasons, key=lambda reason: -reason.weight):
        chosen.setdefault(_topic(reason), reason)
    return tuple(chosen.values())[:MOST_REASONS]


def _topic(reason: Reason) -> str:
    """What a reason is about, by the names of its values: a model is not to repeat the log."""
    values = reason.values
    if isinstance(values.get("place"), str):
        return "transition"
    for name, topic in _TOPICS.items():
        if name in values:
            return topic
    return reason.text


def _growth(count: int, full: int) -> float:
    """0 at none, 1 at `full` and beyond, logarithmic between."""
    return min(1.0, float(np.log1p(count) / np.log1p(full)))


def _local_day(local_ms: int) -> str:
    return (_EPOCH + datetime.timedelta(milliseconds=local_ms)).date().isoformat()


# Each pair: for logs of things, for logs of places (chosen by "has coordinates").
_HERE_ONCE = (mark("you had this once, on {last_day}"), mark("you were here once, on {last_day}"))
_HERE_OFTEN = (
    mark("you had this {count} times, last on {last_day}"),
    mark("you were here {count} times, last on {last_day}"),
)
_HERE_MOSTLY = (
    mark("you had this {count} times, mostly {habit}"),
    mark("you were here {count} times, mostly {habit}"),
)
_OWN_NEXT = (
    mark("{count} times this came next for you after {place}, your last one"),
    mark("{count} times you came here after {place}, where you were last"),
)
_PEOPLE_NEXT = (
    mark("people go on to this after {place}, your last one ({count} times, {people} people)"),
    mark("people go here after {place}, where you were last ({count} times, {people} people)"),
)
_CATEGORY_HABIT = (
    mark("the category {category} has {count} of your {total} events"),
    mark("the category {category} has {count} of your {total} visits"),
)
_TOP_OF_CATEGORY = mark("number {rank} of {total} in the category {category}")
_TOP_OF_AREA = mark("number {rank} of {total} within {radius_km}")
_BUSY_NOW = mark(
    "this is its time of day: {count} of its {total} events fall between {from_hour} and "
    "{until_hour}"
)
_POPULAR = (
    mark("{people} people had this, {count} times in all"),
    mark("{people} people were here, {count} times in all"),
)
_POPULAR_ONCE = (
    mark("one person had this, {count} times in all"),
    mark("one person was here, {count} times in all"),
)
_UNSEEN = (
    mark("nobody had this before that moment; only the model speaks for it"),
    mark("nobody was here before that moment; only the model speaks for it"),
)
PINNED = mark("you pinned this")
ACCEPTED = mark("you accepted this")
