"""The calibration plot as data: of moments that were given about the same chance, how many came.

The bins stand in the project's table of measured values, one `part` a bin, so that the plot needs
no computation: `said` is the mean chance of the bin's moments, `seen` the share that came, with
its interval.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.metrics import reliability_bins
from stdesk.project import Measured

if TYPE_CHECKING:
    from stdesk.evaluation.settings import EvaluateSettings
    from stdesk.project import RunRecord

BIN = "bin "  # begins the `part` of a value that belongs to the plot
SAID, SEEN = "said", "seen"


@dataclass(frozen=True)
class ReliabilityBin:
    """said: the mean chance of its moments; seen: the share that came, with a 95 % interval."""

    said: float
    seen: float
    low: float
    high: float
    moments: int


@dataclass(frozen=True)
class Reliability:
    """The plot of one model, its bins from the smallest chance to the largest."""

    model: str
    run: int | None
    bins: tuple[ReliabilityBin, ...]


def bins_measured(outcome: Any, run: "RunRecord", settings: "EvaluateSettings") -> list[Measured]:
    """The rows that hold a run's plot."""
    return [
        Measured(
            run.model, settings.protocol, outcome.time, part, name, value, low, high, count, run.id
        )
        for part, name, value, low, high, count in bin_rows(outcome.truth, outcome.said)
    ]


BinRow = tuple[str, str, float, float | None, float | None, int]


def bin_rows(truth: np.ndarray, said: np.ndarray) -> Iterator[BinRow]:
    """Part, name, value, low, high and count of each value that a plot is drawn of.

    truth: (moments,) whether it came; said: (moments,) the chance that was given.
    """
    for number, found in enumerate(reliability_bins(truth, said), 1):
        part = f"{BIN}{number:02d}"
        yield part, SAID, found.said, None, None, found.count
        yield part, SEEN, found.seen, found.low, found.high, found.count


def is_bin(value: Measured) -> bool:
    """Whether a measured value belongs to a plot, and not to a table."""
    return value.part.startswith(BIN)


def reliability_curves(values: Sequence[Measured]) -> list[Reliability]:
    """The plots that stored values hold, by run."""
    found: dict[tuple[str, int | None], dict[str, dict[str, Measured]]] = {}
    for value in values:
        if is_bin(value):
            run = found.setdefault((value.model, value.run), {})
            run.setdefault(value.part, {})[value.name] = value
    return [
        Reliability(model, run, tuple(_bin(parts[part]) for part in sorted(parts)))
        for (model, run), parts in found.items()
    ]


def _bin(values: dict[str, Measured]) -> ReliabilityBin:
    said, seen = values[SAID], values[SEEN]
    low = seen.value if seen.low is None else seen.low
    high = seen.value if seen.high is None else seen.high
    return ReliabilityBin(said.value, seen.value, low, high, seen.instances)
