"""The likeliest ways of several steps: beam search over a route model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.features import MINUTE_MS
from stdesk.models.route_model import LONGEST, RouteModel

WIDTH = 20  # ways that are carried on at a time
BRANCHES = 12  # next places of each


@dataclass(frozen=True)
class Way:
    """One likely way: the places after now, the chance of each step given those before, and the
    minutes from now until each is reached."""

    places: tuple[int, ...]
    chances: tuple[float, ...]
    minutes: tuple[float, ...]

    @property
    def chance(self) -> float:
        """Of the whole way."""
        return float(np.prod(self.chances)) if self.chances else 0.0


def likely_ways(
    model: RouteModel,
    user: int,
    recent: Sequence[int],
    local_ms: int | None,
    steps: int,
    count: int,
    width: int = WIDTH,
) -> list[Way]:
    """The `count` likeliest ways of `steps` places, the likeliest first.

    recent: the last places, the newest last. local_ms: the clock on the wall now, or None where it
    does not matter; later steps take it from how long people stay.
    """
    ways = [Way((), (), ())]
    for _ in range(steps):
        longer: list[Way] = []
        for way in ways:
            longer += _longer(model, user, recent, local_ms, way)
        if not longer:
            break
        longer.sort(key=lambda way: -way.chance)
        ways = longer[: max(width, count)]
    return [way for way in ways if way.places][:count]


def _longer(
    model: RouteModel, user: int, recent: Sequence[int], local_ms: int | None, way: Way
) -> list[Way]:
    past = [*recent, *way.places][-LONGEST:]
    gone = way.minutes[-1] if way.minutes else 0.0
    arrives = gone + (float(model.minutes[past[-1]]) if past else 0.0)
    clock = None if local_ms is None else local_ms + int(gone * MINUTE_MS)
    place, chance = model.next(user, past, clock)
    return [
        Way((*way.places, int(p)), (*way.chances, float(c)), (*way.minutes, arrives))
        for p, c in zip(place[:BRANCHES], chance[:BRANCHES], strict=True)
    ]
