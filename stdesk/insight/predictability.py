"""How predictable a sequence of places can be at best."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Entropy:
    """Entropies of one user's places in bits. random: as if all places were alike; uncorrelated:
    knowing how often each is visited; real: knowing the order too. predictability: the share of
    next places that the best of all methods could foresee (an upper bound)."""

    places: int
    random: float
    uncorrelated: float
    real: float
    predictability: float


def entropy(item: np.ndarray) -> Entropy:
    """Entropies and predictability of a sequence of places in time order: (visits,).

    Raises ValueError on an empty sequence. Estimates from fewer than some hundred visits are rough.
    Song et al., "Limits of predictability in human mobility", Science 2010.
    """
    if not len(item):
        raise ValueError("no visits")
    count = np.unique(item, return_counts=True)[1]
    share = count / count.sum()
    places = len(count)
    real = min(sequence_entropy(item), float(np.log2(places)))
    return Entropy(
        places=places,
        random=float(np.log2(places)),
        uncorrelated=float(-(share * np.log2(share)).sum()) + 0.0,
        real=real,
        predictability=highest_predictability(real, places),
    )


def sequence_entropy(item: np.ndarray) -> float:
    """Lempel-Ziv estimate n log2 n / Σ Λ_i in bits, where Λ_i is the length of the shortest
    sub-sequence that begins at i and did not occur before it; 0 for fewer than 2 visits.

    Kontoyiannis et al., IEEE Transactions on Information Theory 1998.
    """
    text = _as_text(item)
    visits = len(text)
    if visits < 2:
        return 0.0
    total, length = 0, 1
    for begin in range(visits):
        # Λ falls by at most one from a position to the next, so each search starts there.
        length = max(length - 1, 1)
        while begin + length <= visits and text.find(text[begin : begin + length], 0, begin) >= 0:
            length += 1
        total += length
    return visits * float(np.log2(visits)) / total


def highest_predictability(entropy_bits: float, places: int) -> float:
    """Π that solves Fano's equation S = H(Π) + (1 - Π) log2(N - 1) for N places."""
    if places <= 1 or entropy_bits <= 0:
        return 1.0
    low, high = 1.0 / places, 1.0  # the right side falls from log2 N to 0 between them
    while high - low > 1e-12:
        middle = (low + high) / 2
        rest = 1 - middle
        mixing = -(middle * np.log2(middle) + rest * np.log2(rest))
        if mixing + rest * np.log2(places - 1) > entropy_bits:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _as_text(item: np.ndarray) -> str:
    """One character a visit, so that searching runs in C; surrogates are skipped."""
    code = np.unique(item, return_inverse=True)[1]
    code = code + 1 + 0x800 * (code + 1 >= 0xD800)
    return "".join(map(chr, code.tolist()))
