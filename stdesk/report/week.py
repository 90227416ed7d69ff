"""The rhythm of a week as SVG: weekday by hour, and the hours of a day beside everyone's."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight import week_rhythm
from stdesk.language import number, percent, tr, weekday
from stdesk.report.drawing import LEVELS, WIDTH, Tick

LEFT = 46  # room for the names of the days
CELL_HIGH, CURVE_HIGH = 20, 110
STEP = (WIDTH - LEFT) / 24


@dataclass(frozen=True)
class WeekGrid:
    """Seven rows of 24 cells. cells: x, y, level (0 is empty) and what a resting pointer reads."""

    height: int
    cell_width: float
    cell_height: int
    cells: tuple[tuple[float, float, int, str], ...]
    days: tuple[Tick, ...]
    hours: tuple[Tick, ...]
    peak: str


@dataclass(frozen=True)
class DayCurve:
    """Share of events by hour of the day: one's own as an area, everyone's as a line."""

    height: int
    own: str
    everyone: str
    hours: tuple[Tick, ...]
    most: str


def week_grid(local_ms: np.ndarray) -> WeekGrid | None:
    """None without events."""
    if not len(local_ms):
        return None
    counts = week_rhythm(local_ms)
    level = np.ceil(np.sqrt(counts / max(counts.max(), 4)) * LEVELS).astype(int)
    cells = tuple(
        (
            round(LEFT + hour * STEP, 1),
            day * CELL_HIGH,
            int(level[day, hour]),
            f"{weekday(day)} {hour:02d}:00: {number(int(counts[day, hour]))}",
        )
        for day in range(7)
        for hour in range(24)
    )
    busiest, hour = np.unravel_index(int(counts.argmax()), counts.shape)
    return WeekGrid(
        height=7 * CELL_HIGH,
        cell_width=round(STEP - 1.5, 1),
        cell_height=CELL_HIGH - 2,
        cells=cells,
        days=tuple(Tick(day * CELL_HIGH + 14, weekday(day, short=True)) for day in range(7)),
        hours=_hour_ticks(),
        peak=tr(
            "{day}, {hours}",
            day=weekday(int(busiest)),
            hours=f"{int(hour):02d}:00–{int(hour) + 1:02d}:00",
        ),
    )


def day_curve(own_ms: np.ndarray, everyone_ms: np.ndarray) -> DayCurve | None:
    """None without events."""
    if not len(own_ms) or not len(everyone_ms):
        return None
    own, everyone = _hour_shares(own_ms), _hour_shares(everyone_ms)
    top = max(own.max(), everyone.max())
    x = LEFT + (np.arange(24) + 0.5) * STEP
    line = _line(x, CURVE_HIGH - own / top * (CURVE_HIGH - 6))
    return DayCurve(
        height=CURVE_HIGH,
        own=f"{line}L{x[-1]:.1f} {CURVE_HIGH}L{x[0]:.1f} {CURVE_HIGH}z",
        everyone=_line(x, CURVE_HIGH - everyone / top * (CURVE_HIGH - 6)),
        hours=_hour_ticks(),
        most=percent(float(top), 1),
    )


def _hour_ticks() -> tuple[Tick, ...]:
    return tuple(Tick(round(LEFT + hour * STEP, 1), f"{hour:02d}") for hour in range(0, 24, 3))


def _hour_shares(local_ms: np.ndarray) -> np.ndarray:
    by_hour: np.ndarray = week_rhythm(local_ms).sum(axis=0)
    return by_hour / max(by_hour.sum(), 1)


def _line(x: np.ndarray, y: np.ndarray) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))
