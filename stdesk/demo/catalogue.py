"""The fixed facts of the generated world: cities, categories, archetypes and what they do when.

Everything that is drawn by chance is elsewhere; change a habit of the demo world here.
"""

import datetime
from dataclasses import dataclass

FIRST_DAY = datetime.date(2024, 3, 4)  # a Monday, a week before New York's clocks go forward


@dataclass(frozen=True)
class City:
    """A city: centre in degrees, radius of its districts in km, share of users and of items."""

    name: str
    latitude: float
    longitude: float
    zone: str
    radius_km: float
    share: float
    chinese_titles: float


@dataclass(frozen=True)
class Category:
    """A kind of place, open from `opens` to `closes` local hours (beyond 24: into the next day).

    slots: how many favourites a person has; returning: chance that a visit goes to one of them.
    near: the anchor around which favourites lie. share: part of all items. colour: RGB of its
    pictures.
    """

    name: str
    opens: float
    closes: float
    share: float
    slots: int
    returning: float
    near: str
    colour: tuple[int, int, int]
    shop: bool = False


@dataclass(frozen=True)
class Bump:
    """A habit in the week: on `days`, around local hour `centre` ± `spread`, this often."""

    days: tuple[int, ...]
    centre: float
    spread: float
    weight: float


@dataclass(frozen=True)
class Step:
    """One stop of an outing: category, minutes after its start, chance that it takes place."""

    category: str
    minutes: float
    chance: float = 1.0


@dataclass(frozen=True)
class Outing:
    """What people leave the house for: stops in order, habits in the week, anchor of new places.

    A shopping outing has one stop whose category and acts come from the person's interests. A
    pastime is given up for another one when interests change.
    """

    name: str
    steps: tuple[Step, ...]
    rhythm: tuple[Bump, ...]
    near: str = "home"
    leisure: bool = False
    social: bool = False
    shopping: bool = False
    pastime: bool = False


@dataclass(frozen=True)
class Archetype:
    """A way of life: how often each outing happens, relative to the others."""

    name: str
    share: float
    work: str
    outings: tuple[tuple[str, float], ...]


CITIES = (
    City("New York", 40.7349, -73.9903, "America/New_York", 7.0, 0.55, 0.15),
    City("Shanghai", 31.2304, 121.4737, "Asia/Shanghai", 9.0, 0.25, 0.85),
    City("London", 51.5136, -0.1186, "Europe/London", 8.0, 0.20, 0.10),
)

CATEGORIES = (
    Category("Residence", 0, 24, 0.12, 1, 1.00, "home", (171, 149, 125)),
    Category("Office", 6, 22, 0.10, 1, 1.00, "work", (88, 112, 140)),
    Category("University", 7, 22, 0.02, 1, 1.00, "work", (120, 84, 150)),
    Category("Train Station", 5, 25, 0.04, 1, 0.92, "home", (90, 90, 90)),
    Category("Coffee Shop", 6, 21, 0.10, 2, 0.80, "work", (111, 78, 55)),
    Category("Noodle House", 11, 22, 0.06, 3, 0.70, "work", (214, 164, 68)),
    Category("Restaurant", 11, 24, 0.11, 3, 0.55, "home", (190, 60, 48)),
    Category("Bar", 16, 27, 0.08, 2, 0.65, "home", (52, 40, 96)),
    Category("Nightclub", 21, 29, 0.02, 2, 0.60, "home", (196, 30, 140)),
    Category("Gym", 6, 23, 0.04, 1, 0.95, "home", (240, 120, 32)),
    Category("Park", 6, 22, 0.04, 2, 0.75, "home", (70, 150, 74)),
    Category("Grocery Store", 7, 23, 0.07, 2, 0.90, "home", (140, 190, 60)),
    Category("Museum", 10, 19, 0.02, 1, 0.20, "home", (60, 170, 180)),
    Category("Cinema", 12, 25, 0.02, 1, 0.60, "home", (20, 24, 40)),
    Category("Clothing Store", 9, 22, 0.06, 2, 0.45, "home", (232, 150, 190), shop=True),
    Category("Electronics Store", 9, 22, 0.04, 2, 0.45, "home", (30, 140, 220), shop=True),
    Category("Bookstore", 9, 22, 0.03, 2, 0.50, "home", (150, 110, 40), shop=True),
    Category("Toy Store", 9, 22, 0.03, 2, 0.40, "home", (250, 210, 40), shop=True),
)
SHOPS = tuple(place.name for place in CATEGORIES if place.shop)
STYLES = ("quiet", "lively", "thrifty", "refined")

_EVERY, _WEEK, _FREE = tuple(range(7)), (0, 1, 2, 3, 4), (5, 6)

OUTINGS = (
    Outing(
        "stay in", (Step("Residence", 0),), (Bump(_EVERY, 20.5, 1.6, 3), Bump(_FREE, 11, 1.5, 1))
    ),
    Outing(
        "commute",
        (Step("Train Station", 0, 0.6), Step("Coffee Shop", 18, 0.4), Step("Office", 35)),
        (Bump(_WEEK, 8.3, 0.6, 1),),
        near="work",
    ),
    Outing(
        "go home",
        (
            Step("Train Station", 0, 0.6),
            Step("Grocery Store", 30, 0.25),
            Step("Residence", 55, 0.8),
        ),
        (Bump(_WEEK, 17.7, 0.7, 1),),
    ),
    Outing(
        "lectures",
        (Step("Train Station", 0, 0.4), Step("University", 25), Step("Noodle House", 150, 0.35)),
        (Bump(_WEEK, 9.6, 1.2, 2), Bump(_WEEK, 13.5, 1, 1)),
        near="work",
    ),
    Outing(
        "lunch",
        (Step("Noodle House", 0), Step("Coffee Shop", 40, 0.35)),
        (Bump(_WEEK, 12.4, 0.5, 1),),
        near="work",
    ),
    Outing(
        "walk",
        (Step("Park", 0), Step("Coffee Shop", 50, 0.3)),
        (Bump(_EVERY, 10, 1.2, 1), Bump(_FREE, 15.5, 1.3, 2)),
        leisure=True,
        pastime=True,
    ),
    Outing(
        "workout",
        (Step("Gym", 0), Step("Grocery Store", 80, 0.3)),
        (Bump((0, 2, 4), 18.6, 0.6, 3), Bump((5,), 10, 0.8, 1)),
        pastime=True,
    ),
    Outing(
        "groceries", (Step("Grocery Store", 0),), (Bump(_EVERY, 18.5, 1, 1), Bump((5,), 11, 1.2, 2))
    ),
    Outing(
        "dinner",
        (Step("Restaurant", 0), Step("Cinema", 100, 0.2), Step("Residence", 200, 0.4)),
        (Bump(_EVERY, 19.3, 0.8, 2), Bump((4, 5), 19.8, 0.7, 2)),
        leisure=True,
        social=True,
        pastime=True,
    ),
    Outing(
        "night out",
        (
            Step("Restaurant", 0, 0.4),
            Step("Bar", 110),
            Step("Nightclub", 230, 0.35),
            Step("Residence", 330, 0.7),
        ),
        (Bump((4, 5), 19.9, 0.8, 4), Bump((2, 3), 19.5, 0.8, 1)),
        leisure=True,
        social=True,
        pastime=True,
    ),
    Outing(
        "culture",
        (Step("Museum", 0), Step("Coffee Shop", 110, 0.5), Step("Bookstore", 150, 0.15)),
        (Bump(_FREE, 13.5, 1.4, 3), Bump((2, 3), 15, 1.2, 1)),
        leisure=True,
        pastime=True,
    ),
    Outing(
        "shopping",
        (Step("Clothing Store", 0),),
        (Bump(_WEEK, 18.3, 1.4, 2), Bump(_FREE, 15, 1.8, 3)),
        leisure=True,
        shopping=True,
    ),
)

ARCHETYPES = (
    Archetype(
        "office worker", 0.40, "Office",
        (("stay in", 2), ("commute", 4), ("go home", 3), ("lunch", 2), ("workout", 1.5),
         ("groceries", 1), ("dinner", 1), ("shopping", 1.5), ("walk", 0.5)),
    ),
    Archetype(
        "student", 0.25, "University",
        (("stay in", 1.5), ("lectures", 4), ("walk", 1), ("night out", 1.5), ("shopping", 1.5),
         ("culture", 0.8), ("groceries", 0.7), ("dinner", 0.5)),
    ),
    Archetype(
        "night owl", 0.15, "Office",
        (("stay in", 1), ("night out", 4), ("dinner", 2), ("lunch", 1), ("commute", 1),
         ("shopping", 1)),
    ),
    Archetype(
        "shopper", 0.10, "Office",
        (("shopping", 5), ("commute", 1), ("lunch", 1), ("dinner", 1), ("stay in", 1),
         ("groceries", 1)),
    ),
    Archetype(
        "retired", 0.10, "Office",
        (("walk", 4), ("culture", 2), ("groceries", 2.5), ("stay in", 2), ("dinner", 0.7),
         ("shopping", 0.7)),
    ),
)  # fmt: skip
