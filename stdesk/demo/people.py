"""Draws the people: a home, a work place, a way of life, a taste; and what changes for some.

A change is one that a careful reader of the log can know, and the only lasting one that the log
holds: later hours are LATER_HOURS later; a new home is at least MOVED_KM away; new interests
exchange the shops one loved for those one hardly saw, and one's pastimes for others. The quietest
third of the users do not change, as of their few events nobody could tell. Nobody who changes has a
friend in the log, whose company would end or change with the change of the other.
"""

from dataclasses import dataclass

import numpy as np

from stdesk.demo.catalogue import ARCHETYPES, CATEGORIES, CITIES, STYLES
from stdesk.demo.settings import DemoSettings
from stdesk.demo.tastes import draw_interests, draw_outings
from stdesk.demo.world import World, flat_km

DRIFTS = ("later hours", "new home", "new interests")
HOURS, HOME, INTERESTS = range(len(DRIFTS))
DRIFT_SHARE = 0.15
QUIET_SHARE = 1 / 3
LATER_HOURS = 2.5
MOVED_KM = 3.0
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
    outings: (personas, outings) how often for what, relative to the others.
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
    outings: np.ndarray
    favourites: np.ndarray

    def phase(self, user: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Which phase of their lives users are in on days (counted from 0)."""
        away = (day >= self.away_day[user]) & (day < self.away_day[user] + AWAY_DAYS)
        return np.where(away, AWAY, np.where(day >= self.drift_day[user], AFTER, BEFORE))


def draw_people(chance: np.random.Generator, world: World, settings: DemoSettings) -> People:
    """Everybody, with their later and travelling selves."""
    users = settings.users
    archetype = _pick(chance, np.array([a.share for a in ARCHETYPES]), users)
    city = _pick(chance, np.array([CITIES[c].share for c in range(world.cities)]), users)
    home, work = _anchors(chance, world, city)
    activity = chance.lognormal(0, 0.6, users)
    drift_day, drift_kind = _drift(chance, settings, activity)
    moving = np.flatnonzero(drift_kind == HOME)
    new_home = home.copy()
    new_home[moving] = _another_home(chance, world, home[moving])
    drift_kind[moving[new_home[moving] == home[moving]]] = HOURS  # there is nowhere to move to
    away_day = _journeys(chance, world, settings)
    persona, owner, change = _personas(drift_kind, away_day)
    abroad = change == len(DRIFTS)
    city, home, work = city[owner], home[owner], work[owner]
    city[abroad] = (city[abroad] + 1) % world.cities
    home[change == HOME] = new_home[owner[change == HOME]]
    home[abroad], work[abroad] = _anchors(chance, world, city[abroad])
    shift = np.round(chance.normal(0, 0.7, users), 2)[owner]
    shift[change == HOURS] += LATER_HOURS
    style = chance.integers(0, len(STYLES), users)[owner]
    return People(
        archetype=archetype,
        activity=activity,
        friend=_friends(chance, city[:users], drift_kind < 0),
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
        interests=draw_interests(chance, users, owner, change == INTERESTS),
        outings=draw_outings(chance, archetype[owner], change == INTERESTS),
        favourites=_favourites(chance, world, owner, home, work, style, change),
    )


def _personas(
    drift_kind: np.ndarray, away_day: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which persona users are in each phase (users, 3); whose each is, and what is other in it:
    -1 in everybody's own, a kind of drift, or the number of kinds on a journey (personas,)."""
    users = len(drift_kind)
    normal = np.arange(users)
    persona = np.tile(normal[:, None], (1, 3))
    drifting, away = np.flatnonzero(drift_kind >= 0), np.flatnonzero(away_day < NEVER)
    persona[drifting, AFTER] = users + np.arange(len(drifting))
    persona[away, AWAY] = users + len(drifting) + np.arange(len(away))
    change = [np.full(users, -1), drift_kind[drifting], np.full(len(away), len(DRIFTS))]
    return persona, np.concatenate([normal, drifting, away]), np.concatenate(change)


def _pick(chance: np.random.Generator, shares: np.ndarray, size: int) -> np.ndarray:
    return chance.choice(len(shares), size, p=shares / shares.sum())


def _drift(
    chance: np.random.Generator, settings: DemoSettings, activity: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Day and kind of each user's change, about the middle of the log; activity: (users,)."""
    kind = np.full(settings.users, -1)
    count = max(1, round(DRIFT_SHARE * settings.users))
    seen = np.flatnonzero(activity >= np.quantile(activity, QUIET_SHARE))
    chosen = chance.choice(seen, count, replace=False)
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
    """A home in the same town, at least MOVED_KM from the old one, or the old one if none is."""
    houses = np.flatnonzero(world.item_category == _RESIDENCE)
    place = np.stack([world.item_latitude, world.item_longitude])
    km = flat_km(*place[:, home, None], *place[:, houses])
    town = world.district_city[world.item_district]
    fits = (km >= MOVED_KM) & (town[home, None] == town[houses])
    chosen = houses[np.where(fits, chance.random(fits.shape), -1.0).argmax(axis=1)]
    return np.where(fits.any(axis=1), chosen, home)


def _friends(chance: np.random.Generator, city: np.ndarray, steady: np.ndarray) -> np.ndarray:
    """Half of the users in disjoint pairs of steady ones within a city: (users,) partner or -1."""
    friend = np.full(len(city), -1)
    for here in range(int(city.max()) + 1):
        people = chance.permutation(np.flatnonzero((city == here) & steady))
        pairs = min(int((city == here).sum()) // 4, len(people) // 2)
        pair = people[: 2 * pairs].reshape(-1, 2)
        friend[pair[:, 0]], friend[pair[:, 1]] = pair[:, 1], pair[:, 0]
    return friend


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
    same = np.isin(change, (HOURS, INTERESTS))
    found[same] = found[owner[same]]
    moved = np.flatnonzero(change == HOME)
    by_work = [index for index, place in enumerate(CATEGORIES) if place.near == "work"]
    found[moved[:, None], by_work] = found[owner[moved][:, None], by_work]
    return found
