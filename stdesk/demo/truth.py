"""What was planted: everything that a model or an insight should find again."""

from dataclasses import dataclass

from stdesk.demo.shopping import PurchaseRules


@dataclass(frozen=True)
class PlantedLife:
    """Where somebody lives and works, and how they live, from `from_day` on (days from 0).

    interests: share of each kind of shop in what is looked at; pastimes: of each in the free time.
    """

    from_day: int
    city: str
    home: str
    home_latitude: float
    home_longitude: float
    work: str | None
    work_latitude: float | None
    work_longitude: float | None
    shift_hours: float
    interests: dict[str, float]
    pastimes: dict[str, float]


@dataclass(frozen=True)
class PlantedUser:
    """A user: lives[0] is the first, lives[1] the one after the drift if there is one.

    A drift is the one lasting change of a life; who has one has no friend.
    """

    key: str
    archetype: str
    style: str
    buyer: bool
    friend: str | None
    drift: str | None
    drift_day: int | None
    away_day: int | None
    away_city: str | None
    lives: tuple[PlantedLife, ...]


@dataclass(frozen=True)
class PlantedItem:
    """An item: `labelled` tells whether the log and the description file name its category."""

    key: str
    category: str
    style: str
    city: str
    district: int
    labelled: bool


@dataclass(frozen=True)
class PlantedCategory:
    """Opening hours (local, beyond 24 into the next day) and how often favourites are revisited."""

    name: str
    opens: float
    closes: float
    returning: float


@dataclass(frozen=True)
class Truth:
    """All that was planted. weather: (days,) the mood that multiplies leisure by
    exp(weather_strength * mood); it follows mood[t] = weather_memory * mood[t-1] + noise."""

    first_day: str
    days: int
    away_days: int
    distance_decay_km: float
    weather_memory: float
    weather_strength: float
    weather: tuple[float, ...]
    together: float
    later_hours: float
    purchase: PurchaseRules
    categories: tuple[PlantedCategory, ...]
    users: tuple[PlantedUser, ...]
    items: tuple[PlantedItem, ...]
