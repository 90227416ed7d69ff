"""Draws the places of the generated world: districts of cities, and items in them."""

from dataclasses import dataclass

import numpy as np

from stdesk.demo.catalogue import CATEGORIES, CITIES, STYLES

DECAY_KM = 2.5
DISTRICTS = 8
DISTRICT_SPREAD_KM = 0.7
POPULARITY_SKEW = 1.8
KM_PER_DEGREE = 111.195

Ints = np.ndarray
Floats = np.ndarray


@dataclass(frozen=True)
class World:
    """Districts and items, and how one leads to another.

    district_city, district_latitude, district_longitude: (districts,).
    item_district, item_category, item_style, item_latitude, item_longitude: (items,).
    order: (items,) items grouped by district and category, the most popular first;
    starts, counts: (districts, categories) where a group begins in `order` and how long it is.
    reach: (districts, categories, districts) cumulated chance that somebody who sets out from the
    first district for a category goes to the last: it falls as exp(-km / DECAY_KM).
    """

    cities: int
    district_city: Ints
    district_latitude: Floats
    district_longitude: Floats
    item_district: Ints
    item_category: Ints
    item_style: Ints
    item_latitude: Floats
    item_longitude: Floats
    order: Ints
    starts: Ints
    counts: Ints
    reach: Floats

    def choose(self, chance: np.random.Generator, district: Ints, category: Ints) -> Ints:
        """One item for each pair (district one sets out from, category wanted): (draws,)."""
        cumulated = self.reach[district, category]  # (draws, districts)
        to = (chance.random((len(district), 1)) > cumulated).sum(axis=1)
        to = np.minimum(to, len(self.district_city) - 1)
        size = self.counts[to, category]
        rank = (size * chance.random(len(district)) ** POPULARITY_SKEW).astype(np.int64)
        return self.order[self.starts[to, category] + np.minimum(rank, size - 1)]

    def choose_to_taste(
        self, chance: np.random.Generator, district: Ints, category: Ints, style: Ints
    ) -> Ints:
        """Like `choose`, looking at three items and taking the first in the person's style."""
        seen = np.stack([self.choose(chance, district, category) for _ in range(3)])
        liked = self.item_style[seen] == style
        return seen[liked.argmax(axis=0), np.arange(len(district))]


def draw_world(chance: np.random.Generator, items: int) -> World:
    """Cities (one to three, as the number of items allows), their districts and items."""
    cities = 3 if items >= 300 else 2 if items >= 100 else 1
    city, latitude, longitude = _districts(chance, cities)
    district, category = _allot(chance, items, city)
    spread = DISTRICT_SPREAD_KM / KM_PER_DEGREE
    item_latitude = latitude[district] + chance.normal(0, spread, items)
    shrink = np.cos(np.radians(latitude[district]))
    item_longitude = longitude[district] + chance.normal(0, spread, items) / shrink
    order, starts, counts = _group(chance, district, category, len(city))
    return World(
        cities=cities,
        district_city=city,
        district_latitude=latitude,
        district_longitude=longitude,
        item_district=district,
        item_category=category,
        item_style=chance.integers(0, len(STYLES), items),
        item_latitude=np.round(item_latitude, 6),
        item_longitude=np.round(item_longitude, 6),
        order=order,
        starts=starts,
        counts=counts,
        reach=_reach(city, latitude, longitude, counts),
    )


def flat_km(
    latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats
) -> Floats:
    """Distance in km on a plane that touches the city; good enough for some tens of km."""
    north = (to_latitude - latitude) * KM_PER_DEGREE
    east = (to_longitude - longitude) * KM_PER_DEGREE * np.cos(np.radians(latitude))
    return np.hypot(north, east)


def _districts(chance: np.random.Generator, cities: int) -> tuple[Ints, Floats, Floats]:
    """City and centre of each district, spread over the disc of its city."""
    city = np.repeat(np.arange(cities), DISTRICTS)
    turn = np.tile(np.arange(DISTRICTS), cities) * 2.4 + chance.uniform(0, 0.8, len(city))
    share = (np.tile(np.arange(DISTRICTS), cities) + 0.3) / DISTRICTS
    radius = np.array([CITIES[c].radius_km for c in city]) * np.sqrt(share) / KM_PER_DEGREE
    middle = np.array([CITIES[c].latitude for c in city])
    latitude = middle + radius * np.sin(turn)
    longitude = np.array([CITIES[c].longitude for c in city]) + radius * np.cos(turn) / np.cos(
        np.radians(middle)
    )
    return city, latitude, longitude


def _allot(chance: np.random.Generator, items: int, city: Ints) -> tuple[Ints, Ints]:
    """District and category of each item; every city has at least one of each category."""
    cities, categories = int(city.max()) + 1, len(CATEGORIES)
    city_share = np.array([CITIES[c].share for c in range(cities)])
    category_share = np.array([place.share for place in CATEGORIES])
    certain = cities * categories
    item_city = np.concatenate(
        [
            np.repeat(np.arange(cities), categories),
            chance.choice(cities, items - certain, p=city_share / city_share.sum()),
        ]
    )
    category = np.concatenate(
        [
            np.tile(np.arange(categories), cities),
            chance.choice(categories, items - certain, p=category_share / category_share.sum()),
        ]
    )
    flavour = chance.gamma(0.7, 1.0, (len(city), categories)) + 0.05  # what a district is known for
    cumulated = flavour.reshape(cities, DISTRICTS, categories).cumsum(axis=1)
    target = chance.random(items) * cumulated[item_city, -1, category]
    within = (cumulated[item_city, :, category] < target[:, None]).sum(axis=1)
    shuffled = chance.permutation(items)
    return (item_city * DISTRICTS + within)[shuffled], category[shuffled]


def _group(
    chance: np.random.Generator, district: Ints, category: Ints, districts: int
) -> tuple[Ints, Ints, Ints]:
    """Items sorted by district and category, in random order of popularity within."""
    group = district * len(CATEGORIES) + category
    order = np.lexsort((chance.random(len(group)), group))
    counts = np.bincount(group, minlength=districts * len(CATEGORIES))
    starts = np.concatenate([[0], counts.cumsum()[:-1]])
    shape = (districts, len(CATEGORIES))
    return order, starts.reshape(shape), counts.reshape(shape)


def _reach(city: Ints, latitude: Floats, longitude: Floats, counts: Ints) -> Floats:
    km = flat_km(latitude[:, None], longitude[:, None], latitude, longitude)
    pull = np.exp(-km / DECAY_KM) * (city[:, None] == city)  # (from, to)
    chances = pull[:, None, :] * (counts.T[None] > 0) * np.maximum(counts.T[None], 1) ** 0.5
    return chances.cumsum(axis=2) / chances.sum(axis=2, keepdims=True)
