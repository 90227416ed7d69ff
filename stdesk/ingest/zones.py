"""UTC offsets of many instants at once: of a named zone, or of the zone that coordinates lie in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.ingest.time_formats import UNKNOWN_OFFSET

_MINUTE_MS = 60_000
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_STEP_S = 7 * 86_400  # shorter than any two changes of a zone lie apart
_CELLS_PER_DEGREE = 100  # coordinates are rounded to about a kilometre before a zone is sought
_ROW_STEP = 1_000_000  # more than there are columns of such cells


@dataclass(frozen=True)
class Zone:
    """When a zone changes its offset to UTC, from 1970 to 2100.

    change_ms: (changes,) UTC instants. offset_min: (changes + 1,) minutes, before and after each.
    """

    change_ms: np.ndarray
    offset_min: np.ndarray

    def at_instants(self, instant_ms: np.ndarray) -> np.ndarray:
        """(n,) offset in minutes at UTC instants."""
        return self.offset_min[np.searchsorted(self.change_ms, instant_ms, side="right")]

    def at_clock(self, local_ms: np.ndarray) -> np.ndarray:
        """(n,) offset in minutes where a wall clock shows `local_ms`.

        Of the two instants that share an hour in autumn, the first; for the hour that spring skips,
        the offset before it.
        """
        later = np.maximum(self.offset_min[:-1], self.offset_min[1:]) * _MINUTE_MS
        return self.offset_min[np.searchsorted(self.change_ms + later, local_ms, side="right")]


@lru_cache(maxsize=512)
def load_zone(name: str) -> Zone:
    """A zone by its IANA name; raises `SettingProblem` for a name that there is not."""
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingProblem(
            "there is no time zone {zone}; a name looks like America/New_York.", zone=name
        ) from error
    seconds = range(int(_FIRST.timestamp()), int(_LAST.timestamp()), _STEP_S)
    changes: list[int] = []
    offsets = [_offset(zone, seconds[0])]
    for begin in seconds:
        if _offset(zone, begin + _STEP_S) != offsets[-1]:
            changes.append(_change_between(zone, begin, begin + _STEP_S))
            offsets.append(_offset(zone, begin + _STEP_S))
    return Zone(np.array(changes, np.int64) * 1000, np.array(offsets, np.int64) // 60)


def _offset(zone: ZoneInfo, second: int) -> int:
    shift = datetime.fromtimestamp(second, zone).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def _change_between(zone: ZoneInfo, low: int, high: int) -> int:
    """The first second with the later offset."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


class CoordinateZones:
    """Finds the zones of coordinates, asking once for each square kilometre."""

    def __init__(self) -> None:
        self._cells = np.zeros(0, np.int64)
        self._zones = np.zeros(0, np.int64)
        self.names: list[str] = []

    def offsets(
        self, latitude: np.ndarray, longitude: np.ndarray, ms: np.ndarray, is_clock: np.ndarray
    ) -> np.ndarray:
        """(n,) minutes; UNKNOWN_OFFSET where coordinates are NaN or in no zone.

        ms: UTC instants, or what the wall clock shows where `is_clock`.
        """
        zones = self._zones_of(latitude, longitude)
        offset = np.full(len(ms), UNKNOWN_OFFSET, np.int64)
        for number in np.unique(zones[zones >= 0]).tolist():
            zone = load_zone(self.names[number])
            here = zones == number
            offset[here & is_clock] = zone.at_clock(ms[here & is_clock])
            offset[here & ~is_clock] = zone.at_instants(ms[here & ~is_clock])
        return offset

    def _zones_of(self, latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
        zones = np.full(len(latitude), -1, np.int64)
        known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
        if len(known):
            row = np.rint(latitude[known] * _CELLS_PER_DEGREE).astype(np.int64)
            column = np.rint(longitude[known] * _CELLS_PER_DEGREE).astype(np.int64)
            distinct, places = np.unique(row * _ROW_STEP + column, return_inverse=True)
            self._learn(distinct[~np.isin(distinct, self._cells)])
            zones[known] = self._zones[np.searchsorted(self._cells, distinct)][places]
        return zones

    def _learn(self, cells: np.ndarray) -> None:
        from tzfpy import get_tz

        found = []
        for cell in cells.tolist():
            row = round(cell / _ROW_STEP)
            column = cell - row * _ROW_STEP
            name = get_tz(column / _CELLS_PER_DEGREE, row / _CELLS_PER_DEGREE)
            if name and name not in self.names:
                self.names.append(name)
            found.append(self.names.index(name) if name else -1)
        order = np.argsort(np.concatenate([self._cells, cells]), kind="stable")
        self._zones = np.concatenate([self._zones, np.array(found, np.int64)])[order]
        self._cells = np.concatenate([self._cells, cells])[order]
