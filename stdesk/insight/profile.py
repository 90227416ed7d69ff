"""A user in one screen of figures."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight.distance import jump_lengths, radius_of_gyration
from stdesk.insight.mix import regularity
from stdesk.insight.places import Anchor, TopPlaces, first_visits, home_and_work, top_places
from stdesk.insight.predictability import Entropy, entropy
from stdesk.insight.rhythm import burstiness, mean_hour, week_rhythm
from stdesk.insight.sessions import session_numbers
from stdesk.insight.visits import Visits

ENTROPY_VISITS = 5000  # the estimate's work grows with the square of the visits


@dataclass(frozen=True)
class Profile:
    """What one user's events say about her; distances are None without coordinates.

    median_jump_km: between consecutive visits within a session, jumps of 0 left out. new_share:
    of all visits, first visits to a place; new_share_lately: the same in the last third of visits.
    entropy: of the last 5,000 visits. busiest_weekday: Monday is 0. mean_hour: of days that begin
    at 4:00. rhythm: (7, 24).
    """

    events: int
    active_days: int
    first_local_ms: int
    last_local_ms: int
    sessions: int
    places: int
    entropy: Entropy
    regularity: float
    burstiness: float
    new_share: float
    new_share_lately: float
    radius_km: float | None
    median_jump_km: float | None
    home: Anchor | None
    work: Anchor | None
    top_places: TopPlaces
    rhythm: np.ndarray
    busiest_weekday: int
    mean_hour: float


def profile(visits: Visits, gap_hours: float = 24.0) -> Profile:
    """Summarise one user. Raises ValueError without events."""
    if not len(visits):
        raise ValueError("no events")
    one_user = np.zeros(len(visits), dtype=np.int64)
    sessions = session_numbers(one_user, visits.local_ms, gap_hours)
    new = first_visits(one_user, visits.item)
    located = bool(visits.located.any())
    home, work = (
        home_and_work(visits.local_ms, visits.latitude, visits.longitude)
        if located
        else (None, None)
    )
    rhythm = week_rhythm(visits.local_ms)
    return Profile(
        events=len(visits),
        active_days=len(np.unique(visits.day)),
        first_local_ms=int(visits.local_ms[0]),
        last_local_ms=int(visits.local_ms[-1]),
        sessions=int(sessions[-1]) + 1,
        places=len(np.unique(visits.item)),
        entropy=entropy(visits.item[-ENTROPY_VISITS:]),
        regularity=regularity(visits.local_ms, visits.item),
        burstiness=burstiness(visits.local_ms),
        new_share=float(new.mean()),
        new_share_lately=float(new[-max(len(visits) // 3, 1) :].mean()),
        radius_km=radius_of_gyration(visits.latitude, visits.longitude) if located else None,
        median_jump_km=_median_jump(visits, sessions),
        home=home,
        work=work,
        top_places=top_places(visits.item, visits.local_ms),
        rhythm=rhythm,
        busiest_weekday=int(rhythm.sum(axis=1).argmax()),
        mean_hour=mean_hour(visits.local_ms),
    )


def _median_jump(visits: Visits, sessions: np.ndarray) -> float | None:
    jumps = jump_lengths(visits.latitude, visits.longitude)
    jumps = jumps[(np.diff(sessions) == 0) & (jumps > 0)]  # NaN is not > 0
    return float(np.median(jumps)) if len(jumps) else None
