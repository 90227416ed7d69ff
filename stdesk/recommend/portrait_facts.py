"""What a portrait of one user holds: plain values, said in the reader's language only when shown.

Times named `local` are milliseconds of the clock on the wall, counted as if it were UTC.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdesk.errors import SettingProblem

if TYPE_CHECKING:
    from stdesk.models import Reason


@dataclass(frozen=True)
class PortraitSettings:
    """Of whom, and how much.

    users: keys, or None for everyone. run: what is expected comes from it; None means the newest
    finished run that ranks items. ahead: lines of what is expected; with 0 no model is loaded.
    alike: similar users. places, interests: how many at most.
    """

    users: tuple[str, ...] | None = None
    run: int | None = None
    ahead: int = 5
    alike: int = 5
    places: int = 8
    interests: int = 6

    def __post_init__(self) -> None:
        for name in ("ahead", "alike", "places", "interests"):
            value = getattr(self, name)
            if value < 0:
                raise SettingProblem(
                    "{name} is {value}, but must be at least 0.", name=name, value=value
                )


@dataclass(frozen=True)
class Part:
    """A named part of a user's events: a kind, with how many and their share."""

    name: str
    events: int
    share: float


@dataclass(frozen=True)
class DayHour:
    """An hour of the day: of the active days, the share with an event in it, and what for most."""

    hour: int
    share: float
    category: str | None


@dataclass(frozen=True)
class TypicalDay:
    """Working days, or Saturdays and Sundays: how many were active, and their 24 hours."""

    weekend: bool
    days: int
    hours: tuple[DayHour, ...]


@dataclass(frozen=True)
class PortraitPlace:
    """One of the most visited items; coordinates in degrees, None where unknown."""

    item_id: int
    name: str
    category: str | None
    visits: int
    share: float
    last_local_ms: int
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class PortraitAnchor:
    """Home or work: an H3 cell, seen on `days` of `of_days` nights or working days.

    low, high: the 95 % interval of that share (Wilson).
    """

    cell: str
    latitude: float
    longitude: float
    days: int
    of_days: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Interest:
    """A category: its share of the user's events, everyone's mean share, their ratio.

    certain: the difference is beyond chance, days being the units, corrected for many categories.
    """

    name: str
    share: float
    usual: float
    times: float
    certain: bool


@dataclass(frozen=True)
class LastChange:
    """A lasting change, in a sentence of the language that was spoken when the portrait was made.

    local_ms: the first day of the new life, between earliest_ms and latest_ms with 90 %. chance:
    how often chance alone shows as much.
    """

    local_ms: int
    earliest_ms: int
    latest_ms: int
    chance: float
    said: str


@dataclass(frozen=True)
class ExpectedLine:
    """What may come next. chance: the model's probability among the whole catalogue."""

    rank: int
    item_id: int
    name: str
    category: str | None
    latitude: float | None
    longitude: float | None
    distance_km: float | None
    chance: float
    reasons: tuple["Reason", ...]


@dataclass(frozen=True)
class Expectation:
    """A model's next places or items. gap: its measured calibration gap, None before a comparison.

    hit, hit_at: how often the true one was among its first `hit_at` in the newest comparison.
    """

    run: int
    model: str
    as_of_ms: int
    offset_min: int
    gap: float | None
    hit: float | None
    hit_at: int
    lines: tuple[ExpectedLine, ...]


@dataclass(frozen=True)
class Alike:
    """Somebody who lives alike: likeness 0 to 1, places that both know, meetings."""

    user_id: int
    user: str
    likeness: float
    shared: int
    meetings: int
    reasons: tuple["Reason", ...]


@dataclass(frozen=True)
class Portrait:
    """One user on one page. A user without events has nothing but a key.

    rhythm: 7 weekdays (Monday first) of 24 hours, counts. kinds: where the log tells several.
    interests: the most unusual first; empty without categories. new_share: first visits among all,
    new_share_lately: among the last third. predictability: the upper bound of Song et al.
    """

    user_id: int
    user: str
    attributes: tuple[tuple[str, str], ...] = ()
    segments: tuple[str, ...] = ()
    events: int = 0
    active_days: int = 0
    sessions: int = 0
    items: int = 0
    kinds: tuple[Part, ...] = ()
    first_ms: int | None = None
    last_ms: int | None = None
    first_local_ms: int | None = None
    last_local_ms: int | None = None
    rhythm: tuple[tuple[int, ...], ...] = ()
    mean_hour: float | None = None
    busiest_weekday: int | None = None
    days: tuple[TypicalDay, ...] = ()
    places: tuple[PortraitPlace, ...] = ()
    home: PortraitAnchor | None = None
    work: PortraitAnchor | None = None
    radius_km: float | None = None
    median_jump_km: float | None = None
    new_share: float | None = None
    new_share_lately: float | None = None
    predictability: float | None = None
    interests: tuple[Interest, ...] = ()
    changes: tuple[LastChange, ...] = ()
    expected: Expectation | None = None
    alike: tuple[Alike, ...] = ()
    notes: tuple["Reason", ...] = ()
