"""Cross-validation told fold by fold: each window's figure, their mean, and how it varies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.language import mark
from stdesk.models.base import Reason
from stdesk.project import Measured

CERTAINTY = 0.975  # two-sided 95 %


@dataclass(frozen=True)
class FoldSummary:
    """One figure of one model over the folds.

    values: of each fold, in the order of time. mean: of the folds, each counting alike. low, high:
    Student's 95 % interval of that mean, from how the folds differ, not below 0, as no figure is;
    None with a single fold.
    """

    model: str
    run: int | None
    name: str
    values: tuple[float, ...]
    mean: float
    low: float | None
    high: float | None


def fold_summaries(values: Sequence[Measured]) -> list[FoldSummary]:
    """Every figure that was measured fold by fold, models and figures in their order."""
    found: dict[tuple[str, int | None, str], dict[int, float]] = {}
    for row in values:
        if row.fold is not None and row.part == "all":
            found.setdefault((row.model, row.run, row.name), {})[row.fold] = row.value
    return [_summary(*key, tuple(of[fold] for fold in sorted(of))) for key, of in found.items()]


def about_folds(values: Sequence[Measured]) -> Iterator[Reason]:
    """How the intervals of a cross-validation are made; nothing where there is but one fold."""
    folds = {row.fold for row in values if row.fold is not None}
    if len(folds) < 2:
        return
    yield Reason(
        mark(
            "Cross-validation over {folds} windows of time: for each, the models learnt only from "
            "what came before it. The figures are over the events of all windows, their intervals "
            "from drawing users again and again, each with her events of all windows."
        ),
        {"folds": len(folds)},
    )
    yield Reason(
        mark(
            "The mean over the windows counts each window alike; its interval is Student's, from "
            "how the windows differ. Later windows learn from the events of earlier ones, so that "
            "it is rather too narrow than too wide."
        )
    )


def _summary(model: str, run: int | None, name: str, values: tuple[float, ...]) -> FoldSummary:
    mean = float(np.mean(values))
    if len(values) < 2:
        return FoldSummary(model, run, name, values, mean, None, None)
    from scipy.special import stdtrit

    freedom = len(values) - 1
    half = float(stdtrit(freedom, CERTAINTY) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return FoldSummary(model, run, name, values, mean, max(mean - half, 0.0), mean + half)
