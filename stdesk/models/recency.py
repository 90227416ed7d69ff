"""`recency`: the user's own counts, where what lies back counts less."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from stdesk.features import Contexts
from stdesk.language import mark
from stdesk.models.counts import days_before_last
from stdesk.models.info import SettingInfo
from stdesk.models.popularity import OwnCounts

HALF_LIFE_DAYS = 30.0


class Recency(OwnCounts):
    """Counts that halve every `half_life_days`.

    The decay is reckoned from the user's newest event: reckoned from the moment itself it would
    only scale all of her counts alike, so knowing the time changes nothing.
    """

    name = "recency"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        "half_life_days": SettingInfo(
            HALF_LIFE_DAYS,
            "float",
            mark("After how many days an event counts half."),
            low=0.01,
            high=10_000.0,
        )
    }

    def weights(self, contexts: Contexts, row: np.ndarray, position: np.ndarray) -> np.ndarray:
        half_life = float(self.settings.get("half_life_days", HALF_LIFE_DAYS))
        decayed: np.ndarray = np.exp2(-days_before_last(contexts, row, position) / half_life)
        return decayed
