"""Gathers what files say of items, so that each item is written once.

A description file says more than a log: of titles, texts, pictures and coordinates its word holds
and a log fills gaps. Categories are the other way round, since the events were recorded under the
log's. The order in which log and description are imported makes no difference.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from stdesk.ingest.columns import keys_of

if TYPE_CHECKING:
    from stdesk.ingest.catalogue import Catalogue
    from stdesk.project.writer import Before, BulkWriter

_TYPES = {
    "title": pa.string(),
    "text": pa.string(),
    "image": pa.string(),
    "category": pa.string(),
    "latitude": pa.float64(),
    "longitude": pa.float64(),
    "tags": pa.string(),
    "attributes": pa.string(),
}
_STORED_FLAG = {"longitude": "latitude"}  # both coordinates are there or none


class ItemWords:
    """What is known of items: by the project, by logs, by descriptions.

    Each holder is a mask over ids (index 0 unused) and a list of (ids, values).
    """

    def __init__(self, writer: "BulkWriter", catalogue: "Catalogue") -> None:
        self.items, self._categories = catalogue.items, catalogue.categories
        items = self.items
        flags = writer.known_of_items() if items.stored else None
        self._stored = {
            name: _mask(flags, _STORED_FLAG.get(name, name), items.stored) for name in _TYPES
        }
        if flags is not None:
            # The category of an item without events comes from a description: a log overrules it.
            self._stored["category"] &= _mask(flags, "event", items.stored)
        self._logged = {name: _Words() for name in _TYPES}
        self._described = {name: _Words() for name in _TYPES}

    def log_says(
        self,
        name: str,
        item: np.ndarray,
        filled: np.ndarray,
        values: Callable[[np.ndarray], pa.Array],
    ) -> None:
        """item: (rows,) ids. filled: (rows,) mask. values: of some rows, asked for what is new."""
        open_rows = filled & ~self._logged[name].covers(item, len(self.items))
        stored = self._stored[name]
        inside = item < len(stored)
        open_rows &= ~np.where(inside, stored[np.where(inside, item, 0)], False)
        rows = np.flatnonzero(open_rows)
        _, first = np.unique(item[rows], return_index=True)
        chosen = rows[np.sort(first)]
        if len(chosen):
            self._logged[name].add(item[chosen], values(chosen))

    def description_says(self, name: str, item: np.ndarray, values: pa.Array) -> None:
        """item: (rows,) distinct ids; nulls say nothing."""
        filled = values.is_valid().to_numpy(zero_copy_only=False)
        filled &= ~self._described[name].covers(item, len(self.items))
        if name == "category":
            inside = item < len(self._stored[name])
            filled &= ~np.where(inside, self._stored[name][np.where(inside, item, 0)], False)
        if filled.any():
            self._described[name].add(item[filled], values.filter(pa.array(filled)))

    def write(self, writer: "BulkWriter", before: "Before") -> None:
        """Add new items with all that is known, and set what became known of old ones."""
        count, stored = len(self.items), self.items.stored
        columns = {name: self._column(name, count) for name in _TYPES}
        # Only now, so that a category that was overruled gets no id.
        codes = self._categories.encode(keys_of(pa.chunked_array([columns["category"]])))
        columns["category"] = pa.array(codes, mask=codes == 0)
        table = pa.table({"id": np.arange(1, count + 1), **columns})
        if count > stored:
            writer.append("item", table.slice(stored).append_column("key", self.items.new))
        said = [column.is_valid().to_numpy(zero_copy_only=False) for column in columns.values()]
        changed = np.logical_or.reduce(said)
        changed[stored:] = False
        if changed.any():
            writer.update("item", table.filter(pa.array(changed)), before)

    def _column(self, name: str, count: int) -> pa.Array:
        layers = [self._logged[name], self._described[name]]
        if name == "category":
            layers.reverse()
        at = np.full(count + 1, -1, np.int64)
        parts: list[pa.Array] = []
        begin = 0
        for layer in layers:  # the later one holds
            for ids, values in layer.parts:
                at[ids] = np.arange(begin, begin + len(ids))
                parts.append(values.cast(_TYPES[name]))
                begin += len(ids)
        if not parts:
            return pa.nulls(count, _TYPES[name])
        places = pa.array(at[1:], mask=at[1:] < 0)
        return pa.concat_arrays(parts).take(places)


class _Words:
    def __init__(self) -> None:
        self.parts: list[tuple[np.ndarray, pa.Array]] = []
        self._covered = np.zeros(0, bool)

    def covers(self, item: np.ndarray, items: int) -> np.ndarray:
        if len(self._covered) <= items:
            self._covered = np.concatenate(
                [self._covered, np.zeros(2 * items + 1 - len(self._covered), bool)]
            )
        return self._covered[item]

    def add(self, item: np.ndarray, values: pa.Array) -> None:
        self._covered[item] = True
        self.parts.append((item, values))


def _mask(flags: "pa.Table | None", name: str, stored: int) -> np.ndarray:
    if flags is None:
        return np.zeros(stored + 1, bool)
    return np.concatenate([[False], flags[name].to_numpy().astype(bool)])
