"""How much activity is to be expected: the days after the lists' moment, with their equation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.language import day, number, percent, tr
from stdesk.models import HourCounts, Series, SeriesForecast, outlook, series_of_hours
from stdesk.progress import Progress
from stdesk.report.drawing import WIDTH, Tick
from stdesk.report.facts import Facts
from stdesk.report.standing import time_title
from stdesk.training import backtest_said

if TYPE_CHECKING:
    from stdesk.project import Measured

HORIZON = 14
SHORTEST = 21
FEW = 10.0  # events a day; more need no decimal
BEFORE = 28  # days of the past that are drawn


@dataclass(frozen=True)
class Expected:
    """SVG paths of the past days, of both intervals and of the mean; what is said below them.

    begin_ms: (horizon,) local days. equation, verdict: of the forecast.
    """

    height: int
    past: str
    wide: str
    narrow: str
    mean: str
    ticks: tuple[Tick, ...]
    most: str
    equation: str
    verdict: str
    sentence: str
    begin_ms: np.ndarray
    ahead: SeriesForecast


def expected_activity(facts: Facts) -> Expected | None:
    """Of the one user of the report, or of everyone; None where there are too few days."""
    log = facts.log
    if not len(log):
        return None
    rows = log.of_user(int(facts.users[0])) if facts.one_user else slice(0, len(log))
    if rows.start == rows.stop:
        return None
    everyone = facts.company.hour_counts(log)
    past = series_of_hours(HourCounts.of(log.local_ms[rows]), everyone, "day")
    if len(past.counts) < SHORTEST:
        return None
    found = outlook(past, HORIZON, Progress(), seed=0 if facts.run is None else facts.run.seed)
    return _drawn(past, found.ahead, found.equation, backtest_said(found.backtest))


def hit_sentences(facts: Facts) -> list[str]:
    """How often the run's lists held the true next one, where that was measured."""
    if facts.run is None:
        return []
    said = []
    for found in facts.standing:
        for time in found.times:
            values = found.table(time, "all").models.get((facts.run.model, facts.run.id), {})
            first, ten = values.get("Acc@1"), values.get("Acc@10")
            if first is not None and ten is not None:
                text = tr(
                    "Judged on {n} later events ({protocol}, {time}), the true next one was first "
                    "on the list in {first} and among the first ten in {ten}.",
                    n=number(first.instances),
                    protocol=found.title,
                    time=time_title(time),
                    first=_share(first),
                    ten=_share(ten),
                )
                said.append(text)
    return said


def _share(value: "Measured") -> str:
    """39 % (37 %–41 %)"""
    if value.low is None or value.high is None:
        return percent(value.value)
    return f"{percent(value.value)} ({percent(value.low)}–{percent(value.high)})"


def _drawn(
    past: Series, ahead: SeriesForecast, equation: str, verdict: str, height: int = 120
) -> Expected:
    steps = len(past.counts)
    shown = past.counts[-BEFORE:]
    top = max(float(shown.max(initial=0)), float(ahead.high95.max()), 1.0)
    step = WIDTH / (len(shown) + HORIZON)
    x = (len(shown) + np.arange(HORIZON) + 0.5) * step
    begin_ms = past.start_ms(steps, steps + HORIZON)
    first_ms = past.start_ms(steps - len(shown), steps)[0]
    scale = (height - 4) / top
    bars = "".join(
        f"M{place * step:.1f} {height}v-{count * scale:.1f}h{step - 1:.1f}V{height}z"
        for place, count in enumerate(shown.tolist())
        if count
    )
    mean = float(ahead.mean.mean())
    total = tr(
        "Until {last}, {low} to {high} events a day are to be expected (80 %), {mean} on average.",
        low=number(float(ahead.low80.mean()), 0),
        high=number(float(ahead.high80.mean()), 0),
        mean=number(mean, 1 if mean < FEW else 0),
        last=day(int(begin_ms[-1])),
    )
    return Expected(
        height=height,
        past=bars,
        wide=_area(x, height - ahead.low95 * scale, height - ahead.high95 * scale),
        narrow=_area(x, height - ahead.low80 * scale, height - ahead.high80 * scale),
        mean=_line(x, height - ahead.mean * scale),
        ticks=(
            Tick(0.0, day(int(first_ms))),
            Tick(round(x[0] - step / 2, 1), day(int(begin_ms[0]))),
        ),
        most=number(int(top)),
        equation=equation,
        verdict=verdict,
        sentence=total,
        begin_ms=begin_ms,
        ahead=ahead,
    )


def _line(x: np.ndarray, y: np.ndarray) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _area(x: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    return _line(np.append(x, x[::-1]), np.append(low, high[::-1])) + "z"
