"""`rhythm`: what the user does at this hour of the week."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from stdesk.features import HOUR_MS, MINUTE_MS, Contexts
from stdesk.language import mark
from stdesk.models.info import SettingInfo
from stdesk.models.popularity import OwnCounts

WIDTH_HOURS = 1.0
FLOOR = 0.03  # what an event at quite another hour still counts
WEEK_HOURS = 168.0


class Rhythm(OwnCounts):
    """The user's own counts, weighted by a Gaussian of the distance round the week's clock.

    With the time unknown every event counts alike, and the model is `visits`.
    """

    name = "rhythm"
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        "width_hours": SettingInfo(
            WIDTH_HOURS,
            "float",
            mark("How far from the hour an event still counts (standard deviation, hours)."),
            low=0.05,
            high=84.0,
        )
    }

    def weights(self, contexts: Contexts, row: np.ndarray, position: np.ndarray) -> np.ndarray:
        if contexts.instant_ms is None:
            return np.ones(len(row))
        width = float(self.settings.get("width_hours", WIDTH_HOURS))
        moment = local_moment(contexts.instant_ms, contexts.offset_min)
        apart = hours_apart(moment[row], contexts.log.local_ms[position])
        weight: np.ndarray = FLOOR + np.exp(-0.5 * (apart / width) ** 2)
        return weight


def local_moment(instant_ms: np.ndarray, offset_min: np.ndarray) -> np.ndarray:
    """(batch,) milliseconds of the local clock at each moment."""
    local: np.ndarray = instant_ms + offset_min.astype(np.int64) * MINUTE_MS
    return local


def hours_apart(moment_ms: np.ndarray, event_ms: np.ndarray) -> np.ndarray:
    """Hours between two local instants round the clock of the week, 0 to 84."""
    apart = np.abs((moment_ms - event_ms) / HOUR_MS) % WEEK_HOURS
    shortest: np.ndarray = np.minimum(apart, WEEK_HOURS - apart)
    return shortest
