"""Pictures of items, read from disk as small squares; what cannot be read is counted."""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SIDE = 32  # pixels
READERS = 4
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pictures:
    """The pictures that could be read. item: (pictures,) index, ascending; of each, pixels.

    pixels: (pictures, SIDE, SIDE, 3) uint8. missing: named but not there. broken: there, but no
    picture that can be read.
    """

    item: np.ndarray
    pixels: np.ndarray
    missing: int
    broken: int

    @property
    def named(self) -> int:
        """How many items name a picture."""
        return len(self.item) + self.missing + self.broken


def read_pictures(paths: Sequence[Path | None]) -> Pictures:
    """One picture for each path, by index; of a folder, the first picture in it by name."""
    named = [(item, path) for item, path in enumerate(paths) if path is not None]
    with ThreadPoolExecutor(READERS) as readers:
        found = list(readers.map(_read, [path for _, path in named]))
    item = [item for (item, _), pixels in zip(named, found, strict=True) if pixels is not None]
    squares = [pixels for pixels in found if pixels is not None]
    lacking = [path for (_, path), pixels in zip(named, found, strict=True) if pixels is None]
    missing = sum(not os.path.exists(path) for path in lacking)
    return Pictures(
        item=np.array(item, np.int64),
        pixels=np.stack(squares) if squares else np.zeros((0, SIDE, SIDE, 3), np.uint8),
        missing=missing,
        broken=len(named) - len(squares) - missing,
    )


def _read(path: Path) -> np.ndarray | None:
    """(SIDE, SIDE, 3) the middle square of a picture, made small; None when it cannot be read."""
    from PIL import Image, ImageOps

    try:
        file = _first_picture(path) if path.is_dir() else path
        if file is None:
            return None
        with Image.open(file) as picture:
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            small = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.BILINEAR)
        pixels: np.ndarray = np.asarray(small, np.uint8)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        _log.debug("a picture cannot be read: %s", type(error).__name__)
        return None
    return pixels


def _first_picture(folder: Path) -> Path | None:
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES)
    return files[0] if files else None
