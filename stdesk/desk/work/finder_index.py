"""Finds names by a few typed letters among very many, the best first.

A name matches by its beginning, by the beginnings of its words, by its initials ("jp" finds Joe's
Pizza), anywhere inside, or, when little else is found, by letters in the same order. Case and
accents do not matter. All names lie in one array of characters, so that a search is a few passes
over it: see tests/benchmarks/bench_finder.py.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

EXACT, BEGINS, WORDS, INITIALS, INSIDE, SCATTERED = 100.0, 90.0, 80.0, 75.0, 60.0, 30.0
FAME, LENGTH = 4.0, 3.0  # how much a frequent name gains and a long one loses at most
LEAST_SCATTERED = 3  # letters; fewer are in nearly every name in some order
WIDEST_SCATTER = 4  # times as long as what was typed
_END = ord("\n")


@dataclass(frozen=True)
class Hit:
    """position: of the name in the list. score: the higher the better, about 0 to 104."""

    position: int
    score: float


class NameIndex:
    """Searchable names. fame: (names,) counts that let the well known come first."""

    def __init__(self, names: Sequence[str], fame: np.ndarray | None = None) -> None:
        text = "\n".join(map(fold, names)) + "\n"
        self._letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
        ends = np.flatnonzero(self._letters == _END)
        self._ends = ends[: len(names)]
        self._starts = np.concatenate([[0], self._ends[:-1] + 1]) if len(names) else self._ends
        self._begins_word = _word_beginnings(self._letters)
        self._initials = self._letters[self._begins_word | (self._letters == _END)]
        self._initial_ends = np.flatnonzero(self._initials == _END)[: len(names)]
        self._bonus = _bonus(len(names), fame, self._ends - self._starts)

    def __len__(self) -> int:
        return len(self._ends)

    def search(self, sought: str, most: int = 50) -> list[Hit]:
        """The best `most` names for what was typed; none for nothing."""
        words = fold(sought).split()
        if not words or not len(self):
            return []
        scores = self._phrase(" ".join(words))
        if len(words) > 1:
            each = np.min([self._phrase(word) for word in words], axis=0)
            scores = np.maximum(scores, np.where(each > 0, np.minimum(each, WORDS) - 2, 0))
        if np.count_nonzero(scores) < most:
            scattered = self._scattered("".join(words))
            scores = np.where(scores > 0, scores, scattered)
        return self._best(scores, most)

    def _phrase(self, sought: str) -> np.ndarray:
        """(names,) the score of each name for one piece of text, 0 where it is not inside."""
        scores = np.zeros(len(self))
        pattern = _codes(sought)
        at = _occurrences(self._letters, pattern)
        if len(at):
            name = np.searchsorted(self._ends, at)
            begins = at == self._starts[name]
            whole = begins & (at + len(pattern) == self._ends[name])
            kind = np.where(self._begins_word[at], WORDS, INSIDE)
            kind = np.where(begins, BEGINS, kind)
            np.maximum.at(scores, name, np.where(whole, EXACT, kind))
        if len(pattern) > 1:
            at = _occurrences(self._initials, pattern)
            name = np.searchsorted(self._initial_ends, at)
            np.maximum.at(scores, name, INITIALS)
        return scores

    def _scattered(self, sought: str) -> np.ndarray:
        """(names,) the score of names that have these letters in this order, close together."""
        scores = np.zeros(len(self))
        pattern = _codes(sought)
        if len(pattern) < LEAST_SCATTERED:
            return scores
        at, alive, first = self._starts.copy(), np.arange(len(self)), np.empty(0, np.int64)
        for place, letter in enumerate(pattern):
            where = np.flatnonzero(self._letters == letter)
            following = np.searchsorted(where, at)
            there = following < len(where)
            alive, following = alive[there], following[there]
            first = first[there] if place else first
            at = where[following]
            inside = at < self._ends[alive]
            alive, at = alive[inside], at[inside] + 1
            first = at - 1 if place == 0 else first[inside]
        width = at - first
        close = width <= WIDEST_SCATTER * len(pattern)
        scores[alive[close]] = SCATTERED * len(pattern) / width[close]
        return scores

    def _best(self, scores: np.ndarray, most: int) -> list[Hit]:
        found = np.flatnonzero(scores > 0)
        ranked = scores[found] + self._bonus[found]
        if len(found) > most:
            chosen = np.argpartition(-ranked, most - 1)[:most]
            found, ranked = found[chosen], ranked[chosen]
        order = np.lexsort((found, -ranked))
        return [Hit(int(found[place]), float(ranked[place])) for place in order]


def fold(text: str) -> str:
    """Without case, accents and line ends."""
    if text.isascii():
        return text.casefold().replace("\n", " ")
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).replace("\n", " ")


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _occurrences(letters: np.ndarray, pattern: np.ndarray) -> np.ndarray:
    """Where the pattern begins."""
    last = len(letters) - len(pattern) + 1
    if last <= 0:
        return np.empty(0, np.int64)
    at = np.flatnonzero(letters[:last] == pattern[0])
    for offset, letter in enumerate(pattern[1:], start=1):
        at = at[letters[at + offset] == letter]
    return at


def _word_beginnings(letters: np.ndarray) -> np.ndarray:
    """(letters,) where a word begins; each character of Chinese and Japanese is a word."""
    signs, inverse = np.unique(letters, return_inverse=True)
    alone = np.array([_is_ideograph(int(sign)) for sign in signs], bool)
    in_word = np.array([chr(int(sign)).isalnum() for sign in signs], bool)
    alone, in_word = alone[inverse], in_word[inverse]
    after_gap = np.concatenate([[True], ~in_word[:-1]]) if len(letters) else in_word
    after_alone = np.concatenate([[False], alone[:-1]]) if len(letters) else alone
    return in_word & (after_gap | after_alone | alone)


def _is_ideograph(sign: int) -> bool:
    return 0x3040 <= sign <= 0x9FFF or 0xF900 <= sign <= 0xFAFF or 0x20000 <= sign <= 0x3FFFF


def _bonus(names: int, fame: np.ndarray | None, length: np.ndarray) -> np.ndarray:
    """(names,) what lets the well known and the short come first among equals."""
    bonus: np.ndarray = -LENGTH * np.minimum(length, 60) / 60
    if fame is not None and names:
        known = np.log1p(fame.astype(float))
        bonus = bonus + FAME * known / max(float(known.max()), 1.0)
    return bonus
