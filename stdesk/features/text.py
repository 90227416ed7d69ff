"""Texts become small dense vectors: hashed n-grams and words, weighed, reduced by an SVD.

Nothing is looked up and nothing is learnt from elsewhere, so that it works offline, gives the same
numbers everywhere, and knows no language: characters in runs of two to four serve every script,
whole words those that part words.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # the window opens without it
    from scipy import sparse

BUCKETS = 1 << 14
GRAMS = (2, 3, 4)
WORD = 0  # the order under which whole words are hashed
MOST_SAMPLED = 20_000  # texts from which the axes are found
POWER_STEPS = 3
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_STIRS = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)


@dataclass(frozen=True)
class TextAxes:
    """What turns a text into a vector. rarity: (BUCKETS,) weights; axes: (BUCKETS, dims)."""

    rarity: np.ndarray
    axes: np.ndarray

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """(texts, dims) float32 of length 1; zeros for a text in which nothing is known."""
        return _unit(_weighed(hashed(texts), self.rarity) @ self.axes)

    def arrays(self) -> dict[str, np.ndarray]:
        """As named arrays, to be stored."""
        return {"rarity": self.rarity, "axes": self.axes}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "TextAxes":
        return cls(np.asarray(arrays["rarity"]), np.asarray(arrays["axes"]))


def text_axes(texts: Sequence[str], dims: int, seed: int = 0) -> TextAxes:
    """The axes along which these texts differ most; texts that say nothing are left out.

    A truncated SVD by random projection (Halko, Martinsson and Tropp, SIAM Review 2011), each axis
    divided by the square root of its singular value, so that a rare subject is heard too. Fewer
    texts than `dims` give axes of zeros at the end.
    """
    told = [text for text in texts if text.strip()]
    generator = np.random.default_rng(seed)
    if len(told) > MOST_SAMPLED:
        told = [told[at] for at in np.sort(generator.permutation(len(told))[:MOST_SAMPLED])]
    counts = hashed(told)
    having = np.bincount(counts.indices, minlength=BUCKETS)
    rarity = np.log((1 + len(told)) / (1 + having)).astype(np.float32)
    axes = np.zeros((BUCKETS, dims), np.float32)
    if told:
        right, strength = _right_vectors(_weighed(counts, rarity), dims, generator)
        axes[:, : len(strength)] = right / np.sqrt(np.maximum(strength, 1e-6))
    return TextAxes(rarity, axes)


def hashed(texts: Sequence[str]) -> "sparse.csr_array":
    """(texts, BUCKETS) signed counts of character n-grams and words, damped as 1 + log.

    Runs of letters, digits and marks are words; an n-gram may reach over a word's two ends.
    Equivalent writings (full width, upper case, composed accents) count as the same.
    """
    from scipy import sparse

    code, text = _characters(texts)
    keys, rows = zip(*(_grams(code, text, order) for order in (*GRAMS, WORD)), strict=True)
    key, row = np.concatenate(keys), np.concatenate(rows)
    found, count = np.unique(
        row.astype(np.uint64) << np.uint64(32) | key >> np.uint64(32), return_counts=True
    )
    row = (found >> np.uint64(32)).astype(np.int64)
    bucket = (found % np.uint64(BUCKETS)).astype(np.int64)
    sign = np.where(found >> np.uint64(31) & np.uint64(1), 1.0, -1.0)
    value = (sign * (1 + np.log(count))).astype(np.float32)
    shape = (len(texts), BUCKETS)
    return sparse.coo_array((value, (row, bucket)), shape=shape).tocsr()


def words_of(text: str) -> list[str]:
    """The words of a text as they are hashed, in order."""
    plain = _plain(text)
    return "".join(char if _is_word(char) else " " for char in plain).split()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _is_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def _characters(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Code points of all texts with one 0 between words and around, and which text each is of."""
    joined = "\n".join(["", *map(_plain, texts), ""])
    code = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32)
    length = np.array([len(_plain(text)) + 1 for text in texts], np.int64)
    text = np.concatenate(([0], np.repeat(np.arange(len(texts)), length)))
    different, place = np.unique(code, return_inverse=True)
    is_word = np.array([_is_word(chr(point)) for point in different.tolist()], bool)[place]
    kept = is_word | np.concatenate(([True], is_word[:-1]))  # of several gaps the first stays
    return np.where(is_word, code, 0)[kept].astype(np.uint64), text[kept]


def _grams(code: np.ndarray, text: np.ndarray, order: int) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of the n-grams of one order, or of whole words, and the text of each."""
    gap = np.flatnonzero(code == 0)
    if order == WORD:
        begin = gap[:-1] + 1
        place = np.arange(len(code)) - np.repeat(gap, np.diff(np.append(gap, len(code))))
        stirred = np.where(code == 0, np.uint64(0), _stir(code + (place.astype(np.uint64) << 32)))
        total = np.concatenate(([np.uint64(0)], np.cumsum(stirred, dtype=np.uint64)))
        return _stir(total[gap[1:]] - total[begin] + _GOLDEN), text[begin]
    size = len(code) - order + 1
    if size <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    key = np.full(size, order, np.uint64)
    within = np.ones(size, bool)
    for step in range(order):
        part = code[step : step + size]
        key = _stir(key * _GOLDEN + part)
        if 0 < step < order - 1:
            within &= part != 0  # a gap stands only at an end
    within &= (code[:size] != 0) | (code[order - 1 :] != 0)
    return key[within], text[np.where(code[:size] == 0, np.arange(size) + 1, np.arange(size))][
        within
    ]


def _stir(value: np.ndarray) -> np.ndarray:
    """Each number well mixed (splitmix64)."""
    mixed = value.astype(np.uint64)
    for shift, factor in _STIRS:
        mixed = (mixed ^ mixed >> shift) * factor
    stirred: np.ndarray = mixed ^ mixed >> np.uint64(31)
    return stirred


def _weighed(counts: "sparse.csr_array", rarity: np.ndarray) -> "sparse.csr_array":
    """Rows of length 1 of counts times rarity."""
    weighed = counts.copy()
    weighed.data = weighed.data * rarity[weighed.indices]
    length = np.sqrt(np.add.reduceat(np.append(weighed.data**2, 0), weighed.indptr[:-1]))
    each = np.repeat(np.maximum(length, 1e-9), np.diff(weighed.indptr))
    weighed.data = (weighed.data / each).astype(np.float32)
    return weighed


def _right_vectors(
    matrix: "sparse.csr_array", dims: int, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """(columns, k) right singular vectors and (k,) singular values, k at most `dims`."""
    width = min(dims + 8, matrix.shape[0])
    drawn = generator.standard_normal((matrix.shape[1], width)).astype(np.float32)
    basis = np.linalg.qr(matrix @ drawn)[0]
    for _ in range(POWER_STEPS):
        basis = np.linalg.qr(matrix @ np.linalg.qr(matrix.T @ basis)[0])[0]
    _, strength, right = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    most = right[np.arange(len(right)), np.abs(right).argmax(axis=1)]
    right = right * np.sign(most)[:, None]  # an axis has no direction of its own
    k = min(dims, int((strength > 1e-5).sum()))
    return right[:k].T, strength[:k]


def _unit(vectors: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: np.ndarray = (vectors / np.maximum(length, 1e-9)).astype(np.float32)
    return unit
