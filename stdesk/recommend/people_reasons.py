"""Why two users stand on one list, in words that hold in the log."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import Company, hour_of_week, meetings
from stdesk.language import mark
from stdesk.models import Reason
from stdesk.recommend.people_settings import FOLLOW, PeopleSettings

NAMED_BY = 4  # people who know a place that may be named
MOST = 3  # reasons a line
OFTEN = 0.15  # of both users' events, to be called a habit of both
BLOCK_HOURS = 3


@dataclass(frozen=True)
class Pair:
    """What is known of two users: meetings, items that both know, and how many only the other."""

    user: int
    other: int
    meetings: int
    places: int
    expected: float
    shared: np.ndarray
    new: int


class PeopleReasons:
    """Reasons for all pairs of one request."""

    def __init__(self, log: EventLog, met: Company, settings: PeopleSettings) -> None:
        self._log, self._met, self._settings = log, met, settings
        catalogue = log.catalogue
        users = catalogue.users
        self._where = {
            key: row for row, key in enumerate((met.first * users + met.second).tolist())
        }
        pair = np.unique(log.user.astype(np.int64) * max(catalogue.items, 1) + log.item)
        self._knowing = np.bincount(pair % max(catalogue.items, 1), minlength=catalogue.items)
        self._category = catalogue.item_category[log.item]
        self._placed = catalogue.has_coordinates

    def pair(self, user: int, other: int) -> Pair:
        log, met = self._log, self._met
        mine, theirs = (np.unique(log.item[log.of_user(one)]) for one in (user, other))
        shared = np.intersect1d(mine, theirs)
        first, second = min(user, other), max(user, other)
        row = self._where.get(first * log.catalogue.users + second)
        if row is None:
            return Pair(user, other, 0, 0, 0.0, shared, len(theirs) - len(shared))
        return Pair(
            user,
            other,
            int(met.times[row]),
            int(met.places[row]),
            float(met.expected[row]),
            shared,
            len(theirs) - len(shared),
        )

    def of(self, pair: Pair, kind: str) -> tuple[Reason, ...]:
        """The strongest first."""
        found = [
            self._company(pair),
            self._shared(pair),
            self._times(pair),
            self._categories(pair),
        ]
        if kind == FOLLOW:
            found.insert(2, self._new(pair))
        return tuple(reason for reason in found if reason is not None)[:MOST]

    def _company(self, pair: Pair) -> Reason | None:
        if not pair.meetings:
            return None
        values: dict[str, Any] = {
            "places": pair.places,
            "minutes": round(self._settings.within_minutes),
            "times": pair.meetings,
            "expected": f"{pair.expected:.1f}",
        }
        where = self._favourite(pair)
        if where is None:
            text = mark(
                "{times} times you were at the same place within {minutes} minutes, at {places} in "
                "all; chance would bring {expected}"
            )
            return Reason(text, values, weight=pair.meetings)
        text = mark(
            "{times} times you were at the same place within {minutes} minutes, at {places} in "
            "all, such as {place}; chance would bring {expected}"
        )
        return Reason(text, {**values, "place": where}, weight=pair.meetings)

    def _favourite(self, pair: Pair) -> str | None:
        """Where the two met most often, if enough others go there too."""
        log = self._log
        rows = [log.of_user(one) for one in (pair.user, pair.other)]
        columns = [
            np.concatenate([getattr(log, name)[row] for row in rows])
            for name in ("user", "item", "instant_ms")
        ]
        met = meetings(columns[0], columns[1], columns[2], self._settings.within_minutes)
        items, times = np.unique(met.item, return_counts=True)
        public = self._knowing[items] >= NAMED_BY
        if not public.any():
            return None
        best = items[public][np.argmax(times[public])]
        return log.catalogue.item_name(int(best))

    def _shared(self, pair: Pair) -> Reason | None:
        if len(pair.shared) < self._settings.least:
            return None
        public = pair.shared[self._knowing[pair.shared] >= NAMED_BY]
        count = {"count": len(pair.shared)}
        if not len(public):
            text = (
                mark("you both know {count} places")
                if self._placed
                else mark("you have {count} things in common")
            )
            return Reason(text, count)
        rarest = public[np.argmin(self._knowing[public])]
        place = self._log.catalogue.item_name(int(rarest))
        values = {**count, "place": place, "people": int(self._knowing[rarest])}
        text = (
            mark("you both know {count} places, such as {place}, which {people} people know")
            if self._placed
            else mark(
                "you have {count} things in common, such as {place}, which {people} people had"
            )
        )
        return Reason(text, values)

    def _new(self, pair: Pair) -> Reason | None:
        if not pair.new:
            return None
        text = (
            mark("they know {count} places that you do not")
            if self._placed
            else mark("they had {count} things that you had not")
        )
        return Reason(text, {"count": pair.new})

    def _times(self, pair: Pair) -> Reason | None:
        """A part of the week in which both are out often."""
        shares = []
        for one in (pair.user, pair.other):
            rows = self._log.of_user(one)
            hour = hour_of_week(self._log.local_ms[rows])
            block = hour // 24 * 8 + hour % 24 // BLOCK_HOURS
            shares.append(np.bincount(block, minlength=56) / max(len(hour), 1))
        both = np.minimum(*shares)
        best = int(both.argmax())
        if both[best] < OFTEN / 3:
            return None
        begin = best % 8 * BLOCK_HOURS
        values = {"weekday": best // 8, "begin_hour": begin, "end_hour": begin + BLOCK_HOURS}
        text = mark("you are both often out on {weekday} between {begin_hour} and {end_hour}")
        return Reason(text, values)

    def _categories(self, pair: Pair) -> Reason | None:
        names = self._log.catalogue.category_names
        shares = []
        for one in (pair.user, pair.other):
            category = self._category[self._log.of_user(one)]
            known = category[category >= 0]
            shares.append(np.bincount(known, minlength=len(names)) / max(len(category), 1))
        both = np.minimum(*shares)
        if not len(both) or both.max() < OFTEN:
            return None
        best = int(both.argmax())
        values = {
            "category": names[best],
            "share": float(shares[0][best]),
            "other_share": float(shares[1][best]),
        }
        text = mark("{category} is {share} of what you do and {other_share} of what they do")
        return Reason(text, values)
