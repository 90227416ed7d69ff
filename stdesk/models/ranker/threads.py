"""Blocks of moments side by side: numpy leaves the interpreter free while it computes."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")


def in_threads(
    compute: Callable[[Given], Found], parts: Iterable[Given], threads: int
) -> list[Found]:
    """What `compute` gives for each part, in their order; threads: 0 for all cores."""
    parts = list(parts)
    workers = min(threads or os.cpu_count() or 1, len(parts))
    if workers <= 1:
        return [compute(part) for part in parts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(compute, parts))
