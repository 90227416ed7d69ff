"""Turns a block of rows into events, and says of every other row why it is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stdesk.ingest.cells import cells_of
from stdesk.ingest.columns import (
    Keys,
    Offsets,
    interleaved,
    keys_of,
    numbers_of,
    offsets_of,
    same_key,
)
from stdesk.ingest.layout import Block
from stdesk.ingest.reasons import (
    BACKWARD_TRIP,
    BAD_COORDINATES,
    BAD_OFFSET,
    BAD_TIME,
    BAD_VALUE,
    FAR_PAST,
    FUTURE,
    IMPOSSIBLE_COORDINATES,
    NO_ITEM,
    NO_PLACE,
    NO_TIME,
    NO_USER,
    Verdict,
)
from stdesk.ingest.time_formats import UNKNOWN_OFFSET
from stdesk.ingest.times import LOCAL, MISSING, UNREADABLE, parse_times
from stdesk.ingest.zones import CoordinateZones, load_zone

if TYPE_CHECKING:
    import pyarrow as pa

START, END = "start", "end"
_WORDS = ("category", "title", "text", "image", "tags")
_UTC_NAMES = ("UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu")


@dataclass(frozen=True)
class Plan:
    """How the rows of one file are read.

    mapping: role to column. kind: of events whose file has no column for it. user: of all rows,
    where the file has no column for it. clock_is_utc: times without a zone are UTC. Instants before
    earliest_ms or after latest_ms are refused. folder: where pictures are named from.
    """

    mapping: Mapping[str, str]
    day_first: bool = False
    time_zone: str | None = None
    clock_is_utc: bool = False
    kind: str = "visit"
    user: str | None = None
    cell_resolution: int = 9
    earliest_ms: int = 0
    latest_ms: int = 1 << 62
    zones: CoordinateZones = field(default_factory=CoordinateZones)
    folder: Path = Path()

    @property
    def is_trips(self) -> bool:
        return "end_time" in self.mapping

    @property
    def uses_cells(self) -> bool:
        return "item" not in self.mapping

    @property
    def coded(self) -> set[str]:
        """Columns that are best read as dictionaries."""
        roles = ("user", "item", "kind", "title", "end_item", "end_title", "category", "offset")
        return {self.mapping[role] for role in roles if role in self.mapping}


@dataclass(frozen=True)
class Events:
    """Clean events in the order of their rows, (events,) each.

    row: which good row of the block an event comes from (two of a trip share it). offset_min:
    UNKNOWN_OFFSET where unknown. words: what the rows say of the items.
    """

    row: np.ndarray
    user: Keys
    item: Keys
    kind: Keys
    instant_ms: np.ndarray
    offset_min: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    value: np.ndarray
    words: dict[str, Keys]


def clean(block: Block, plan: Plan) -> tuple[Events, Verdict]:
    """Events of the good rows, and the verdict on all rows of the block."""
    rows = _Rows(block.rows, plan)
    ends = [rows.end(END)] if plan.is_trips else []
    start = rows.end(START if ends else "")
    if ends:
        backward = ends[0].instant_ms < start.instant_ms
        rows.verdict.reject(backward, BACKWARD_TRIP)
    good = np.flatnonzero(rows.verdict.good)
    events = _of_rows(start, good)
    return (_both(events, _of_rows(ends[0], good)) if ends else events), rows.verdict


class _Rows:
    """Reads the columns of one block."""

    def __init__(self, table: "pa.Table", plan: Plan) -> None:
        self.table, self.plan = table, plan
        self.count = table.num_rows
        self.verdict = Verdict(self.count)
        if plan.user is not None:
            self.user = same_key(plan.user, self.count)
        else:
            self.user = self.keys("user")
        self.verdict.reject(self.user.missing, NO_USER)

    def end(self, which: str) -> Events:
        """The events of all rows, good or not: those of a start, of an end, or plain ones."""
        prefix = "end_" if which == END else ""
        latitude, longitude = self._coordinates(prefix)
        instant, offset = self._times(prefix, latitude, longitude)
        if self.plan.uses_cells:
            item = cells_of(latitude, longitude, self.plan.cell_resolution)
        else:
            item = self.keys(f"{prefix}item")
        self.verdict.reject(item.missing, NO_PLACE if self.plan.uses_cells else NO_ITEM)
        kind = same_key(which or self.plan.kind, self.count)
        if not which and "kind" in self.plan.mapping:
            kind = self.keys("kind")
        words = {
            word: self.keys(f"{prefix}{word}")
            for word in _WORDS
            if f"{prefix}{word}" in self.plan.mapping
        }
        return Events(
            np.arange(self.count),
            self.user,
            item,
            kind,
            instant,
            offset,
            latitude,
            longitude,
            self._value(prefix),
            words,
        )

    def column(self, role: str) -> "pa.ChunkedArray":
        return self.table[self.plan.mapping[role]]

    def keys(self, role: str) -> Keys:
        if role not in self.plan.mapping:
            return Keys(np.full(self.count, -1), same_key("", 0).values)
        return keys_of(self.column(role))

    def _coordinates(self, prefix: str) -> tuple[np.ndarray, np.ndarray]:
        if f"{prefix}latitude" not in self.plan.mapping:
            return np.full(self.count, np.nan), np.full(self.count, np.nan)
        latitude, bad_latitude = numbers_of(self.column(f"{prefix}latitude"))
        longitude, bad_longitude = numbers_of(self.column(f"{prefix}longitude"))
        self.verdict.reject(bad_latitude | bad_longitude, BAD_COORDINATES)
        with np.errstate(invalid="ignore"):
            impossible = (np.abs(latitude) > 90) | (np.abs(longitude) > 180)
        self.verdict.reject(impossible, IMPOSSIBLE_COORDINATES)
        # A lone coordinate is no place, and 0, 0 is how many systems write that they have none.
        nowhere = np.isnan(latitude) | np.isnan(longitude) | ((latitude == 0) & (longitude == 0))
        nowhere |= impossible
        return np.where(nowhere, np.nan, latitude), np.where(nowhere, np.nan, longitude)

    def _times(
        self, prefix: str, latitude: np.ndarray, longitude: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """UTC instants and offsets."""
        parsed = parse_times(self._time_cells(prefix), self.plan.day_first)
        self.verdict.reject(parsed.state == MISSING, NO_TIME)
        self.verdict.reject(parsed.state == UNREADABLE, BAD_TIME)
        is_clock = (parsed.state == LOCAL) & (not self.plan.clock_is_utc)
        offset = self._offset_column().minutes(parsed.ms, is_clock)
        offset = np.where(offset == UNKNOWN_OFFSET, parsed.offset_min, offset)
        unknown = offset == UNKNOWN_OFFSET
        if unknown.any():
            offset[unknown] = self._offset_by_place(
                latitude[unknown], longitude[unknown], parsed.ms[unknown], is_clock[unknown]
            )
        known_clock = is_clock & (offset != UNKNOWN_OFFSET)
        instant = np.where(known_clock, parsed.ms - offset * 60_000, parsed.ms)
        self.verdict.reject(instant < self.plan.earliest_ms, FAR_PAST)
        self.verdict.reject(instant > self.plan.latest_ms, FUTURE)
        return instant, offset

    def _time_cells(self, prefix: str) -> "pa.Array":
        import pyarrow.compute as pc

        cells = self.column(f"{prefix}time").combine_chunks()
        if "clock" in self.plan.mapping and not prefix:
            cells = pc.binary_join_element_wise(cells, self.column("clock").combine_chunks(), " ")
        return cells

    def _offset_column(self) -> Offsets:
        if "offset" not in self.plan.mapping:
            return Offsets(np.full(self.count, -1), [])
        offsets = offsets_of(self.column("offset"))
        self.verdict.reject(offsets.unreadable, BAD_OFFSET)
        return offsets

    def _offset_by_place(
        self, latitude: np.ndarray, longitude: np.ndarray, ms: np.ndarray, is_clock: np.ndarray
    ) -> np.ndarray:
        """The zone chosen at import, else that of the coordinates.

        UTC, when chosen, says how times are written, and is the place's offset only for want of
        coordinates.
        """
        zone = self.plan.time_zone
        if zone is not None and zone not in _UTC_NAMES:
            chosen = load_zone(zone)
            return np.where(is_clock, chosen.at_clock(ms), chosen.at_instants(ms))
        offset = self.plan.zones.offsets(latitude, longitude, ms, is_clock)
        return offset if zone is None else np.where(offset == UNKNOWN_OFFSET, 0, offset)

    def _value(self, prefix: str) -> np.ndarray:
        if prefix or "value" not in self.plan.mapping:
            return np.full(self.count, np.nan)
        value, bad = numbers_of(self.column("value"))
        self.verdict.reject(bad, BAD_VALUE)
        return value


def reads_utc(mapping: Mapping[str, str], time_zone: str | None) -> bool:
    """Whether times that carry no zone are UTC: it was chosen, or the column is called so."""
    name = mapping.get("time", "").casefold()
    return time_zone in _UTC_NAMES or "utc" in name or "gmt" in name


def _of_rows(events: Events, rows: np.ndarray) -> Events:
    return Events(
        np.arange(len(rows)),
        events.user[rows],
        events.item[rows],
        events.kind[rows],
        events.instant_ms[rows],
        events.offset_min[rows],
        events.latitude[rows],
        events.longitude[rows],
        events.value[rows],
        {word: keys[rows] for word, keys in events.words.items()},
    )


def _both(first: Events, second: Events) -> Events:
    """Starts and ends in turn."""
    nothing = Keys(np.full(len(first.row), -1), same_key("", 0).values)

    def woven(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.stack([one, other], axis=1).ravel()

    return Events(
        woven(first.row, second.row),
        interleaved(first.user, second.user),
        interleaved(first.item, second.item),
        interleaved(first.kind, second.kind),
        woven(first.instant_ms, second.instant_ms),
        woven(first.offset_min, second.offset_min),
        woven(first.latitude, second.latitude),
        woven(first.longitude, second.longitude),
        woven(first.value, second.value),
        {
            word: interleaved(first.words.get(word, nothing), second.words.get(word, nothing))
            for word in sorted({*first.words, *second.words})
        },
    )
