"""How often likely routes came true, beside first-order Markov, on the newest part of a log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.features import DAY_MS, MINUTE_MS, load_log
from stdesk.insight import great_circle_km
from stdesk.language import tr
from stdesk.metrics import Interval, bootstrap_mean, paired_test
from stdesk.models import (
    FIRST_ORDER,
    OWN_FIRST_ORDER,
    Level,
    Places,
    RouteModel,
    Trails,
    likely_ways,
    places_of_cells,
    places_of_items,
    trails_of,
)
from stdesk.progress import Progress

if TYPE_CHECKING:
    from stdesk.project import Project

REMEMBERED = 4
FEW_USERS = 20  # below these, days are drawn for intervals, not users
PEER = "first-order Markov, own and everyone's"
MODELS: dict[str, Sequence[Level] | None] = {
    "routes": None,
    PEER: OWN_FIRST_ORDER,
    "first-order Markov, everyone's": FIRST_ORDER,
}
PARTS = {"validation": (0.8, 0.9), "test": (0.9, 1.0)}


@dataclass(frozen=True)
class RouteCheck:
    """What to judge. cells, steps: as of the routes. most: moments that are drawn. part: the tenth
    before the newest (validation) or the newest (test); what comes before it is learnt from."""

    steps: int = 3
    cells: int | None = None
    most: int = 500
    part: str = "validation"
    k: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        if self.part not in PARTS:
            raise SettingProblem(
                "{setting} is '{value}', but must be one of {choices}.",
                setting="part",
                value=self.part,
                choices=", ".join(PARTS),
            )


@dataclass(frozen=True)
class RouteFigure:
    """One figure of one way of predicting, with its 95 % interval; p: of the paired test against
    the better first-order Markov, None for that one itself."""

    model: str
    name: str
    value: float
    low: float
    high: float
    moments: int
    p_value: float | None


def judge_routes(project: "Project", settings: RouteCheck, progress: Progress) -> list[RouteFigure]:
    """Figures of all, in order: hit at each step, whole route among the first 1 and k, edit
    distance over length (0 the same, 1 nothing in common), km from the true place at each step.

    A moment is a visit after which at least `steps` more follow in the same trail. Raises
    `ModelProblem` when there are none.
    """
    progress.step(0, 1, tr("Reading the log"))
    log = load_log(project)
    if settings.cells is None:
        places = places_of_items(log)
    else:
        places = places_of_cells(log, settings.cells)
    visits = trails_of(log, places)
    begin, end = PARTS[settings.part]
    place_in_time = np.empty(len(visits), np.int64)
    place_in_time[np.argsort(visits.instant_ms, kind="stable")] = np.arange(len(visits))
    early = place_in_time < int(len(visits) * begin)
    later = ~early & (place_in_time < int(len(visits) * end))
    moments = _moments(visits, later, settings)
    if not len(moments) or not early.any():
        raise ModelProblem(
            "no trail of the newest events is {steps} steps long; ask for fewer steps.",
            steps=settings.steps,
        )
    found = {}
    for number, (name, kinds) in enumerate(MODELS.items()):
        work = progress.part(0.1 + number * 0.3, 0.1 + (number + 1) * 0.3)
        model = RouteModel(visits.select(early), len(places), kinds)
        found[name] = _outcomes(model, visits, moments, places, settings, kinds is None, work)
    return list(_figures(found, _units(visits, moments)))


def _moments(visits: Trails, later: np.ndarray, settings: RouteCheck) -> np.ndarray:
    """Positions of visits that are followed by enough others in their trail."""
    rows = np.flatnonzero(later)
    rows = rows[rows + settings.steps < len(visits)]
    rows = rows[visits.trail[rows] == visits.trail[rows + settings.steps]]
    if len(rows) > settings.most:
        drawn = np.random.default_rng(settings.seed).permutation(len(rows))[: settings.most]
        rows = rows[np.sort(drawn)]
    return rows


def _outcomes(
    model: RouteModel,
    visits: Trails,
    moments: np.ndarray,
    places: Places,
    settings: RouteCheck,
    knows_time: bool,
    progress: Progress,
) -> dict[str, np.ndarray]:
    """(moments,) each figure by name."""
    steps = settings.steps
    first = np.searchsorted(visits.trail, visits.trail[moments])
    hit = np.zeros((len(moments), steps))
    km = np.full((len(moments), steps), np.nan)
    whole, among, edit = (np.zeros(len(moments)) for _ in range(3))
    for number, row in enumerate(moments.tolist()):
        progress.step(number, len(moments), tr("Judging routes"))
        recent = visits.place[max(int(first[number]), row - REMEMBERED + 1) : row + 1].tolist()
        clock = int(visits.instant_ms[row] + visits.offset_min[row] * MINUTE_MS)
        user = int(visits.user[row])
        asked = clock if knows_time else None
        ways = likely_ways(model, user, recent, asked, steps, settings.k)
        came = visits.place[row + 1 : row + 1 + steps]
        said = np.full(steps, -1)
        if ways:
            said[: len(ways[0].places)] = ways[0].places
        hit[number] = said == came
        whole[number] = hit[number].all()
        among[number] = any(way.places == tuple(came.tolist()) for way in ways)
        edit[number] = edit_distance(said.tolist(), came.tolist()) / steps
        known = said >= 0
        km[number, known] = great_circle_km(
            places.latitude[said[known]],
            places.longitude[said[known]],
            places.latitude[came[known]],
            places.longitude[came[known]],
        )
    found = {f"hit at step {step + 1}": hit[:, step] for step in range(steps)}
    found |= {"whole route": whole, f"whole route among {settings.k}": among}
    found |= {"edit distance": edit}
    return found | {f"km at step {step + 1}": km[:, step] for step in range(steps)}


def _figures(found: dict[str, dict[str, np.ndarray]], units: np.ndarray) -> Iterator[RouteFigure]:
    peer = found[PEER]
    for model, figures in found.items():
        for name, values in figures.items():
            known = np.isfinite(values) & np.isfinite(peer[name])
            if not known.any():
                continue
            mean: Interval = bootstrap_mean(values[known], units[known])
            p_value = None
            if model != PEER:
                p_value = paired_test(values[known], peer[name][known], units[known])
            yield RouteFigure(
                model, name, mean.value, mean.low, mean.high, int(known.sum()), p_value
            )


def _units(visits: Trails, moments: np.ndarray) -> np.ndarray:
    """What is drawn for intervals: users, or days of theirs where users are few."""
    users = visits.user[moments].astype(np.int64)
    if len(np.unique(users)) >= FEW_USERS:
        return users
    day = visits.instant_ms[moments] // DAY_MS
    return users * (int(day.max(initial=0)) + 1) + day


def edit_distance(one: Sequence[int], other: Sequence[int]) -> int:
    """Insertions, deletions and replacements that make one sequence the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
