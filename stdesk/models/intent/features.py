"""What trees read of a moment: counts, recency, rhythm, kinds and categories of a history."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stdesk.features import DAY_MS, HOUR_MS, Contexts, EventLog
from stdesk.insight import session_numbers
from stdesk.models.act import Act
from stdesk.models.intent.habit import own_rate
from stdesk.models.intent.horizon import Horizon
from stdesk.models.intent.tallies import Group, History, follow_share, of_everyone

PAUSE_HOURS = 1.0  # that ends a visit, in what is counted
SPANS_HOURS = (1.0, 6.0, 24.0, 72.0, 168.0, 720.0)
MOST_KINDS = 6
MOST_CATEGORIES = 4
BLOCK_HOURS = 3

Column = tuple[str, np.ndarray]


@dataclass(frozen=True)
class Channel:
    """A sort of event that is counted apart: the act (of: act), a kind, a category, or any."""

    of: str
    index: int
    name: str

    def events(self, log: EventLog, is_act: np.ndarray) -> np.ndarray:
        """(events,) which events belong to it."""
        if self.of == "any":
            return np.ones(len(log), bool)
        if self.of == "act":
            return is_act
        if self.of == "kind":
            return log.kind == np.int16(self.index)
        found: np.ndarray = (log.catalogue.item_category == self.index)[log.item]
        return found


def channels_of(log: EventLog, act: Act) -> list[Channel]:
    """Any event, the act, then the most frequent other kinds and categories, where there are."""
    kinds = np.bincount(log.kind[log.kind >= 0], minlength=len(log.catalogue.kind_names))
    category = log.catalogue.item_category[log.item]
    categories = np.bincount(category[category >= 0], minlength=len(log.catalogue.category_names))
    found = [Channel("any", -1, ""), Channel("act", -1, act.name)]
    if (kinds > 0).sum() > 1:
        found += _most("kind", kinds, log.catalogue.kind_names, MOST_KINDS, act)
    return found + _most("category", categories, log.catalogue.category_names, MOST_CATEGORIES, act)


def _most(of: str, count: np.ndarray, names: object, most: int, act: Act) -> list[Channel]:
    order = np.argsort(-count, kind="stable")
    kept = [i for i in order.tolist() if count[i] > 0 and (of, i) != (act.of, act.index)][:most]
    return [Channel(of, i, names[i]) for i in kept]  # type: ignore[index]


def intent_table(
    contexts: Contexts, act: Act, channels: list[Channel], horizon: Horizon, base: float
) -> tuple[list[str], np.ndarray]:
    """Names, and (batch, columns) float32, NaN where something is not known.

    base: how often the act came after all moments learnt from.
    """
    names, columns = [], []
    for name, column in _columns(contexts, act, channels, horizon):
        names.append(name)
        columns.append(column.astype(np.float32))
    names.append("habit")
    columns.append(own_rate(horizon, act, contexts, base).astype(np.float32))
    return names, np.stack(columns, axis=1)


def _columns(
    contexts: Contexts, act: Act, channels: list[Channel], horizon: Horizon
) -> Iterator[Column]:
    log = contexts.log
    is_act = act.events(log)
    masks = {channel: channel.events(log, is_act) for channel in channels}
    history = History(contexts)
    yield from _moment(contexts, history, horizon)
    yield from _person(history, is_act)
    yield from _recency(history, masks)
    yield from _spans(history, masks)
    yield from _visit(history, masks)
    yield from _same_thing(history, masks)
    yield from _open_things(history, masks, is_act)
    if horizon.asks_at_events:
        yield from _rhythm(contexts, history, is_act)
    yield from _everyone(history, is_act)


def _moment(contexts: Contexts, history: History, horizon: Horizon) -> Iterator[Column]:
    hour = contexts.hour_of_week
    unknown = np.full(len(contexts), np.nan)
    if horizon.asks_at_events:  # else whole days lie ahead, whatever the hour
        yield "hour", unknown if hour is None else hour % 24
    yield "weekday", unknown if hour is None else hour // 24
    since = unknown if hour is None else history.hours_since(history.newest_ms)
    yield "gap", np.where(history.empty, np.nan, since)


def _person(history: History, is_act: np.ndarray) -> Iterator[Column]:
    log, count = history.log, (history.end - history.begin).astype(float)
    first = log.instant_ms[np.minimum(history.begin, max(len(log) - 1, 0))] if len(log) else count
    days = np.where(history.empty, np.nan, (history.now_ms - first) / DAY_MS)
    acts = history.total(is_act)
    yield "known_days", days
    yield "events_a_day", count / (days + 1)
    yield "acts_a_day", acts / (days + 1)
    yield "own_rate", acts / (count + 20)
    for newest in (5, 20, 100):
        yield f"rate_{newest}", history.newest(is_act, newest) / np.minimum(count + 1, newest)


def _recency(history: History, masks: dict[Channel, np.ndarray]) -> Iterator[Column]:
    log = history.log
    own = Group(log.user)
    for number, (channel, mask) in enumerate(masks.items()):
        if channel.of == "any":
            continue
        since = history.hours_since(history.of_last(own.latest(mask, log.instant_ms)))
        yield f"since_{number}", since
        if channel.of == "act":
            acts = history.total(mask)
            known = history.hours_since(log.instant_ms[np.minimum(history.begin, len(log) - 1)])
            yield "since_of_usual", since * (acts + 1) / (known + 1)
    for back in range(3):
        at = np.maximum(history.last - back, 0)
        there = history.end - back > history.begin
        yield f"kind_{back + 1}", np.where(there, log.kind[at], np.nan)


def _spans(history: History, masks: dict[Channel, np.ndarray]) -> Iterator[Column]:
    for number, (channel, mask) in enumerate(masks.items()):
        for hours in SPANS_HOURS:
            yield f"within_{hours:g}_{number}", history.within(mask, hours)
        if channel.of != "any":
            yield f"ever_{number}", history.total(mask)


def _visit(history: History, masks: dict[Channel, np.ndarray]) -> Iterator[Column]:
    """The visit that the newest event belongs to."""
    log = history.log
    number = session_numbers(log.user, log.instant_ms, PAUSE_HOURS)
    visit = Group(number)
    for index, mask in enumerate(masks.values()):
        yield f"visit_{index}", history.of_last(visit.running(mask))
    begin = log.instant_ms[np.flatnonzero(np.diff(number, prepend=-1))][number]
    yield "visit_minutes", history.of_last((log.instant_ms - begin) / HOUR_MS * 60)
    pair = number * max(log.catalogue.items, 1) + log.item
    new = Group(pair).running(np.ones(len(log))) == 1
    yield "visit_things", history.of_last(visit.running(new))


def _same_thing(history: History, masks: dict[Channel, np.ndarray]) -> Iterator[Column]:
    """What the user did with the newest event's item, and with its category."""
    log = history.log
    category = log.catalogue.item_category[log.item].astype(np.int64)
    things = {"item": log.item.astype(np.int64), "category": category}
    for name, thing in things.items():
        known = thing >= 0
        group = Group(log.user.astype(np.int64) * (int(thing.max(initial=0)) + 2) + thing + 1)
        for number, (channel, mask) in enumerate(masks.items()):
            if channel.of == "category":
                continue
            count = np.where(known, group.running(mask), np.nan)
            yield f"{name}_{number}", history.of_last(count)
            if channel.of in ("any", "act"):
                latest = group.latest(mask, log.instant_ms, back=int(channel.of == "any"))
                since = (log.instant_ms - latest) / HOUR_MS
                yield f"{name}_since_{number}", history.of_last(np.where(known, since, np.nan))


def _open_things(
    history: History, masks: dict[Channel, np.ndarray], is_act: np.ndarray
) -> Iterator[Column]:
    """Items put aside by an event of a kind and not yet followed by the act on them."""
    log = history.log
    pair = Group(log.user.astype(np.int64) * max(log.catalogue.items, 1) + log.item)
    own = Group(log.user)
    last_act = pair.latest(is_act, log.instant_ms)
    for number, (channel, mask) in enumerate(masks.items()):
        if channel.of != "kind":
            continue
        latest = pair.latest(mask, log.instant_ms)
        open_now = np.isfinite(latest) & ~(last_act >= latest)
        change = open_now.astype(float) - pair.previous(open_now)
        yield f"open_{number}", history.of_last(own.running(change))
        yield f"open_here_{number}", history.of_last(open_now)


def _rhythm(contexts: Contexts, history: History, is_act: np.ndarray) -> Iterator[Column]:
    """How the user's acts spread over the hours of the day and the days of the week."""
    log, now = history.log, contexts.hour_of_week
    everything = np.ones(len(log), bool)
    for name, hours, blocks in (("hours", BLOCK_HOURS, 24 // BLOCK_HOURS), ("days", 24, 7)):
        if now is None:
            yield f"acts_these_{name}", np.full(len(contexts), np.nan)
            yield f"rate_these_{name}", np.full(len(contexts), np.nan)
            continue
        key, wanted = (log.hour_of_week // hours) % blocks, (now // hours) % blocks
        acts = history.with_key(is_act, key, wanted)
        yield f"acts_these_{name}", acts
        yield f"rate_these_{name}", acts / (history.with_key(everything, key, wanted) + 10)


def _everyone(history: History, is_act: np.ndarray) -> Iterator[Column]:
    """What all users did, up to the newest event of the own history."""
    log = history.log
    category = log.catalogue.item_category[log.item].astype(np.int64)
    keys = {"item": log.item.astype(np.int64), "category": category + 1}
    for name, key in keys.items():
        count = of_everyone(key, np.ones(len(log)), log)
        acts = of_everyone(key, is_act, log)
        yield f"all_{name}_count", history.of_last(count)
        yield f"all_{name}_acts", history.of_last(acts)
        yield f"all_{name}_rate", history.of_last((acts + 0.1) / (count + 10))
        yield f"all_{name}_next", history.of_last(follow_share(log, is_act, key))
    kinds = len(log.catalogue.kind_names) + 1
    both = keys["category"] * kinds + log.kind + 1
    yield "all_category_kind_next", history.of_last(follow_share(log, is_act, both))
