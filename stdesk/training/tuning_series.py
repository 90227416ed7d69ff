"""How well a forecast's settings do on the last weeks that a tuning may look at."""

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import DAY_MS, EventLog
from stdesk.metrics import mase
from stdesk.models import HourCounts, Learner, Series, Task, outlook, series_of_hours
from stdesk.progress import Progress
from stdesk.training.tuning_task import Yardstick, halves

HORIZON_DAYS = 14
SHORTEST_DAYS = 21  # of the past that a series is forecast from
MOST_SERIES = 24  # categories, and as many users
BUSY = 60  # events that make a series worth a forecast


class SeriesYardstick(Yardstick):
    """Minus the MASE of daily activity over two weeks, of everyone, busy categories and users.

    Half of the series choose, the other half confirms; `user` numbers the series.
    """

    def __init__(self, known: EventLog, seed: int) -> None:
        end = int(known.instant_ms.max())
        cut = end - min(HORIZON_DAYS * DAY_MS, (end - int(known.instant_ms.min())) // 4)
        early = known.instant_ms < cut
        self._series = [
            pair for chosen in _groups(known) if (pair := _pair(known, chosen, early)) is not None
        ]
        if len(self._series) < 2:
            raise ModelProblem(
                "the log is too short to tune on: nothing is left to compare settings by."
            )
        self._halves = halves(np.arange(len(self._series)), seed)
        self.task = Task(known.select(early), None, None, seed)
        self.user = self._halves[1]

    def choosing(self, model: Learner) -> float:
        return float(np.nanmean(self._values(model, self._halves[0])))

    def confirming(self, model: Learner) -> np.ndarray:
        return self._values(model, self._halves[1])

    def _values(self, model: Learner, half: np.ndarray) -> np.ndarray:
        """(series,), NaN for one that never changed."""
        how = {k: model.settings[k] for k in ("family", "max_order") if k in model.settings}
        found = []
        for number in half:
            past, came = self._series[number]
            ahead = outlook(past, len(came), Progress(), **how).ahead
            found.append(-mase(came, ahead.mean, past.counts, 7))
        return np.array(found)


def _groups(log: EventLog) -> list[np.ndarray]:
    """Masks of events: everyone's, the busiest categories', the busiest users'."""
    found = [np.ones(len(log), bool)]
    for key in (log.catalogue.item_category[log.item], log.user):
        count = np.bincount(key[key >= 0])
        busiest = np.argsort(-count, kind="stable")[:MOST_SERIES]
        found += [key == one for one in busiest if count[one] >= BUSY]
    return found


def _pair(log: EventLog, chosen: np.ndarray, early: np.ndarray) -> tuple[Series, np.ndarray] | None:
    """The past of a series, and the counts that came; None where one is too short."""
    if not (chosen & early).any():
        return None
    before, everyone = HourCounts.of(log.local_ms[early]), HourCounts.of(log.local_ms)
    past = series_of_hours(HourCounts.of(log.local_ms[chosen & early]), before, "day")
    whole = series_of_hours(HourCounts.of(log.local_ms[chosen]), everyone, "day")
    horizon = whole.first + len(whole.counts) - past.first - len(past.counts)
    if len(past.counts) < SHORTEST_DAYS or horizon < 1:
        return None
    return past, whole.counts[-horizon:]
