"""How well a forecast's settings do on the last weeks that a tuning may look at."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from stdesk.features import DAY_MS, EventLog
from stdesk.metrics import mase
from stdesk.models import (
    Learner,
    Panel,
    SeriesModel,
    Task,
    choose_nodes,
    model_class,
    panel_of,
    period_of_hour,
    with_everyone,
)
from stdesk.progress import Progress
from stdesk.training.tuning_task import Yardstick, halves, too_short

HORIZON_DAYS = 14
SHORTEST_DAYS = 21  # of the past that a series is forecast from
MOST_SERIES = 40
PATHS = 200  # drawn of each forecast; its median is judged
HOUR_MS = 3_600_000


class SeriesYardstick(Yardstick):
    """Minus the MASE of daily activity over two weeks, of everyone and of the busiest nodes.

    Half of the series choose, the other half confirms; `user` numbers the series.
    """

    def __init__(self, known: EventLog, seed: int) -> None:
        end = int(known.instant_ms.max())
        cut = end - min(HORIZON_DAYS * DAY_MS, (end - int(known.instant_ms.min())) // 4)
        early = known.select(known.instant_ms < cut)
        if not len(early):
            raise too_short()
        nodes = choose_nodes(early, "auto", MOST_SERIES)
        panel: Panel = with_everyone(panel_of(known, nodes, "day", early), known)
        last = early.local_ms.max(keepdims=True) // HOUR_MS
        begin = int(period_of_hour(last, "day")[0]) - panel.first
        if begin < SHORTEST_DAYS or panel.steps <= begin or len(panel.counts) < 2:
            raise too_short()
        self._known, self._came = panel.until(begin), panel.counts[:, begin:]
        self._halves, self._seed = halves(np.arange(len(panel.counts)), seed), seed
        self._errors = np.zeros(0)
        self.task = Task(early, None, None, seed)
        self.user = self._halves[1]

    def learn(
        self, name: str, settings: Mapping[str, Any], progress: Progress, device: str
    ) -> Learner:
        model = model_class(name)(settings)
        model.device = device
        if not isinstance(model, SeriesModel):
            raise too_short()
        steps = self._came.shape[1]
        ahead = model.fit_panel(self._known, self._seed, progress).ahead(steps, self._seed, PATHS)
        pairs = zip(self._came, ahead, self._known.counts, strict=True)
        self._errors = np.array([mase(came, one.median, past, 7) for came, one, past in pairs])
        return model

    def choosing(self, model: Learner) -> float:
        return float(-np.nanmean(self._errors[self._halves[0]]))

    def confirming(self, model: Learner) -> np.ndarray:
        found: np.ndarray = -self._errors[self._halves[1]]
        return found
