"""How much happened when: events per hour, day or week, with the forecast of what comes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg

from stdesk.desk.charts.charts import brush, make_plot, pen, style_plot
from stdesk.desk.charts.count_axis import CountAxis
from stdesk.desk.charts.time_axis import TimeAxis
from stdesk.desk.look.theme import Theme
from stdesk.desk.tables.columns import Column
from stdesk.features import DAY_MS
from stdesk.insight import Unit, Volume
from stdesk.language import day, moment, ntr, number, tr

UNIT_S: dict[Unit, int] = {"hour": 3600, "day": 86_400, "week": 604_800}


@dataclass(frozen=True)
class Band:
    """A forecast in the volume's unit: local begin of each period, the mean, two intervals.

    sentence: how far it is to be trusted. equation: with its numbers.
    """

    start_ms: np.ndarray
    mean: np.ndarray
    low_80: np.ndarray
    high_80: np.ndarray
    low_95: np.ndarray
    high_95: np.ndarray
    sentence: str = ""
    equation: str = ""


class VolumeChart:
    """Bars of what was counted, and a band of what is expected."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.volume: Volume | None = None
        self.band: Band | None = None
        self.plot = make_plot(theme, axisItems={"bottom": TimeAxis(), "left": CountAxis()})
        self.plot.tools.numbers = self.numbers
        self._items: list[Any] = []

    def numbers(self) -> list[Column]:
        """Each period and what was counted in it."""
        volume = self.volume
        if volume is None:
            return []
        starts = np.datetime_as_string(volume.start_ms.astype("M8[ms]"), unit="m").tolist()
        return [
            Column(tr("Begin"), starts),
            Column(tr("Events"), volume.count.tolist(), show=number, numeric=True),
        ]

    def show(self, volume: Volume) -> None:
        self.volume = volume
        self.draw()

    def show_band(self, band: Band | None) -> None:
        self.band = band
        self.draw()

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        style_plot(self.plot, theme)
        self.draw()

    def draw(self) -> None:
        for old in self._items:
            self.plot.removeItem(old)
        self._items = [*self._bars(), *self._expected()]
        for item in self._items:
            self.plot.addItem(item)
        self.plot.setLimits(yMin=0)
        self.plot.setYRange(0, self._top() * 1.05, padding=0)

    def retranslate(self) -> None:
        units = {"hour": tr("events an hour"), "day": tr("events a day")}
        weekly = tr("events a week")
        said = units.get(self.volume.unit, weekly) if self.volume else ""
        title = tr("Volume over time")
        self.plot.setAccessibleName(f"{title}: {said}" if said else title)

    def said_at(self, local_ms: float) -> str:
        """What was counted, or is expected, at a local time, in words."""
        volume = self.volume
        if volume is None:
            return ""
        row = _row(volume.start_ms, local_ms, volume.unit)
        if row >= 0:
            said = ntr("{n} event", "{n} events", int(volume.count[row]))
            return f"{_period(int(volume.start_ms[row]), volume.unit)} · {said}"
        return self._expected_at(local_ms, volume.unit)

    def _expected_at(self, local_ms: float, unit: Unit) -> str:
        band = self.band
        row = _row(band.start_ms, local_ms, unit) if band is not None else -1
        if band is None or row < 0:
            return ""
        return tr(
            "{when} · forecast {mean}, 80 %: {low} to {high}, 95 %: {lower} to {higher}",
            when=_period(int(band.start_ms[row]), unit),
            mean=number(band.mean[row], 1),
            low=number(max(band.low_80[row], 0), 1),
            high=number(band.high_80[row], 1),
            lower=number(max(band.low_95[row], 0), 1),
            higher=number(band.high_95[row], 1),
        )

    def _bars(self) -> list[Any]:
        volume = self.volume
        if volume is None or not len(volume.count):
            return []
        width = UNIT_S[volume.unit] * 1000
        edges = np.append(volume.start_ms, volume.start_ms[-1] + width) / 1000
        outline, filling = pen(self.theme.accent, 1.2), brush(self.theme.accent, 0.25)
        return [
            pg.PlotCurveItem(
                edges, volume.count, stepMode="center", fillLevel=0, pen=outline, brush=filling
            )
        ]

    def _expected(self) -> list[Any]:
        band = self.band
        if band is None or self.volume is None or not len(band.start_ms):
            return []
        x = band.start_ms / 1000 + UNIT_S[self.volume.unit] / 2
        colour = self.theme.series[1]
        items: list[Any] = []
        for low, high, opacity in (
            (band.low_95, band.high_95, 0.15),
            (band.low_80, band.high_80, 0.25),
        ):
            edges = [pg.PlotCurveItem(x, np.maximum(part, 0), pen=None) for part in (low, high)]
            items += [*edges, pg.FillBetweenItem(*edges, brush=brush(colour, opacity))]
        return [*items, pg.PlotCurveItem(x, np.maximum(band.mean, 0), pen=pen(colour, 2))]

    def _top(self) -> float:
        counted = self.volume.count.max(initial=1) if self.volume is not None else 1
        expected = self.band.high_95 if self.band is not None else np.empty(0)
        return float(max(counted, np.nanmax(expected, initial=0)))


def _row(start_ms: np.ndarray, local_ms: float, unit: Unit) -> int:
    """Which period holds a time, -1 for none."""
    row = int(np.searchsorted(start_ms, local_ms, side="right")) - 1
    inside = row >= 0 and local_ms < start_ms[row] + UNIT_S[unit] * 1000
    return row if inside else -1


def _period(start_ms: int, unit: Unit) -> str:
    if unit == "hour":
        return moment(start_ms)
    if unit == "week":
        return f"{day(start_ms)} – {day(start_ms + 6 * DAY_MS)}"
    return day(start_ms)
