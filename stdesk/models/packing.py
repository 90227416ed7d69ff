"""Many fits of a kind as few arrays: each array of all fits one after the other, with lengths."""

from collections.abc import Mapping, Sequence

import numpy as np


def packed(parts: Sequence[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """name: all arrays of that name; name.length: (parts,) int."""
    names = list(parts[0]) if parts else []
    arrays = {name: np.concatenate([part[name] for part in parts]) for name in names}
    lengths = {f"{name}.length": np.array([len(part[name]) for part in parts]) for name in names}
    return {**arrays, **lengths}


def unpacked(state: Mapping[str, np.ndarray]) -> list[dict[str, np.ndarray]]:
    """What `packed` was given."""
    pieces = {
        name: np.split(state[name], np.cumsum(state[f"{name}.length"])[:-1])
        for name in state
        if f"{name}.length" in state
    }
    count = len(next(iter(pieces.values()))) if pieces else 0
    return [{name: piece[row] for name, piece in pieces.items()} for row in range(count)]
