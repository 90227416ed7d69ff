"""Pictures as numbers and SVG paths, drawn by the templates: timeline, date by hour, small map."""

from dataclasses import dataclass

import numpy as np

from stdesk.insight import Unit, date_by_hour, volume
from stdesk.language import day, mark, moment, number, tr_dynamic

WIDTH = 720  # of every picture, in its own units
DAY_MS = 86_400_000
MOST_BARS = 120
MOST_COLUMNS = 120
LEVELS = 5


@dataclass(frozen=True)
class Tick:
    """A label at a place along an axis."""

    at: float
    text: str


@dataclass(frozen=True)
class Bar:
    """One bar with what a pointer resting on it is told."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Timeline:
    """Events over time. path: all bars in one; bars: the same one by one, only if asked for."""

    height: int
    path: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    most: str
    unit: str


@dataclass(frozen=True)
class Heat:
    """Events by date (across) and hour (down). paths: of the cells of each level, palest first."""

    height: int
    paths: tuple[str, ...]
    ticks: tuple[Tick, ...]
    hours: tuple[Tick, ...]


def timeline(local_ms: np.ndarray, height: int = 130, each_bar: bool = False) -> Timeline | None:
    """Bars of days, weeks or several weeks, as many as can be told apart; None without events."""
    if not len(local_ms):
        return None
    span_days = (int(local_ms.max()) - int(local_ms.min())) / DAY_MS
    unit: Unit = "hour" if span_days < 3 else "day" if span_days <= MOST_BARS else "week"
    counted = volume(local_ms, unit)
    together = -(-len(counted.count) // MOST_BARS)
    count = _sums(counted.count, together)
    start_ms = counted.start_ms[::together]
    step = WIDTH / len(count)
    width = max(step - (1 if step > 3 else 0.2), 0.6)
    tall = count / count.max() * (height - 4)
    x = np.arange(len(count)) * step
    path = "".join(
        f"M{left:.1f} {height}v-{up:.1f}h{width:.1f}V{height}z"
        for left, up in zip(x, tall, strict=True)
        if up > 0
    )
    bars: tuple[Bar, ...] = ()
    said = moment if unit == "hour" else day
    if each_bar:
        bars = tuple(
            Bar(
                x=round(float(left), 1),
                y=round(height - float(up), 1),
                width=round(width, 1),
                height=round(float(up), 1),
                text=f"{said(int(begin))}: {number(int(events))}",
            )
            for left, up, begin, events in zip(x, tall, start_ms, count, strict=True)
            if up > 0
        )
    end_ms = int(start_ms[0] + len(count) * together * _UNIT_DAYS[unit] * DAY_MS)
    ticks = _day_ticks(int(start_ms[0]), end_ms)
    words = _UNITS[unit] if together == 1 else mark("events in {n} weeks")
    return Timeline(
        height,
        path,
        bars,
        ticks,
        number(int(count.max())),
        tr_dynamic(words, {"n": together}) if together > 1 else tr_dynamic(words),
    )


def heat(local_ms: np.ndarray, cell_height: int = 6) -> Heat | None:
    """When in the day things happen, and how that changes; None without events."""
    if not len(local_ms):
        return None
    days, counts = date_by_hour(local_ms)
    together = -(-len(days) // MOST_COLUMNS)
    padded = np.zeros((-(-len(days) // together) * together, 24), np.int64)
    padded[: len(days)] = counts
    counts = padded.reshape(-1, together, 24).sum(axis=1)
    step = min(WIDTH / len(counts), 26.0)
    share = np.sqrt(counts / max(counts.max(), 4))  # a lone event is not the darkest
    level = np.ceil(share * LEVELS).astype(int)  # 0 is empty
    paths = []
    for wanted in range(1, LEVELS + 1):
        column, hour = np.nonzero(level == wanted)
        paths.append(
            "".join(
                f"M{c * step:.1f} {h * cell_height}h{step - 0.4:.1f}v{cell_height - 0.6:.1f}"
                f"h-{step - 0.4:.1f}z"
                for c, h in zip(column, hour, strict=True)
            )
        )
    end_ms = int(days[0]) + len(counts) * together * DAY_MS
    return Heat(
        height=24 * cell_height,
        paths=tuple(paths),
        ticks=_day_ticks(int(days[0]), end_ms, len(counts) * step),
        hours=tuple(Tick(h * cell_height, f"{h:02d}") for h in (0, 6, 12, 18)),
    )


def _sums(count: np.ndarray, together: int) -> np.ndarray:
    padded = np.zeros(-(-len(count) // together) * together, np.int64)
    padded[: len(count)] = count
    sums: np.ndarray = padded.reshape(-1, together).sum(axis=1)
    return sums


def _day_ticks(begin_ms: int, end_ms: int, width: float = WIDTH) -> tuple[Tick, ...]:
    """About five dates along the axis, each at the begin of a day."""
    days = max((end_ms - begin_ms) / DAY_MS, 1e-9)
    room = max(int(width // 140), 1)
    step = max(int(np.ceil(days / room)), 1)
    first = -(-begin_ms // DAY_MS)
    last = (end_ms - 1) // DAY_MS
    if first > last:
        first = last
    return tuple(
        Tick(
            round(max(number * DAY_MS - begin_ms, 0) / DAY_MS / days * width, 1),
            day(number * DAY_MS),
        )
        for number in range(first, last + 1, step)
        if (number * DAY_MS - begin_ms) / DAY_MS / days * width < width - 70 or number == first
    )


_UNIT_DAYS: dict[Unit, float] = {"hour": 1 / 24, "day": 1, "week": 7}
_UNITS: dict[Unit, str] = {
    "hour": mark("events an hour"),
    "day": mark("events a day"),
    "week": mark("events a week"),
}
