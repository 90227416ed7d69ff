"""What a map page is told, and places as it takes them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.insight import to_pixels
from stdesk.insight.screen import TILE


@dataclass(frozen=True)
class Message:
    """What the map page is told: a command, its content, and arrays that go with it packed."""

    command: str
    content: dict[str, Any]
    arrays: dict[str, np.ndarray] | None = None


def in_world(latitude: np.ndarray, longitude: np.ndarray) -> dict[str, np.ndarray]:
    """Places where the world is a square of side 1."""
    x, y = to_pixels(latitude, longitude, 0)
    return {"x": x / TILE, "y": y / TILE}
