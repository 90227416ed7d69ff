"""Writes the events of one log file into a project."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from stdesk.ingest.catalogue import Catalogue
from stdesk.ingest.cells import centres
from stdesk.ingest.cleaning import Events, Plan, clean
from stdesk.ingest.columns import Keys
from stdesk.ingest.duplicates import Seen, fingerprints
from stdesk.ingest.item_words import ItemWords
from stdesk.ingest.layout import Block
from stdesk.ingest.pictures import picture_paths
from stdesk.ingest.tally import Tally
from stdesk.ingest.time_formats import UNKNOWN_OFFSET

if TYPE_CHECKING:
    from stdesk.project.writer import BulkWriter

_STORED_ROWS = 250_000
Values = Callable[[np.ndarray], pa.Array]  # what some rows say


class LogWriter:
    """Adds blocks of rows to the log; one for all files of an import."""

    def __init__(self, writer: "BulkWriter", catalogue: Catalogue, words: ItemWords) -> None:
        self._writer, self._catalogue, self._words = writer, catalogue, words
        self._seen = Seen()
        self._stored_range = writer.instant_range()
        self._last_stored = writer.next_id("event") - 1
        self._next_trip = writer.last_trip() + 1

    def write(self, block: Block, plan: Plan, source: int, tally: Tally) -> None:
        """Clean a block and add what is new in it."""
        events, verdict = clean(block, plan)
        coded = _Coded(events, self._catalogue)
        again = self._met_before(coded, 2 if plan.is_trips else 1)
        rows = len(events.instant_ms) // (2 if plan.is_trips else 1)
        duplicate = int(again.sum()) // (2 if plan.is_trips else 1)
        self._describe_items(events, coded.item, plan)
        trip = self._trips(rows) if plan.is_trips else None
        table = coded.table(source, trip)
        if again.any():
            table = table.filter(pa.array(~again))
        self._writer.append("event", table)
        tally.events += table.num_rows
        tally.add(block, verdict, duplicate)

    def _met_before(self, coded: "_Coded", events_a_row: int) -> np.ndarray:
        """(events,) mask; a trip is met only when both its ends are."""
        self._recall_stored(coded.instant_ms)
        met = self._seen.add(coded.fingerprints())
        return np.repeat(met.reshape(-1, events_a_row).all(axis=1), events_a_row)

    def _recall_stored(self, instant_ms: np.ndarray) -> None:
        """Fingerprint the project's own events once new ones come from the same time."""
        if self._stored_range is None or not len(instant_ms):
            return
        first, last = self._stored_range
        if instant_ms.max() < first or instant_ms.min() > last:
            return
        for begin in range(1, self._last_stored + 1, _STORED_ROWS):
            end = min(begin + _STORED_ROWS - 1, self._last_stored)
            rows = self._writer.events_between(begin, end)
            whole = [
                rows[name].fill_null(missing).to_numpy()
                for name, missing in (
                    ("user", 0),
                    ("item", 0),
                    ("kind", 0),
                    ("instant", 0),
                    ("utc_offset", UNKNOWN_OFFSET),
                )
            ]
            real = [rows[name].to_numpy() for name in ("latitude", "longitude", "value")]
            self._seen.add(fingerprints([*whole, *real]))
        self._stored_range = None

    def _describe_items(self, events: Events, item: np.ndarray, plan: Plan) -> None:
        for name, keys in events.words.items():
            values = _picture_values(keys, plan.folder) if name == "image" else _text_values(keys)
            self._words.log_says(name, item, ~keys.missing, values)
        if plan.uses_cells:
            everything = np.ones(len(item), bool)
            for axis, name in enumerate(("latitude", "longitude")):
                self._words.log_says(name, item, everything, _centre_values(events.item, axis))

    def _trips(self, rows: int) -> np.ndarray:
        first = self._next_trip
        self._next_trip += rows
        return np.repeat(np.arange(first, first + rows), 2)


class _Coded:
    """Events with ids for keys."""

    def __init__(self, events: Events, catalogue: Catalogue) -> None:
        self.user = catalogue.users.encode(events.user)
        self.item = catalogue.items.encode(events.item)
        self.kind = catalogue.kinds.encode(events.kind)
        self.instant_ms, self.offset_min = events.instant_ms, events.offset_min
        self.latitude, self.longitude = events.latitude, events.longitude
        self.value = events.value

    def fingerprints(self) -> np.ndarray:
        return fingerprints(
            [
                self.user,
                self.item,
                self.kind,
                self.instant_ms,
                self.offset_min,
                self.latitude,
                self.longitude,
                self.value,
            ]
        )

    def table(self, source: int, trip: np.ndarray | None) -> pa.Table:
        rows = len(self.user)
        return pa.table(
            {
                "user": self.user,
                "kind": pa.array(self.kind, mask=self.kind == 0),
                "item": self.item,
                "instant": self.instant_ms,
                "utc_offset": pa.array(self.offset_min, mask=self.offset_min == UNKNOWN_OFFSET),
                "latitude": pa.array(self.latitude, from_pandas=True),
                "longitude": pa.array(self.longitude, from_pandas=True),
                "value": pa.array(self.value, from_pandas=True),
                "source": np.full(rows, source),
                "trip": pa.nulls(rows, pa.int64()) if trip is None else trip,
            }
        )


def _text_values(keys: Keys) -> Values:
    return lambda rows: keys.values.take(pa.array(keys.codes[rows]))


def _picture_values(keys: Keys, folder: Path) -> Values:
    said = _text_values(keys)
    return lambda rows: picture_paths(said(rows).to_pylist(), folder)


def _centre_values(cells: Keys, axis: int) -> Values:
    """Latitude (axis 0) or longitude (axis 1) of cells' centres."""

    def values(rows: np.ndarray) -> pa.Array:
        return pa.array(centres(cells.values.take(pa.array(cells.codes[rows])).to_pylist())[axis])

    return values
