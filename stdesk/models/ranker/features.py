"""What is looked at of each candidate: a row of numbers, and events one by one."""

import numpy as np

from stdesk.models.ranker.attended import Attended
from stdesk.models.ranker.candidates import Candidates
from stdesk.models.ranker.components import Components
from stdesk.models.ranker.others import others_visits
from stdesk.models.ranker.own import (
    Pairs,
    clock_kernels,
    order_kernels,
    return_columns,
    visit_columns,
)
from stdesk.models.ranker.sums import Named, Sums, areas, own_group
from stdesk.models.ranker.visits import visits
from stdesk.models.ranker.world import place_columns, user_columns, world_columns

# Kernels whose sums are also taken over the candidate's category and area.
GROUPED = (
    "count", "recent_10d", "after_category", "week_wide", "day_type", "gap", "likely_day_type",
)  # fmt: skip
# Columns that are also given as a share of the best candidate's, and as a place among them.
COMPARED = (
    "count_share",
    "recent_10d_share",
    "after_last_share",
    "week_narrow_share",
    "week_wide_share",
    "day_type_share",
    "after_hour_share",
    "gap_share",
    "day_gap_share",
    "likely_week_share",
    "likely_day_type_share",
    "week_within_3h_share",
)


def feature_table(
    candidates: Candidates, components: Components | None = None
) -> tuple[list[str], np.ndarray]:
    """Names, and (candidates, names) float32; no column sees the instant when it is unknown."""
    names: list[str] = []
    columns: list[np.ndarray] = []
    for name, column in _columns(candidates):
        names.append(name)
        columns.append(column.astype(np.float32))
    if components is not None:
        for name, column in components.columns(
            candidates.contexts, candidates.row, candidates.item
        ):
            names.append(name)
            columns.append(column.astype(np.float32))
    return names, np.stack(columns, axis=1)


def attended_events(candidates: Candidates) -> tuple[Attended, ...]:
    """For the network: the user's visits of each candidate, and others' visits."""
    return visits(candidates), others_visits(candidates)


def aligned(names: list[str], table: np.ndarray, wanted: list[str]) -> np.ndarray:
    """The wanted columns in their order; NaN where the catalogue of today does not give one."""
    if names == wanted:
        return table
    place = {name: column for column, name in enumerate(names)}
    found = np.full((len(table), len(wanted)), np.nan, np.float32)
    for column, name in enumerate(wanted):
        if name in place:
            found[:, column] = table[:, place[name]]
    return found


def _columns(candidates: Candidates) -> Named:
    pairs = Pairs(candidates)
    own = Sums(candidates)
    groups = [("category", own_group(candidates, candidates.contexts.log.catalogue.item_category))]
    if candidates.contexts.log.catalogue.has_coordinates:
        groups.append(("area", own_group(candidates, areas(candidates))))
    for kernels in (order_kernels(pairs), clock_kernels(pairs)):
        for name, weight in kernels:
            total = own.total(weight)
            share = own.share(total, weight)
            yield name, total
            yield f"{name}_share", share
            if f"{name}_share" in COMPARED:
                yield f"{name}_of_best", own.of_best(share)
            if name in GROUPED:
                for group_name, index in groups:
                    grouped = np.bincount(index[candidates.pair_candidate], weight, len(index))
                    yield f"{group_name}_{name}", own.share(grouped[index], weight)
    yield from visit_columns(pairs)
    yield from return_columns(pairs)
    yield from world_columns(candidates, own)
    if candidates.contexts.log.catalogue.has_coordinates:
        yield from place_columns(candidates)
    yield from user_columns(candidates)
