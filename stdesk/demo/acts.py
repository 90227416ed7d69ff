"""Draws what happens: outings of people, stop by stop, as events in local time."""

from dataclasses import dataclass, fields

import numpy as np

from stdesk.demo.catalogue import CATEGORIES, OUTINGS, SHOPS
from stdesk.demo.people import AFTER, BEFORE, INTERESTS, People
from stdesk.demo.rhythm import BUMP_CENTRE, BUMP_CHANCES, BUMP_DAYS, BUMP_SPREAD
from stdesk.demo.settings import DemoSettings
from stdesk.demo.shopping import LIKE, VISIT, draw_sessions
from stdesk.demo.world import World
from stdesk.progress import Progress

WEATHER_MEMORY = 0.7  # yesterday's part in today's mood of the whole town
WEATHER_STRENGTH = 0.35
LIKED_VISITS = 0.06
TOGETHER = 0.35
OUTINGS_AT_ONCE = 200_000
_CATEGORY = {place.name: index for index, place in enumerate(CATEGORIES)}
_OPENS = np.array([place.opens for place in CATEGORIES], dtype=float)
_CLOSES = np.array([place.closes for place in CATEGORIES], dtype=float)
_SLOTS = np.array([place.slots for place in CATEGORIES])
_RETURNING = np.array([place.returning for place in CATEGORIES])


@dataclass(frozen=True)
class Acts:
    """Events as they are drawn: (events,) arrays; seconds are local, since the log's first day."""

    user: np.ndarray
    item: np.ndarray
    kind: np.ndarray
    seconds: np.ndarray
    outing: np.ndarray  # which outing of the draw it belongs to; events are sorted by it

    def __len__(self) -> int:
        return len(self.user)

    def __getitem__(self, rows: slice | np.ndarray) -> "Acts":
        return Acts(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class _Outings:
    """Outings set out upon: (outings,) arrays; hour is local on `day` and may pass 24."""

    user: np.ndarray
    persona: np.ndarray
    sort: np.ndarray  # index in OUTINGS
    day: np.ndarray
    hour: np.ndarray


def draw_weather(chance: np.random.Generator, days: int) -> np.ndarray:
    """The town's mood, an AR(1) process of unit variance: (days,)."""
    shocks = chance.normal(0, np.sqrt(1 - WEATHER_MEMORY**2), days)
    mood = np.empty(days)
    mood[0] = chance.normal()
    for day in range(1, days):
        mood[day] = WEATHER_MEMORY * mood[day - 1] + shocks[day]
    return mood


def draw_acts(
    chance: np.random.Generator,
    world: World,
    people: People,
    settings: DemoSettings,
    weather: np.ndarray,
    progress: Progress,
) -> Acts:
    """Exactly `settings.events` events, in no order of time."""
    drawn: list[Acts] = []
    total = 0
    while total < settings.events:
        progress.step(total, settings.events)
        wanted = int((settings.events - total) * 0.7) + 200
        outings = _set_out(chance, people, settings, weather, min(wanted, OUTINGS_AT_ONCE))
        acts = _play(chance, world, people, outings)[: settings.events - total]
        drawn.append(acts)
        total += len(acts)
    return _join(drawn)


def _set_out(
    chance: np.random.Generator,
    people: People,
    settings: DemoSettings,
    weather: np.ndarray,
    count: int,
) -> _Outings:
    """Who goes out for what, on which day, at what hour."""
    user = _weighted(chance, people.activity, count)
    plan = _plan(chance, people, people.persona[user, BEFORE], weather, settings.days)
    after = people.phase(user, plan[2]) == AFTER
    again = np.flatnonzero(after & (people.drift_kind[user] == INTERESTS))
    while len(again):  # the other life sets out for other things, on days of its own
        later = people.persona[user[again], AFTER]
        plan[:, again] = _plan(chance, people, later, weather, settings.days)
        again = again[people.phase(user[again], plan[2, again]) != AFTER]
    sort, bump, day = plan
    persona = people.persona[user, people.phase(user, day)]
    hour = chance.normal(BUMP_CENTRE[sort, bump], BUMP_SPREAD[sort, bump])
    return _Outings(user, persona, sort, day, hour + people.shift_hours[persona])


def _plan(
    chance: np.random.Generator,
    people: People,
    persona: np.ndarray,
    weather: np.ndarray,
    days: int,
) -> np.ndarray:
    """For each outing of the personas its sort, which of that sort's habits, its day: (3, n)."""
    sort = _sorted_choice(chance, persona, people.outings)
    bump = _sorted_choice(chance, sort, BUMP_CHANCES)
    weekday = BUMP_DAYS[sort, bump, chance.integers(0, 420, len(sort))]
    leisure = np.array([outing.leisure for outing in OUTINGS])[sort]
    return np.stack([sort, bump, _pick_day(chance, weekday, leisure, weather, days)])


def _play(chance: np.random.Generator, world: World, people: People, outings: _Outings) -> Acts:
    """Every event of the outings, friends and likes included, sorted by outing."""
    parts: list[Acts] = []
    for index, outing in enumerate(OUTINGS):
        rows = np.flatnonzero(outings.sort == index)
        if outing.shopping:
            parts.append(_shop(chance, world, people, outings, rows))
            continue
        taken = np.zeros(len(rows), dtype=bool)
        for number, step in enumerate(outing.steps):
            goes = chance.random(len(rows)) < step.chance
            if number == len(outing.steps) - 1:
                goes |= ~taken  # nobody goes out for nothing
            taken = taken | goes
            parts.append(
                _stop(chance, world, people, outings, rows[goes], _CATEGORY[step.category],
                      step.minutes, outing.near)
            )  # fmt: skip
    acts = _join(parts)
    acts = _join([acts, _likes(chance, people, world, acts, outings)])
    acts = _join([acts, _company(chance, people, world, acts, outings)])
    return acts[np.argsort(acts.outing, kind="stable")]


def _stop(
    chance: np.random.Generator,
    world: World,
    people: People,
    outings: _Outings,
    rows: np.ndarray,
    category: int,
    minutes: float,
    near: str,
) -> Acts:
    """One visit for each of the outings in `rows`: a favourite, or somewhere new by gravity."""
    persona = outings.persona[rows]
    wanted = np.full(len(rows), category)
    start = (people.work_district if near == "work" else people.home_district)[persona]
    item = world.choose_to_taste(chance, start, wanted, people.style[persona])
    slot = (_SLOTS[category] * chance.random(len(rows)) ** 1.6).astype(np.int64)
    returns = chance.random(len(rows)) < _RETURNING[category]
    item = np.where(returns, people.favourites[persona, category, slot], item)
    hour = outings.hour[rows] + (minutes + chance.uniform(-6, 6, len(rows))) / 60
    hour = _while_open(chance, hour, wanted)
    seconds = (outings.day[rows] * 24 + hour) * 3600
    kind = np.full(len(rows), VISIT)
    return Acts(outings.user[rows], item, kind, seconds.astype(np.int64), rows)


def _shop(
    chance: np.random.Generator,
    world: World,
    people: People,
    outings: _Outings,
    rows: np.ndarray,
) -> Acts:
    """The sessions of the shopping outings in `rows`."""
    persona, user = outings.persona[rows], outings.user[rows]
    shop = (chance.random((len(rows), 1)) > people.interests[persona]).sum(axis=1)
    category = np.array([_CATEGORY[name] for name in SHOPS])[np.minimum(shop, len(SHOPS) - 1)]
    first = world.choose_to_taste(
        chance, people.home_district[persona], category, people.style[persona]
    )
    slot = (_SLOTS[category] * chance.random(len(rows))).astype(np.int64)
    returns = chance.random(len(rows)) < _RETURNING[category]
    first = np.where(returns, people.favourites[persona, category, slot], first)
    sessions = draw_sessions(chance, world, first, category, people.buyer[user])
    hour = np.minimum(_while_open(chance, outings.hour[rows], category), _CLOSES[category] - 1)
    start = (outings.day[rows] * 24 + hour) * 3600
    at = (start[:, None] + sessions.minutes * 60).astype(np.int64)
    row, _ = np.nonzero(sessions.valid)
    kept = sessions.valid
    return Acts(user[row], sessions.item[kept], sessions.kind[kept], at[kept], rows[row])


def _likes(
    chance: np.random.Generator, people: People, world: World, acts: Acts, outings: _Outings
) -> Acts:
    """Some visits to places in one's style are liked some minutes later."""
    style = people.style[outings.persona[acts.outing]]
    happy = (acts.kind == VISIT) & (world.item_style[acts.item] == style)
    liked = acts[np.flatnonzero(happy & (chance.random(len(acts)) < LIKED_VISITS))]
    later = liked.seconds + chance.integers(60, 900, len(liked))
    return Acts(liked.user, liked.item, np.full(len(liked), LIKE), later, liked.outing)


def _company(
    chance: np.random.Generator, people: People, world: World, acts: Acts, outings: _Outings
) -> Acts:
    """Friends come along to some of the sociable outings, within minutes, at the same places."""
    social = np.array([outing.social for outing in OUTINGS])[outings.sort]
    at_home = outings.persona == people.persona[outings.user, 0]
    together = social & at_home & (people.friend[outings.user] >= 0)
    together &= chance.random(len(social)) < TOGETHER
    out = (acts.kind == VISIT) & (world.item_category[acts.item] != _CATEGORY["Residence"])
    shared = acts[np.flatnonzero(together[acts.outing] & out)]
    seconds = shared.seconds + chance.integers(5, 300, len(shared))
    friend = people.friend[shared.user]
    return Acts(friend, shared.item, shared.kind, seconds, shared.outing)


def _while_open(chance: np.random.Generator, hour: np.ndarray, category: np.ndarray) -> np.ndarray:
    """Hours moved to within an hour of opening or closing where they fall outside."""
    opens, closes = _OPENS[category], _CLOSES[category]
    soon = chance.random(len(hour))
    hour = np.where(hour < opens, opens + soon, hour)
    return np.where(hour > closes, closes - soon, hour)


def _pick_day(
    chance: np.random.Generator,
    weekday: np.ndarray,
    leisure: np.ndarray,
    weather: np.ndarray,
    days: int,
) -> np.ndarray:
    """A day of the log with that weekday; leisure prefers days of good weather."""
    chosen = np.empty(len(weekday), dtype=np.int64)
    turn = chance.random(len(weekday))
    for monday_is_0 in range(7):
        candidates = np.arange(monday_is_0, days, 7)
        for for_leisure in (False, True):
            rows = np.flatnonzero((weekday == monday_is_0) & (leisure == for_leisure))
            mood = np.exp(WEATHER_STRENGTH * weather[candidates] * for_leisure)
            cumulated = mood.cumsum() / mood.sum()
            chosen[rows] = candidates[np.searchsorted(cumulated[:-1], turn[rows])]
    return chosen


def _weighted(chance: np.random.Generator, weights: np.ndarray, count: int) -> np.ndarray:
    cumulated = weights.cumsum() / weights.sum()
    return np.searchsorted(cumulated[:-1], chance.random(count))


def _sorted_choice(
    chance: np.random.Generator, group: np.ndarray, chances: np.ndarray
) -> np.ndarray:
    """One column for each row of `group`, with the chances of that group: (groups, columns)."""
    cumulated = chances.cumsum(axis=1) / chances.sum(axis=1, keepdims=True)
    return (chance.random((len(group), 1)) > cumulated[group, :-1]).sum(axis=1)


def _join(parts: list[Acts]) -> Acts:
    return Acts(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Acts)))
