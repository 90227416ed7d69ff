"""From ranks to a table: every figure with its interval, returns and discoveries apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stdesk.evaluation.ranking import Ranked
from stdesk.evaluation.reliability import bin_rows
from stdesk.metrics import (
    bootstrap_mean,
    bootstrap_statistic,
    coverage,
    ece,
    hit_rate,
    mrr,
    ndcg,
    novelty,
    paired_test,
)
from stdesk.project import Measured

CALIBRATION_GAP = "calibration gap"
PARTS = ("all", "return", "discovery")
SHOWN = 10  # the length of the lists that coverage and novelty are taken of


@dataclass(frozen=True)
class Judged:
    """What one model did on all instances; cost holds seconds and megabytes by name."""

    model: str
    run: int | None
    is_baseline: bool
    ranked: Ranked
    cost: Mapping[str, float]


@dataclass(frozen=True)
class Instances:
    """The events that were predicted, all (instances,); returning: the user had the item before."""

    protocol: str
    time: str
    user: np.ndarray
    item: np.ndarray
    returning: np.ndarray
    fold: np.ndarray
    popularity: np.ndarray  # (items,) events in training

    def part(self, name: str) -> np.ndarray:
        """(instances,) mask of a part."""
        if name == "all":
            return np.ones(len(self.user), bool)
        return self.returning if name == "return" else ~self.returning


def instance_figures(ranked: Ranked, protocol: str) -> dict[str, np.ndarray]:
    """The figures of each instance, by name as the field uses it."""
    hit = "Acc" if protocol == "next-place" else "HR"
    found = {f"{hit}@{k}": hit_rate(ranked.rank, k) for k in (1, 5, 10)}
    found |= {"MRR": mrr(ranked.rank), "NDCG@10": ndcg(ranked.rank, 10)}
    if np.isfinite(ranked.category_rank).any():
        for k in (1, 5):
            found[f"category {hit}@{k}"] = hit_rate(ranked.category_rank, k)
    return found


def comparison(judged: Sequence[Judged], instances: Instances) -> list[Measured]:
    """The whole table, the models in their order."""
    figures = {
        position: instance_figures(one.ranked, instances.protocol)
        for position, one in enumerate(judged)
    }
    rows: list[Measured] = []
    for position, one in enumerate(judged):
        for name, values in figures[position].items():
            for part in PARTS:
                rows.append(_figure(one, instances, part, name, values))
            rows += _folds(one, instances, name, values)
        rows += [*_beside(one, instances), *_calibration(one, instances)]
    rows = [row for row in rows if np.isfinite(row.value)]  # a part may be empty
    return _with_tests(rows, judged, figures, instances)


def best_baseline(
    judged: Sequence[Judged], figures: Mapping[int, Mapping[str, np.ndarray]], name: str
) -> int | None:
    """The position of the baseline with the highest mean of a figure."""
    baselines = [position for position, one in enumerate(judged) if one.is_baseline]
    if not baselines or not len(judged[0].ranked.rank):
        return None
    return max(baselines, key=lambda position: float(figures[position][name].mean()))


def _figure(
    one: Judged, instances: Instances, part: str, name: str, values: np.ndarray
) -> Measured:
    chosen = instances.part(part)
    interval = bootstrap_mean(values[chosen], instances.user[chosen])
    return _row(
        one, instances, part, name, interval.value, interval.low, interval.high, int(chosen.sum())
    )


def _folds(one: Judged, instances: Instances, name: str, values: np.ndarray) -> list[Measured]:
    numbers = np.unique(instances.fold)
    if len(numbers) < 2:
        return []
    return [
        _row(
            one, instances, "all", name, float(values[instances.fold == fold].mean()), None, None,
            int((instances.fold == fold).sum()), int(fold),
        )
        for fold in numbers
    ]  # fmt: skip


def _beside(one: Judged, instances: Instances) -> list[Measured]:
    """What accuracy does not say, and what it costs."""
    count = len(instances.user)
    if not count:
        return []
    lists = one.ranked.top[:, :SHOWN]
    full = (lists >= 0).all(axis=1)
    said = {
        f"coverage@{SHOWN}": coverage(lists[lists >= 0], len(instances.popularity)),
        f"novelty@{SHOWN}": float(novelty(lists[full], instances.popularity).mean())
        if full.any()
        else float("nan"),
        "ranking s": one.ranked.seconds,
        **one.cost,
    }
    return [
        _row(one, instances, "all", name, value, None, None, count) for name, value in said.items()
    ]


def _calibration(one: Judged, instances: Instances) -> list[Measured]:
    """How honest the chance of the first place is, with its interval; then the bins of the plot."""
    if not len(instances.user):
        return []
    right, said = hit_rate(one.ranked.rank, 1), one.ranked.first_chance
    gap = bootstrap_statistic(lambda weight: ece(right, said, weight), instances.user)
    whole = [_row(one, instances, "all", CALIBRATION_GAP, gap.value, gap.low, gap.high, len(said))]
    return whole + [
        _row(one, instances, part, name, value, low, high, count)
        for part, name, value, low, high, count in bin_rows(right, said)
    ]


def _row(
    one: Judged,
    instances: Instances,
    part: str,
    name: str,
    value: float,
    low: float | None,
    high: float | None,
    count: int,
    fold: int | None = None,
) -> Measured:
    return Measured(
        model=one.model,
        protocol=instances.protocol,
        time=instances.time,
        part=part,
        name=name,
        value=value,
        low=low,
        high=high,
        instances=count,
        run=one.run,
        fold=fold,
    )


def _with_tests(
    rows: list[Measured],
    judged: Sequence[Judged],
    figures: Mapping[int, Mapping[str, np.ndarray]],
    instances: Instances,
) -> list[Measured]:
    """The same rows; those of trained models over all instances with a paired test.

    The peer is the baseline that is best at that very figure: the hardest one.
    """
    tested: dict[tuple[str, int | None, str], tuple[str, float]] = {}
    for position, one in enumerate(judged):
        for name in figures[position] if not one.is_baseline else ():
            peer = best_baseline(judged, figures, name)
            if peer is not None:
                values = figures[position][name], figures[peer][name]
                p_value = paired_test(*values, instances.user)
                tested[one.model, one.run, name] = judged[peer].model, p_value
    return [
        replace(row, peer=found[0], p_value=found[1])
        if row.part == "all"
        and row.fold is None
        and (found := tested.get((row.model, row.run, row.name))) is not None
        else row
        for row in rows
    ]
