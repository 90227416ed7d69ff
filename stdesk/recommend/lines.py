"""Lines of a list: what an item is called, where it lies, how far it is, and why it is there."""

from dataclasses import dataclass, replace

import numpy as np

from stdesk.features import MINUTE_MS, hour_of_week
from stdesk.insight import great_circle_km
from stdesk.models import Reason
from stdesk.recommend.evidence import Evidence
from stdesk.recommend.reasons import Moment, UserReasons
from stdesk.recommend.settings import Recommended, RecommendSettings


class Lines:
    """Makes the lines of all users of one request."""

    def __init__(self, evidence: Evidence, settings: RecommendSettings) -> None:
        self._evidence, self._placed = evidence, settings.near is not None

    def of_user(self, user: int, as_of: int, offset_min: int) -> "UserLines":
        local_ms = np.array([as_of + offset_min * MINUTE_MS])
        moment = Moment(user, int(hour_of_week(local_ms)[0]), self._placed)
        return UserLines(self._evidence, user, UserReasons(self._evidence, moment))


@dataclass(frozen=True)
class UserLines:
    """Makes one user's lines. latitude, longitude: where the user is, or was last, or NaN."""

    evidence: Evidence
    user: int
    reasons: UserReasons
    latitude: float = float("nan")
    longitude: float = float("nan")

    def seen_from(self, latitude: float, longitude: float) -> "UserLines":
        return replace(self, latitude=latitude, longitude=longitude)

    def item(
        self, rank: int, item: int, score: float, share: float, more: list[Reason]
    ) -> Recommended:
        """The line of an item (index); more: further reasons, the model's own."""
        catalogue = self.evidence.catalogue
        category = int(catalogue.item_category[item])
        latitude = float(catalogue.item_latitude[item])
        longitude = float(catalogue.item_longitude[item])
        km = float(
            great_circle_km(
                np.asarray(latitude),
                np.asarray(longitude),
                np.asarray(self.latitude),
                np.asarray(self.longitude),
            )
        )
        return Recommended(
            user_id=self.user + 1,
            user=catalogue.user_keys[self.user],
            rank=rank,
            item_id=item + 1,
            item=catalogue.item_keys[item],
            name=catalogue.item_name(item),
            category=catalogue.category_names[category] if category >= 0 else None,
            latitude=_finite(latitude),
            longitude=_finite(longitude),
            distance_km=_finite(km),
            score=score,
            share=share,
            reasons=self.reasons.of_item(item, km, more),
            visits=self.reasons.visits_of(item),
        )

    def category(self, rank: int, category: int, score: float, share: float) -> Recommended:
        """The line of a whole category (index)."""
        catalogue = self.evidence.catalogue
        name = catalogue.category_names[category]
        return Recommended(
            user_id=self.user + 1,
            user=catalogue.user_keys[self.user],
            rank=rank,
            item_id=None,
            item=name,
            name=name,
            category=name,
            latitude=None,
            longitude=None,
            distance_km=None,
            score=score,
            share=share,
            reasons=self.reasons.of_category(category),
            visits=self.reasons.visits_of_category(category),
        )


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
