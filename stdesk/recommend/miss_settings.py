"""What can be asked of `misses`, and what comes back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdesk.errors import SettingProblem
from stdesk.recommend.settings import Recommended

if TYPE_CHECKING:
    from stdesk.models import Reason


@dataclass(frozen=True)
class MissSettings:
    """Which misses to explain.

    model, run, protocol: of which stored ranks; by default the best model of the newest evaluation.
    user: a key. event: the id of one judged event, explained however it was ranked. beyond: a rank
    worse than this is a miss. limit: of the worst ones, so many. what_if: also say what would have
    had to be different, which asks the model some forty times more for each.
    """

    model: str | None = None
    run: int | None = None
    protocol: str | None = None
    user: str | None = None
    event: int | None = None
    beyond: int = 10
    limit: int = 10
    what_if: bool = True

    def __post_init__(self) -> None:
        if self.beyond < 0 or not 1 <= self.limit <= 1000:
            raise SettingProblem("limit must be from 1 to 1,000, and beyond not negative.")


@dataclass(frozen=True)
class LastSeen:
    """Where a user was last before an event, if anywhere; minutes: how long before."""

    name: str
    latitude: float | None
    longitude: float | None
    minutes: float


@dataclass(frozen=True)
class Miss:
    """One event that was predicted badly.

    true, first: the true item with its expected rank, and what the model put first; reasons are
    what speaks for each. is_candidate: whether the true item was ranked at all. had: how often the
    user had it before. others: how many other users had. facts: what happened, in sentences.
    needed: what would have had to be different, in sentences.
    """

    event: int
    user_id: int
    user: str
    instant_ms: int
    offset_min: int
    rank: float
    true: Recommended
    first: Recommended | None
    is_candidate: bool
    last: LastSeen | None
    past: int
    had: int
    others: int
    facts: tuple["Reason", ...]
    needed: tuple["Reason", ...]


@dataclass(frozen=True)
class Misses:
    """rows: the worst first. missed: how many there are. judged: of how many events."""

    model: str
    run: int | None
    protocol: str
    time: str
    beyond: int
    judged: int
    missed: int
    rows: tuple[Miss, ...]
