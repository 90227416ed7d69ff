"""Outlines cut to what a still map shows: of a continent, only the coast that is in the picture."""

import numpy as np

BEYOND_PX = 4.0  # where an outline is cut its edge is drawn, out of sight


def clipped(points: np.ndarray, width: float, height: float) -> np.ndarray:
    """The part of a polygon inside a picture and a hand's breadth around; (points, 2) pixels.

    Empty where nothing of it is there. Sutherland and Hodgman, "Reentrant polygon clipping",
    Communications of the ACM 1974: one side after the other.
    """
    for axis, size in enumerate((width, height)):
        points = _half(points, points[:, axis] + BEYOND_PX)
        points = _half(points, size + BEYOND_PX - points[:, axis])
    return points


def told_apart(points: np.ndarray, decimals: int) -> np.ndarray:
    """Rounded, and each point once that follows itself then."""
    rounded = points.round(decimals)
    moved = (rounded != np.roll(rounded, 1, axis=0)).any(axis=1)
    return rounded[moved] if moved.any() else rounded[:1]


def _half(points: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The polygon where `inside`, (points,) the distance to a line, is not negative."""
    within = inside >= 0
    if within.all() or not len(points):
        return points
    crosses = within != np.roll(within, -1)
    change = np.where(crosses, inside - np.roll(inside, -1), 1.0)
    met = points + (inside / change)[:, None] * (np.roll(points, -1, axis=0) - points)
    # Of each edge, its first end and where it crosses the line, in this order.
    both = np.stack([points, met], axis=1).reshape(-1, 2)
    return np.asarray(both[np.stack([within, crosses], axis=1).ravel()])
