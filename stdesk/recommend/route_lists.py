"""Likely next routes: for each user the likeliest ways of some steps, with times and reasons."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import HOUR_MS, MINUTE_MS, EventLog, load_log
from stdesk.language import mark, tr
from stdesk.models import (
    Level,
    Places,
    Reason,
    RouteModel,
    Trails,
    Way,
    likely_ways,
    places_of_cells,
    places_of_items,
    trails_of,
)
from stdesk.progress import Progress
from stdesk.recommend.asked import check_events, moment_asked, users_asked
from stdesk.recommend.route_settings import Route, RouteLists, RouteSettings, Stop

if TYPE_CHECKING:
    from stdesk.project import Project

REMEMBERED = 4  # last places that a route goes on from
STALE_HOURS = 24.0  # after such a pause one sets out anew: where one was before says little


def likely_routes(project: "Project", settings: RouteSettings, progress: Progress) -> RouteLists:
    """The k likeliest routes of each user as of a moment, learnt from what came before it.

    Users without a history before the moment get what everyone does. Raises `SettingProblem` when
    there is no such user, no event before the moment, or cells are asked for without coordinates.
    """
    progress.step(0, 1, tr("Reading the log"))
    log = load_log(project)
    check_events(log)
    if settings.cells is not None and not log.catalogue.has_coordinates:
        raise SettingProblem(
            "cells need coordinates, which this log does not have; leave them out, and routes lead "
            "from item to item."
        )
    users = users_asked(log.catalogue, settings.users)
    as_of = moment_asked(log, settings.at_ms)
    known = log.before(as_of)
    if not len(known):
        raise SettingProblem("there is no event before that moment to learn routes from.")
    progress.step(0.1, 1, tr("Learning routes"))
    places = _places(known, settings.cells)
    learnt = trails_of(known, places)
    model = RouteModel(learnt, len(places))
    maker = _Maker(known, places, learnt, model, as_of, settings)
    made: list[Route] = []
    starts: dict[str, tuple[float, float]] = {}
    asking = progress.part(0.4, 1.0, tr("Following routes"))
    for number, user in enumerate(users.tolist()):
        asking.step(number, len(users))
        made += maker.routes(user)
        start = maker.start(user)
        if start is not None:
            starts[log.catalogue.user_keys[user]] = start
    progress.step(1, 1)
    keys = tuple(log.catalogue.user_keys[user] for user in users)
    return RouteLists(settings, as_of, keys, tuple(made), starts, _notes(log, settings, as_of))


class _Maker:
    """Makes the routes of all users of one request."""

    def __init__(
        self,
        log: EventLog,
        places: Places,
        learnt: Trails,
        model: RouteModel,
        as_of: int,
        settings: RouteSettings,
    ) -> None:
        self._log, self._places, self._learnt, self._model = log, places, learnt, model
        self._as_of, self._settings = as_of, settings
        self._begin = np.searchsorted(learnt.user, np.arange(log.catalogue.users + 1))

    def routes(self, user: int) -> Iterator[Route]:
        recent, offset = self._recent(user), self._offset(user)
        local = self._as_of + offset * MINUTE_MS
        steps, count = self._settings.steps, self._settings.k
        ways = likely_ways(self._model, user, recent, local, steps, count)
        for rank, way in enumerate(ways, start=1):
            yield Route(
                user_id=user + 1,
                user=self._log.catalogue.user_keys[user],
                rank=rank,
                start=self._places.name[recent[-1]] if recent else "",
                chance=way.chance,
                stops=tuple(self._stops(user, recent, local, way)),
            )

    def start(self, user: int) -> tuple[float, float] | None:
        """Where the user was last, or None."""
        recent = self._recent(user)
        if not recent:
            return None
        here = self._places.latitude[recent[-1]], self._places.longitude[recent[-1]]
        return (float(here[0]), float(here[1])) if np.isfinite(here).all() else None

    def _recent(self, user: int) -> list[int]:
        """The newest places of the trail that the user is on; the last one alone after a pause."""
        begin, end = int(self._begin[user]), int(self._begin[user + 1])
        if begin == end:
            return []
        learnt = self._learnt
        same = learnt.trail[begin:end] == learnt.trail[end - 1]
        recent: list[int] = learnt.place[begin:end][same][-REMEMBERED:].tolist()
        paused = self._as_of - int(learnt.instant_ms[end - 1]) > STALE_HOURS * HOUR_MS
        return recent[-1:] if paused else recent

    def _offset(self, user: int) -> int:
        end = int(self._begin[user + 1])
        return int(self._learnt.offset_min[end - 1]) if end > self._begin[user] else 0

    def _stops(self, user: int, recent: list[int], local: int, way: Way) -> Iterator[Stop]:
        places, past, gone = self._places, list(recent), 0.0
        for place, chance, minutes in zip(way.places, way.chances, way.minutes, strict=True):
            clock = local + int(gone * MINUTE_MS)
            found = self._model.evidence(user, past[-REMEMBERED:], clock, place)
            here = past[-1] if past else None
            yield Stop(
                place=places.key[place],
                name=places.name[place],
                latitude=_finite(places.latitude[place]),
                longitude=_finite(places.longitude[place]),
                chance=chance,
                at_ms=self._as_of + int(minutes * MINUTE_MS),
                reasons=() if found is None else (self._reason(found, here),),
            )
            past.append(place)
            gone = minutes

    def _reason(self, found: tuple[Level, int, int], here: int | None) -> Reason:
        level, times, total = found
        values = {"times": times, "total": total, "order": level.order}
        if level.order and here is not None:
            values |= {"place": self._places.name[here]}  # type: ignore[dict-item]
        return Reason(_TEXTS[min(level.order, 2), level.own, level.clock], values, times)


_TEXTS = {
    (0, False, False): mark("{times} of everyone's {total} visits are to it"),
    (0, False, True): mark("{times} of everyone's {total} visits at this time are to it"),
    (0, True, False): mark("{times} of your {total} visits are to it"),
    (0, True, True): mark("{times} of your {total} visits at this time are to it"),
    (1, False, False): mark("after {place}, everyone went there {times} of {total} times"),
    (1, False, True): mark(
        "after {place} at this time, everyone went there {times} of {total} times"
    ),
    (1, True, False): mark("after {place}, you went there {times} of {total} times"),
    (1, True, True): mark("after {place} at this time, you went there {times} of {total} times"),
    (2, False, False): mark(
        "after the last {order} places, everyone went there {times} of {total} times"
    ),
    (2, True, False): mark(
        "after the last {order} places, you went there {times} of {total} times"
    ),
}


def _places(log: EventLog, cells: int | None) -> Places:
    return places_of_items(log) if cells is None else places_of_cells(log, cells)


def _notes(log: EventLog, settings: RouteSettings, as_of: int) -> tuple[Reason, ...]:
    notes = []
    if settings.at_ms is None:
        text = mark("The routes begin just after the log's last event.")
        notes.append(Reason(text))
    elif as_of <= int(log.instant_ms.max()):
        text = mark("That moment lies within the log; nothing after it was learnt from.")
        notes.append(Reason(text))
    text = mark(
        "Each chance holds if the user moves on at all; times are the middle of how long people "
        "take from one place to the next."
    )
    return (*notes, Reason(text))


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
