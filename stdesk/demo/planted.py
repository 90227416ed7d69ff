"""Tells what was planted, in the keys and names of the log."""

import numpy as np

from stdesk.demo.acts import TOGETHER, WEATHER_MEMORY, WEATHER_STRENGTH
from stdesk.demo.catalogue import ARCHETYPES, CATEGORIES, CITIES, FIRST_DAY, OUTINGS, SHOPS, STYLES
from stdesk.demo.people import AFTER, AWAY, AWAY_DAYS, BEFORE, DRIFTS, LATER_HOURS, NEVER, People
from stdesk.demo.rhythm import PASTIMES
from stdesk.demo.settings import DemoSettings
from stdesk.demo.shopping import RULES
from stdesk.demo.truth import PlantedCategory, PlantedItem, PlantedLife, PlantedUser, Truth
from stdesk.demo.world import DECAY_KM, World


def keys(letter: str, count: int) -> list[str]:
    """u0001, u0002, ...: as many digits as the last one needs, at least four."""
    digits = max(4, len(str(count)))
    return [f"{letter}{number:0{digits}d}" for number in range(1, count + 1)]


def tell_truth(
    settings: DemoSettings,
    world: World,
    people: People,
    weather: np.ndarray,
    labelled: np.ndarray,
) -> Truth:
    """Everything that was drawn, in names instead of codes."""
    item_keys, user_keys = keys("p", settings.items), keys("u", settings.users)
    city = [CITIES[code].name for code in world.district_city[world.item_district].tolist()]
    return Truth(
        first_day=FIRST_DAY.isoformat(),
        days=settings.days,
        away_days=AWAY_DAYS,
        distance_decay_km=DECAY_KM,
        weather_memory=WEATHER_MEMORY,
        weather_strength=WEATHER_STRENGTH,
        weather=tuple(np.round(weather, 4).tolist()),
        together=TOGETHER,
        later_hours=LATER_HOURS,
        purchase=RULES,
        categories=tuple(
            PlantedCategory(place.name, place.opens, place.closes, place.returning)
            for place in CATEGORIES
        ),
        users=tuple(
            _planted_user(user, user_keys, item_keys, world, people)
            for user in range(settings.users)
        ),
        items=tuple(
            PlantedItem(
                key=item_keys[item],
                category=CATEGORIES[world.item_category[item]].name,
                style=STYLES[world.item_style[item]],
                city=city[item],
                district=int(world.item_district[item]),
                labelled=bool(labelled[item]),
            )
            for item in range(settings.items)
        ),
    )


def _planted_user(
    user: int, user_keys: list[str], item_keys: list[str], world: World, people: People
) -> PlantedUser:
    before, after, away = people.persona[user, [BEFORE, AFTER, AWAY]].tolist()
    drifts = people.drift_kind[user] >= 0
    travels = people.away_day[user] < NEVER
    friend = people.friend[user]
    lives = [_planted_life(0, user, before, item_keys, world, people)]
    if drifts:
        day = int(people.drift_day[user])
        lives.append(_planted_life(day, user, after, item_keys, world, people))
    return PlantedUser(
        key=user_keys[user],
        archetype=ARCHETYPES[people.archetype[user]].name,
        style=STYLES[people.style[user]],
        buyer=bool(people.buyer[user]),
        friend=user_keys[friend] if friend >= 0 else None,
        drift=DRIFTS[people.drift_kind[user]] if drifts else None,
        drift_day=int(people.drift_day[user]) if drifts else None,
        away_day=int(people.away_day[user]) if travels else None,
        away_city=CITIES[people.city[away]].name if travels else None,
        lives=tuple(lives),
    )


def _planted_life(
    from_day: int, user: int, persona: int, item_keys: list[str], world: World, people: People
) -> PlantedLife:
    archetype = ARCHETYPES[people.archetype[user]]
    names = [place.name for place in CATEGORIES]
    home = people.favourites[persona, names.index("Residence"), 0]
    work = people.favourites[persona, names.index(archetype.work), 0]
    works = any(name in ("commute", "lectures") for name, _ in archetype.outings)
    interests = np.diff(people.interests[persona], prepend=0.0)
    free = people.outings[persona] * PASTIMES
    pastimes = np.round(free / max(float(free.sum()), 1e-9), 4).tolist()
    return PlantedLife(
        from_day=from_day,
        city=CITIES[people.city[persona]].name,
        home=item_keys[home],
        home_latitude=float(world.item_latitude[home]),
        home_longitude=float(world.item_longitude[home]),
        work=item_keys[work] if works else None,
        work_latitude=float(world.item_latitude[work]) if works else None,
        work_longitude=float(world.item_longitude[work]) if works else None,
        shift_hours=float(people.shift_hours[persona]),
        interests=dict(zip(SHOPS, np.round(interests, 4).tolist(), strict=True)),
        pastimes={
            outing.name: share
            for outing, share in zip(OUTINGS, pastimes, strict=True)
            if outing.pastime
        },
    )
