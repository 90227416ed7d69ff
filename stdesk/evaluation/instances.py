"""What a model may learn from in a fold of a protocol, and which events it is asked about."""

from collections.abc import Sequence

import numpy as np

from stdesk.evaluation.figures import Instances
from stdesk.evaluation.settings import EvaluateSettings
from stdesk.evaluation.splits import Split, some
from stdesk.features import Contexts, EventLog, contexts_of_events
from stdesk.models import Task

MOST_VALIDATION = 4000
LARGE, FEW_VALIDATION = 50_000, 1000  # items from which on each instance costs much; then so many


def task_of_split(log: EventLog, split: Split, seed: int = 0) -> Task:
    """What a model may learn from in a fold; validation is thinned where it is long."""
    most = MOST_VALIDATION if log.catalogue.items < LARGE else FEW_VALIDATION
    positions = some(split.validation, most, seed)
    validation: Contexts | None = contexts_of_events(log, positions) if len(positions) else None
    truth = log.item[positions] if len(positions) else None
    return Task(log.select(split.train), validation, truth, seed)


def competing_items(log: EventLog, split: Split) -> np.ndarray:
    """(items,) mask of the catalogue that is ranked."""
    if split.competing is not None:
        return split.competing.copy()
    if not split.closed:
        return np.ones(log.catalogue.items, bool)
    seen: np.ndarray = np.bincount(log.item[split.train], minlength=log.catalogue.items) > 0
    return seen


def instances_of(log: EventLog, folds: Sequence[Split], protocol: str, time: str) -> Instances:
    """The test events of all folds, in their order."""
    position = np.concatenate([split.test for split in folds])
    return Instances(
        protocol=protocol,
        time=time,
        user=log.user[position],
        item=log.item[position],
        returning=seen_before(log)[position],
        fold=np.repeat([split.fold for split in folds], [len(split.test) for split in folds]),
        popularity=np.bincount(log.item[folds[-1].train], minlength=log.catalogue.items),
    )


def seen_before(log: EventLog) -> np.ndarray:
    """(events,) whether the user had the event's item before it."""
    key = log.user.astype(np.int64) * max(log.catalogue.items, 1) + log.item
    _, first = np.unique(key, return_index=True)
    before = np.ones(len(log), bool)
    before[first] = False
    return before


def part_name(settings: EvaluateSettings, split: Split) -> str:
    folds = f" {split.fold + 1} of {settings.folds}" if settings.protocol == "rolling" else ""
    return settings.protocol + folds
