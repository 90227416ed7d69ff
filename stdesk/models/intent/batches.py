"""The moments that are asked of the networks of intent, batch by batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from stdesk.features import (
    GAPS,
    HOURS,
    EventLog,
    event_columns,
    moments_of_contexts,
    segments,
    windows,
)
from stdesk.models.intent.head import Cases
from stdesk.models.network import Columns
from stdesk.models.sequence import tensors

TIME_UNKNOWN = 0.3  # the share of moments whose time is hidden in training
LEAST_STEPS = 60  # of learning in an epoch: a small log is learnt from in smaller batches
LEAST_MOMENTS = 128


@dataclass(frozen=True)
class _Asked:
    """What is asked of each case, one a row: its segment, and what the network reads of it."""

    segment: np.ndarray
    step: np.ndarray
    hour: np.ndarray
    gap: np.ndarray
    truth: np.ndarray

    def take(self, rows: np.ndarray) -> "_Asked":
        return replace(self, **{name: column[rows] for name, column in vars(self).items()})


class Batches:
    """Stretches of histories with all the moments that are asked in them, shuffled every epoch."""

    def __init__(
        self,
        log: EventLog,
        cases: Cases,
        settings: Mapping[str, Any],
        seed: int,
        hides_time: bool,
        device: torch.device,
    ) -> None:
        user, begin, target, end = segments(log, int(settings["window"]))
        order = np.argsort(target, kind="stable")
        self._user, self._begin, self._end = user[order], begin[order], end[order]
        self._columns = event_columns(log)
        self._asked = self._placed(cases, target[order])
        count = np.bincount(self._asked.segment, minlength=len(order))
        self._first = np.concatenate(([0], np.cumsum(count)))
        self._targets = min(int(settings["batch"]), max(LEAST_MOMENTS, len(cases) // LEAST_STEPS))
        self._seed, self._hides_time, self._device = seed, hides_time, device

    def of_epoch(self, epoch: int) -> Sequence[np.ndarray]:
        """Segments of each batch: those of similar length together, the batches in any order."""
        generator = np.random.default_rng([self._seed, epoch])
        count = np.diff(self._first)
        length = self._end - self._begin + generator.uniform(0, 8, len(count))
        order = np.argsort(length, kind="stable")
        order = order[count[order] > 0]
        asked = np.cumsum(count[order])
        cuts = np.searchsorted(asked, np.arange(self._targets, asked[-1], self._targets), "right")
        groups = [group for group in np.split(order, cuts) if len(group)]
        return [groups[index] for index in generator.permutation(len(groups))]

    def shown(self, rows: np.ndarray) -> tuple[Columns, Columns, Tensor, Tensor]:
        """Windows, moments (some without time), truth and which moments there are, (B, M)."""
        window = windows(self._columns, self._user[rows], self._begin[rows], self._end[rows])
        first, count = self._first[rows], np.diff(self._first)[rows]
        place = np.arange(int(count.max()))
        there = place < count[:, None]
        asked = self._asked.take(np.minimum(first[:, None] + place, len(self._asked.truth) - 1))
        moment = {
            name: torch.from_numpy(np.where(there, getattr(asked, name), 0)).to(self._device)
            for name in ("step", "hour", "gap")
        }
        if self._hides_time:
            hidden = torch.rand(moment["hour"].shape, device=self._device) < TIME_UNKNOWN
            moment["hour"] = moment["hour"].masked_fill(hidden, HOURS)
            moment["gap"] = moment["gap"].masked_fill(hidden, GAPS)
        truth, known = (torch.from_numpy(part).to(self._device) for part in (asked.truth, there))
        return tensors(window, self._device), moment, truth, known

    def _placed(self, cases: Cases, target: np.ndarray) -> _Asked:
        """The cases by segment: the one in which the first event after the moment is a target.

        After a user's last event, the one that ends with it.
        """
        contexts = cases.contexts
        last = contexts.log.user_start[contexts.user + 1] - 1
        at = np.minimum(contexts.history_end, last)
        segment = np.searchsorted(target, at, "right") - 1
        moment = moments_of_contexts(contexts)
        asked = _Asked(
            segment,
            contexts.history_end - self._begin[segment],
            moment.hour[:, 0],
            moment.gap[:, 0],
            cases.truth,
        )
        return asked.take(np.argsort(segment, kind="stable"))
