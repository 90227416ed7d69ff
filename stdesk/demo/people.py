"""Draws the people: a home, a work place, a way of life, a taste; and what changes for some."""

from dataclasses import dataclass

import numpy as np

from stdesk.demo.catalogue import ARCHETYPES, CATEGORIES, CITIES, SHOPS, STYLES
from stdesk.demo.settings import DemoSettings
from stdesk.demo.world import World

DRIFTS = ("later hours", "new home", "new interests")
DRIFT_SHARE = 0.15
LATER_HOURS = 2.5
AWAY_SHARE = 0.06
AWAY_DAYS = 5
NEVER = 1 << 30
SLOTS = max(place.slots for place in CATEGORIES)
BEFORE, AFTER, AWAY = 0, 1, 2  # phases of a life
_RESIDENCE = [place.name for place in CATEGORIES].index("Residence")
_OFFICE = [place.name for place in CATEGORIES].index("Office")


@dataclass(frozen=True)
class People:
    """Users, and the personas that they are at times: (personas,) arrays, the first `users` of
    which are everybody's normal life; drift and journeys add further ones.

    persona: (users, 3) which persona somebody is before the drift, after it, and away.
    drift_day, drift_kind, away_day: (users,); NEVER or -1 where nothing happens.
    favourites: (personas, categories, slots) items. interests: (personas, shops) cumulated chances.
    friend: (users,) the partner of a pair, or -1. buyer: (users,) whether the person means to buy.
    """

    archetype: np.ndarray
    activity: np.ndarray
    friend: np.ndarray
    buyer: np.ndarray
    persona: np.ndarray
    drift_day: np.ndarray
    drift_kind: np.ndarray
    away_day: np.ndarray
    city: np.ndarray
    home_district: np.ndarray
    work_district: np.ndarray
    shift_hours: np.ndarray
    style: np.ndarray
    interests: np.ndarray
    favourites: np.ndarray

    def phase(self, user: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Which phase of their lives users are in on days (counted from 0)."""
        away = (day >= self.away_day[user]) & (day < self.away_day[user] + AWAY_DAYS)
        return np.where(away, AWAY, np.where(day >= self.drift_day[user], AFTER, BEFORE))


def draw_people(chance: np.random.Generator, world: World, settings: DemoSettings) -> People:
    """Everybody, with their later and travelling selves."""
    users = settings.users
    drift_day, drift_kind = _drift(chance, settings)
    away_day = _journeys(chance, world, settings)
    normal = np.arange(users)
    persona = np.tile(normal[:, None], (1, 3))
    drifting, away = np.flatnonzero(drift_kind >= 0), np.flatnonzero(away_day < NEVER)
    persona[drifting, AFTER] = users + np.arange(len(drifting))
    persona[away, AWAY] = users + len(drifting) + np.arange(len(away))
    owner = np.concatenate([normal, drifting, away])
    change = np.concatenate(
        [np.full(users, -1), drift_kind[drifting], np.full(len(away), len(DRIFTS))]
    )
    archetype = _pick(chance, np.array([a.share for a in ARCHETYPES]), users)
    city = _pick(chance, np.array([CITIES[c].share for c in range(world.cities)]), users)[owner]
    city[change == len(DRIFTS)] = (city[change == len(DRIFTS)] + 1) % world.cities
    home, work = _anchors(chance, world, city[:users])
    home, work = home[owner], work[owner]
    moved, abroad = change == DRIFTS.index("new home"), change == len(DRIFTS)
    home[moved] = _another_home(chance, world, home[moved])
    home[abroad], work[abroad] = _anchors(chance, world, city[abroad])
    shift = np.round(chance.normal(0, 0.7, users), 2)[owner]
    shift[change == DRIFTS.index("later hours")] += LATER_HOURS
    style = chance.integers(0, len(STYLES), users)[owner]
    return People(
        archetype=archetype,
        activity=chance.lognormal(0, 0.6, users),
        friend=_friends(chance, city[:users]),
        buyer=chance.random(users) < 0.5,
        persona=persona,
        drift_day=drift_day,
        drift_kind=drift_kind,
        away_day=away_day,
        city=city,
        home_district=world.item_district[home],
        work_district=world.item_district[work],
        shift_hours=shift,
        style=style,
        interests=_interests(chance, users, owner, change == DRIFTS.index("new interests")),
        favourites=_favourites(chance, world, owner, home, work, style, change),
    )


def _pick(chance: np.random.Generator, shares: np.ndarray, size: int) -> np.ndarray:
    return chance.choice(len(shares), size, p=shares / shares.sum())


def _drift(chance: np.random.Generator, settings: DemoSettings) -> tuple[np.ndarray, np.ndarray]:
    """Day and kind of each user's change; about the middle of the log."""
    kind = np.full(settings.users, -1)
    count = max(1, round(DRIFT_SHARE * settings.users))
    chosen = chance.choice(settings.users, count, replace=False)
    kind[chosen] = np.arange(count) % len(DRIFTS)
    day = np.full(settings.users, NEVER)
    day[chosen] = (settings.days * chance.uniform(0.4, 0.6, count)).astype(int)
    return day, kind


def _journeys(chance: np.random.Generator, world: World, settings: DemoSettings) -> np.ndarray:
    """First day of the journey of those who make one; nobody does where there is one city."""
    day = np.full(settings.users, NEVER)
    if world.cities > 1:
        count = round(AWAY_SHARE * settings.users)
        chosen = chance.choice(settings.users, count, replace=False)
        day[chosen] = chance.integers(1, max(2, settings.days - AWAY_DAYS), count)
    return day


def _anchors(
    chance: np.random.Generator, world: World, city: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Home and office, two items each: near the city's centre, and within a commute of home."""
    centre = city * (len(world.district_city) // world.cities)
    home = world.choose(chance, centre, np.full(len(city), _RESIDENCE))
    return home, world.choose(chance, world.item_district[home], np.full(len(city), _OFFICE))


def _another_home(chance: np.random.Generator, world: World, home: np.ndarray) -> np.ndarray:
    """A home in another district of the city, where eight tries find one."""
    tries = np.stack(
        [
            world.choose(chance, world.item_district[home], np.full(len(home), _RESIDENCE))
            for _ in range(8)
        ]
    )
    elsewhere = world.item_district[tries] != world.item_district[home]
    return tries[elsewhere.argmax(axis=0), np.arange(len(home))]


def _friends(chance: np.random.Generator, city: np.ndarray) -> np.ndarray:
    """Half of the users in disjoint pairs within a city: (users,) partner or -1."""
    friend = np.full(len(city), -1)
    for here in range(int(city.max()) + 1):
        people = chance.permutation(np.flatnonzero(city == here))
        pairs = people[: len(people) // 4 * 2].reshape(-1, 2)
        friend[pairs[:, 0]], friend[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    return friend


def _interests(
    chance: np.random.Generator, users: int, owner: np.ndarray, changed: np.ndarray
) -> np.ndarray:
    """Cumulated chances of the shops; a changed person loves what came last before."""
    shares = chance.dirichlet(np.full(len(SHOPS), 0.4), users)[owner]
    order = shares[changed].argsort(axis=1)
    upside_down = np.empty_like(shares[changed])
    np.put_along_axis(
        upside_down, order, np.take_along_axis(shares[changed], order, axis=1)[:, ::-1], axis=1
    )
    shares[changed] = upside_down
    return shares.cumsum(axis=1)


def _favourites(
    chance: np.random.Generator,
    world: World,
    owner: np.ndarray,
    home: np.ndarray,
    work: np.ndarray,
    style: np.ndarray,
    change: np.ndarray,
) -> np.ndarray:
    """Places that a persona returns to; who keeps home and city keeps them."""
    found = np.empty((len(owner), len(CATEGORIES), SLOTS), dtype=np.int64)
    for index, place in enumerate(CATEGORIES):
        start = world.item_district[work if place.near == "work" else home]
        wanted = np.full(len(owner), index)
        for slot in range(SLOTS):
            found[:, index, slot] = world.choose_to_taste(chance, start, wanted, style)
    found[:, _RESIDENCE], found[:, _OFFICE] = home[:, None], work[:, None]
    same = np.isin(change, (DRIFTS.index("later hours"), DRIFTS.index("new interests")))
    found[same] = found[owner[same]]
    moved = np.flatnonzero(change == DRIFTS.index("new home"))
    by_work = [index for index, place in enumerate(CATEGORIES) if place.near == "work"]
    found[moved[:, None], by_work] = found[owner[moved][:, None], by_work]
    return found
