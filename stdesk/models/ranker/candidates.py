"""Which items are worth a closer look at a moment: the user's own, and likely new ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from stdesk.features import Contexts
from stdesk.models.counts import history_pairs
from stdesk.models.ranker.background import Background
from stdesk.models.ranker.hours import Hours, hours_of
from stdesk.models.ranker.sources import ONLY_NAME, sources
from stdesk.models.ranker.sparse import places_in_rows, row_numbers

ROWS = 150_000  # candidates, and events of histories, held at a time
HISTORY = 1500  # newest events of a user that are looked at one by one
NAMED = 150  # items that each source may name
PATIENT = 10.0  # the larger, the less the first places of a source count more than the others


@dataclass(frozen=True)
class Candidates:
    """Items to be compared, context by context.

    row, item: (candidates,) sorted by both. sources: (batch, items) sparse by name, what each says
    for an item. named: (candidates,) how much they say together for what she never had, NaN for
    her own. pair_row, pair_position, pair_candidate: (pairs,) each event of each history, and
    which candidate it is of. hours: at which a moment is, or may be.
    """

    contexts: Contexts
    background: Background
    hours: Hours
    row: np.ndarray
    item: np.ndarray
    sources: dict[str, sparse.csr_array]
    named: np.ndarray
    pair_row: np.ndarray
    pair_position: np.ndarray
    pair_candidate: np.ndarray

    def __len__(self) -> int:
        return len(self.row)

    @property
    def key(self) -> np.ndarray:
        """(candidates,) ascending: row and item in one number."""
        return keys(self.row, self.item, self.background.items)

    def of_targets(self, item: np.ndarray) -> np.ndarray:
        """(batch,) which candidate is each context's true item, -1 where none is."""
        wanted = keys(np.arange(len(item)), item, self.background.items)
        key = self.key
        at = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
        found: np.ndarray = (
            np.where(key[at] == wanted, at, -1) if len(key) else np.full(len(item), -1)
        )
        return found

    def with_pairs(self, chosen: np.ndarray) -> "Candidates":
        """The same with these events of the histories only, in this order."""
        return replace(
            self,
            pair_row=self.pair_row[chosen],
            pair_position=self.pair_position[chosen],
            pair_candidate=self.pair_candidate[chosen],
        )

    def only(self, kept: np.ndarray) -> "Candidates":
        """Those of the contexts where `kept` (batch,) holds."""
        rows, number = np.flatnonzero(kept), np.cumsum(kept) - 1
        own, pairs = kept[self.row], kept[self.pair_row]
        place = np.cumsum(own) - 1
        return Candidates(
            contexts=self.contexts.take(rows),
            background=self.background,
            hours=self.hours.only(kept),
            row=number[self.row[own]],
            item=self.item[own],
            sources={name: matrix[rows] for name, matrix in self.sources.items()},
            named=self.named[own],
            pair_row=number[self.pair_row[pairs]],
            pair_position=self.pair_position[pairs],
            pair_candidate=place[self.pair_candidate[pairs]],
        )


def row_blocks(contexts: Contexts, new_items: int) -> Iterator[slice]:
    """Slices of contexts whose candidates and histories fit into memory together."""
    length = np.minimum(contexts.history_end - contexts.history_begin, HISTORY) + new_items
    done = np.cumsum(length)
    begin = 0
    while begin < len(length):
        limit = (done[begin - 1] if begin else 0) + ROWS
        end = max(int(np.searchsorted(done, limit, side="right")), begin + 1)
        yield slice(begin, end)
        begin = end


def candidates(contexts: Contexts, background: Background, new_items: int) -> Candidates:
    """All items of each history, and the `new_items` likeliest others."""
    row, position = history_pairs(contexts, HISTORY)
    item = contexts.log.item[position]
    known = item < background.items
    row, position, item = row[known], position[known], item[known]
    own = keys(row, item, background.items)
    hours = hours_of(contexts, row, position)
    found = sources(contexts, background, hours, row, position)
    new, worth = _likely_new(found, np.unique(own), background, new_items)
    every = np.unique(np.concatenate((own, new)))
    named = np.full(len(every), np.nan, np.float32)
    named[np.searchsorted(every, new)] = worth
    return Candidates(
        contexts=contexts,
        background=background,
        hours=hours,
        row=every // background.items,
        item=every % background.items,
        sources=found,
        named=named,
        pair_row=row,
        pair_position=position,
        pair_candidate=np.searchsorted(every, own),
    )


def keys(row: np.ndarray, item: np.ndarray, items: int) -> np.ndarray:
    key: np.ndarray = row.astype(np.int64) * items + item
    return key


def _likely_new(
    named: dict[str, sparse.csr_array], own: np.ndarray, background: Background, wanted: int
) -> tuple[np.ndarray, np.ndarray]:
    """Keys of the `wanted` items of each row that most sources name first, none of them her own.

    And how much the sources say for each.

    Places are fused, not values, since sources measure in units of their own (reciprocal rank
    fusion: Cormack, Clarke and Buettcher, 2009). What is new to a user is told by how many people
    came, not by how often a few of them did.
    """
    items = background.items
    found_keys, found_worth = [], []
    for name, matrix in named.items():
        row = row_numbers(matrix)
        key = keys(row, matrix.indices, items)
        worth = matrix.data
        if name not in ONLY_NAME:
            worth = worth * background.people[matrix.indices]
        new = (worth > 0) & ~_among(key, own)
        place = places_in_rows(row[new], worth[new])
        first = place < NAMED
        found_keys.append(key[new][first])
        found_worth.append(1.0 / (PATIENT + place[first]))
    every, index = np.unique(np.concatenate(found_keys), return_inverse=True)
    total = np.bincount(index, np.concatenate(found_worth), len(every))
    chosen = places_in_rows(every // items, total) < wanted
    return every[chosen], total[chosen]


def _among(key: np.ndarray, ascending: np.ndarray) -> np.ndarray:
    """(n,) whether each key is among the ascending ones."""
    if not len(ascending):
        return np.zeros(len(key), bool)
    at = np.minimum(np.searchsorted(ascending, key), len(ascending) - 1)
    inside: np.ndarray = ascending[at] == key
    return inside
