"""Groups of events and a value of each: how many different ones, and which is the commonest."""

from dataclasses import dataclass

import numpy as np

DENSE = 4  # a table of so many cells an event is faster than sorting


@dataclass(frozen=True)
class Pairs:
    """The different pairs of a group and a value, sorted, and how often each occurs.

    group, value, count: (pairs,).
    """

    group: np.ndarray
    value: np.ndarray
    count: np.ndarray
    groups: int

    @classmethod
    def of(cls, group: np.ndarray, value: np.ndarray, groups: int) -> "Pairs":
        """group, value: (events,) not negative."""
        width = int(value.max(initial=0)) + 1
        key = group.astype(np.int64) * width + value
        if groups * width <= DENSE * max(len(key), 1):
            every = np.bincount(key, minlength=1)
            pair = np.flatnonzero(every)
            count = every[pair]
        else:
            pair, count = np.unique(key, return_counts=True)
        return cls(pair // width, pair % width, count, groups)

    def distinct(self) -> np.ndarray:
        """(groups,) how many different values each group has."""
        return np.bincount(self.group, minlength=self.groups)

    def commonest(self) -> np.ndarray:
        """(groups,) each group's most frequent value, the smallest of equals."""
        order = np.lexsort((-self.value, self.count, self.group))
        result = np.zeros(self.groups, dtype=np.int64)
        result[self.group[order]] = self.value[order]  # the last one written stays
        return result


def ascending(key: np.ndarray) -> np.ndarray:
    """Positions of the keys (not negative) in ascending order; equal ones stay in theirs.

    Where a key's span leaves room for its position in one word, words are sorted, which takes a
    fifth of the time.
    """
    if not len(key):
        return np.zeros(0, dtype=np.int64)
    bits = (len(key) - 1).bit_length()
    beyond = (key - key.min()).astype(np.uint64)
    if int(beyond.max()).bit_length() + bits > 64:
        return np.argsort(key, kind="stable")
    words = (beyond << np.uint64(bits)) | np.arange(len(key), dtype=np.uint64)
    words.sort()
    return (words & np.uint64((1 << bits) - 1)).astype(np.int64)


def numbered(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different keys (not negative), sorted, and (events,) which of them each is."""
    if int(key.max(initial=0)) > DENSE * max(len(key), 1):
        order = ascending(key)
        sorted_key, number = key[order], np.empty(len(key), dtype=np.int64)
        first = np.diff(sorted_key, prepend=-1) != 0
        number[order] = np.cumsum(first) - 1
        return sorted_key[first], number
    seen = np.bincount(key, minlength=1) > 0
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[key]
