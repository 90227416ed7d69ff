"""Small pictures of items: the colour tells the category, the pattern the style."""

from pathlib import Path

import numpy as np

from stdesk.demo.catalogue import CATEGORIES, STYLES

SIDE = 16


def draw_picture(chance: np.random.Generator, category: int, style: int) -> np.ndarray:
    """(SIDE, SIDE, 3) of uint8: noise around the category's colour, under the style's pattern."""
    row, column = np.mgrid[:SIDE, :SIDE]
    pattern = {
        "quiet": np.zeros((SIDE, SIDE)),
        "lively": (row // 2 + column // 2) % 2,
        "thrifty": (row // 4) % 2,
        "refined": ((row - SIDE / 2) ** 2 + (column - SIDE / 2) ** 2 < 30) * 1.0,
    }[STYLES[style]]
    colour = np.array(CATEGORIES[category].colour) + 45 * (pattern[..., None] - 0.5)
    return np.clip(colour + chance.normal(0, 12, (SIDE, SIDE, 3)), 0, 255).astype(np.uint8)


def write_pictures(
    folder: Path, names: list[str], category: np.ndarray, style: np.ndarray, seed: int
) -> None:
    """One PNG for each of `names`, in order of the items; each picture has its own seed."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for row, name in enumerate(names):
        picture = draw_picture(
            np.random.default_rng((seed, row)), int(category[row]), int(style[row])
        )
        Image.fromarray(picture).save(folder / name, format="PNG")
