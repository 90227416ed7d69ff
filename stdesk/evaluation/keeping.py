"""Keeps what became of each event with the evaluation, small enough for any project.

Where more events were judged than `MOST_KEPT`, as many are drawn at random, the same for all
models; figures and tests of the evaluation itself are of all events.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stdesk.evaluation.figures import Instances, Judged
from stdesk.features import EventLog
from stdesk.project import Judgement, RankedLine

if TYPE_CHECKING:
    from stdesk.project import Project

MOST_KEPT = 4096


def kept(
    project: "Project",
    log: EventLog,
    positions: np.ndarray,
    judged: Sequence[Judged],
    instances: Instances,
) -> Judgement:
    """What is stored of these models' ranks; positions: (instances,) of the events in `log`."""
    events = log.event_id[positions]
    chosen = _drawn(len(events))
    return Judgement(
        protocol=instances.protocol,
        time=instances.time,
        data=project.log.fingerprint(),
        digest=_digest(events, instances.fold),
        folds=len(np.unique(instances.fold)),
        instances=len(events),
        events=events[chosen],
        lines=tuple(
            RankedLine(one.model, one.run, one.ranked.rank[chosen], one.ranked.top[chosen, 0] + 1)
            for one in judged
        ),
    )


def _drawn(count: int) -> np.ndarray:
    """Positions of the instances whose ranks are kept, ascending."""
    if count <= MOST_KEPT:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).permutation(count)[:MOST_KEPT])


def _digest(events: np.ndarray, fold: np.ndarray) -> str:
    both = np.stack((events.astype("<i8"), fold.astype("<i8")))
    return hashlib.sha256(both.tobytes()).hexdigest()[:16]
