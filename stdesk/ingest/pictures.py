"""Paths of pictures, as files name them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable


def picture_paths(names: "Iterable[str | None]", folder: Path) -> pa.Array:
    """Pictures, or folders of them, named relative to a file in `folder`, as found from anywhere.

    What is not there stays as it is named.
    """
    paths = []
    for name in names:
        beside = os.path.join(folder, name) if name else ""
        paths.append(beside if os.path.exists(beside) else name)  # False for what is no path
    return pa.array(paths, pa.string())
