"""Arrays as the map page reads them: one run of bytes, and where in it each lies."""

from typing import Any

import numpy as np


def pack(arrays: dict[str, np.ndarray]) -> tuple[bytes, dict[str, list[Any]]]:
    """Arrays as one run of bytes, and [kind, offset, length] of each, as arrays.js reads them."""
    pieces, parts, offset = [], {}, 0
    for name, values in arrays.items():
        narrow = np.ascontiguousarray(_narrow(values))
        parts[name] = [narrow.dtype.str[1:].replace("b1", "u1"), offset, len(narrow)]
        piece = narrow.tobytes()
        piece += bytes(-len(piece) % 8)
        pieces.append(piece)
        offset += len(piece)
    return b"".join(pieces), parts


def _narrow(values: np.ndarray) -> np.ndarray:
    """Floats as 8 bytes; whole numbers, not negative, in the smallest kind that holds them."""
    if values.dtype.kind == "f":
        return values.astype("<f8")
    most = int(values.max(initial=0))
    return values.astype("<u1" if most < 1 << 8 else "<u2" if most < 1 << 16 else "<u4")
