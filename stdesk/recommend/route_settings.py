"""What can be asked of `likely_routes`, and what comes back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdesk.errors import SettingProblem

if TYPE_CHECKING:
    import pandas as pd

    from stdesk.models import Reason

RESOLUTIONS = (5, 11)  # of H3 cells, from towns to houses
MOST_STEPS = 12


@dataclass(frozen=True)
class RouteSettings:
    """For whom, from when on, how far, and through what.

    users: keys, or None for everyone. k: routes of each. steps: places of each route. at_ms: UTC;
    None means just after the log's last event; only what came before is known. cells: resolution of
    the H3 cells that routes lead through; None for the items of the log.
    """

    users: tuple[str, ...] | None = None
    k: int = 5
    steps: int = 4
    at_ms: int | None = None
    cells: int | None = None

    def __post_init__(self) -> None:
        if self.k < 1:
            raise SettingProblem("k is {k}, but must be at least 1.", k=self.k)
        if not 1 <= self.steps <= MOST_STEPS:
            raise SettingProblem(
                "steps is {steps}, but must be from 1 to {most}.", steps=self.steps, most=MOST_STEPS
            )
        if self.cells is not None and not RESOLUTIONS[0] <= self.cells <= RESOLUTIONS[1]:
            raise SettingProblem(
                "cells is {cells}, but must be a resolution from {low} to {high}.",
                cells=self.cells,
                low=RESOLUTIONS[0],
                high=RESOLUTIONS[1],
            )


@dataclass(frozen=True)
class Stop:
    """One place of a route. chance: of this step, given those before. at_ms: when about, UTC."""

    place: str
    name: str
    latitude: float | None
    longitude: float | None
    chance: float
    at_ms: int
    reasons: tuple["Reason", ...]


@dataclass(frozen=True)
class Route:
    """One likely way of one user, from where she was last. chance: of the whole way."""

    user_id: int
    user: str
    rank: int
    start: str
    chance: float
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class RouteLists:
    """The routes of all users asked for, by user and rank.

    starts: of each user, latitude and longitude of where the routes begin, where known.
    """

    settings: RouteSettings
    as_of_ms: int
    users: tuple[str, ...]
    routes: tuple[Route, ...]
    starts: dict[str, tuple[float, float]]
    notes: tuple["Reason", ...] = ()

    def of(self, user: str) -> tuple[Route, ...]:
        return tuple(route for route in self.routes if route.user == user)

    def frame(self) -> "pd.DataFrame":
        """One row a stop, as exported: for those who script."""
        import pandas as pd

        from stdesk.recommend.route_export import route_columns, route_records

        return pd.DataFrame(list(route_records(self)), columns=list(route_columns()))

    def plain(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        from stdesk.recommend.export import instant_text
        from stdesk.recommend.route_export import route_records
        from stdesk.recommend.sentences import reason_sentence

        return {
            "as_of": instant_text(self.as_of_ms),
            "users": list(self.users),
            "notes": [reason_sentence(note) for note in self.notes],
            "stops": list(route_records(self)),
        }
