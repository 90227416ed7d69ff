"""Gives users, items, categories and kinds their ids while a log comes in."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stdesk.ingest.columns import Keys

if TYPE_CHECKING:
    from stdesk.project.writer import BulkWriter


class Coder:
    """Keys of one table and their ids, which count from 1 in order of first appearance."""

    def __init__(self, stored: pa.Array) -> None:
        self.keys = stored
        self.stored = len(stored)

    def __len__(self) -> int:
        return len(self.keys)

    def encode(self, column: Keys) -> np.ndarray:
        """(rows,) id of each row's key, 0 where it has none; new keys get the next ids."""
        used = _in_order_of_appearance(column)
        keys = column.values.take(pa.array(used))
        fresh = pc.unique(keys.filter(pc.invert(pc.is_in(keys, self.keys))))
        if len(fresh):
            self.keys = pa.concat_arrays([self.keys, fresh])
        ids = np.zeros(len(column.values) + 1, np.int64)  # the last stands for "none", code -1
        found = pc.index_in(keys, self.keys).to_numpy(zero_copy_only=False)
        ids[used] = found.astype(np.int64) + 1
        return ids[column.codes]

    @property
    def new(self) -> pa.Array:
        """Keys that the project does not hold yet, in id order."""
        return self.keys[self.stored :]


def _in_order_of_appearance(column: Keys) -> np.ndarray:
    """Positions in `values` that occur, in the order in which the rows bring them."""
    rows = len(column.codes)
    first = np.full(len(column.values) + 1, rows, np.int64)
    first[column.codes[::-1]] = np.arange(rows)[::-1]  # the earliest row is written last
    used = np.flatnonzero(first[:-1] < rows)
    return used[np.argsort(first[used], kind="stable")]


class Catalogue:
    """The coders of a project, shared by all files of one import."""

    def __init__(self, writer: "BulkWriter") -> None:
        self.users = Coder(writer.vocabulary("user"))
        self.items = Coder(writer.vocabulary("item"))
        self.categories = Coder(writer.vocabulary("category"))
        self.kinds = Coder(writer.vocabulary("kind"))
