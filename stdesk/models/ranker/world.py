"""What a candidate is beside the user's own events of it: fame, company, place, kind of moment."""

import numpy as np

from stdesk.features import DAY_MS, HOUR_MS, Contexts
from stdesk.insight import great_circle_km
from stdesk.models.ranker.candidates import Candidates
from stdesk.models.ranker.categories import any_category, categories
from stdesk.models.ranker.lately import first_visits, window_counts
from stdesk.models.ranker.sources import ONLY_NAME, known_last
from stdesk.models.ranker.sparse import value_at
from stdesk.models.ranker.sums import Named, Sums
from stdesk.models.rhythm import local_moment

RECENT_EVENTS = 20
COMPARED_SOURCES = ("follows", "together", "home", "kin", "kin_lately")


def world_columns(candidates: Candidates, own: Sums) -> Named:
    """What everyone's behaviour says."""
    world, contexts = candidates.background, candidates.contexts
    row, item = candidates.row, candidates.item
    yield "fame", np.log1p(world.count)[item]
    yield "fame_recent", ((world.recent + 0.5) / (world.count + 5.0))[item]
    yield "visitors", np.log1p(world.visitors)[item]
    yield "loyalty", (world.count / np.maximum(world.visitors, 1))[item]
    yield "named", np.log(candidates.named)
    for name, matrix in candidates.sources.items():
        if name in ONLY_NAME:
            continue
        value = value_at(matrix, row, item)
        yield name, value
        if name in COMPARED_SOURCES:
            yield f"{name}_of_best", own.of_best(value)
    firsts = world.remembered("first_visits", contexts.log, lambda: first_visits(contexts.log))
    for name, count in window_counts(contexts, row, item, firsts):
        yield name, np.log1p(count)
    category = contexts.log.catalogue.item_category
    if any_category(category[: world.items]):
        yield from _category_columns(candidates, category)
    yield "item_at_hour", candidates.hours.weighed(world.slot_share, row, item)


def _category_columns(candidates: Candidates, all_categories: np.ndarray) -> Named:
    world, contexts = candidates.background, candidates.contexts
    category = all_categories[: world.items]
    known = categories(world, all_categories)
    last = known_last(contexts, 1, world.items)
    last_category = np.where(last >= 0, category[np.maximum(last, 0)] + 1, -1)
    own = category[candidates.item] + 1
    yield "category_follows", value_at(known.flow, last_category[candidates.row], own)
    yield "category_fame", np.log1p(known.count)[own]
    yield "share_of_category", world.count[candidates.item] / np.maximum(known.count[own], 1)
    yield "category_at_hour", candidates.hours.weighed(known.at_hour, candidates.row, own)


def place_columns(candidates: Candidates) -> Named:
    """Where the candidates lie, seen from where the user was last, and from where she lives."""
    contexts, row, item = candidates.contexts, candidates.row, candidates.item
    log, catalogue = contexts.log, contexts.log.catalogue
    latitude, longitude = catalogue.item_latitude[item], catalogue.item_longitude[item]
    for back, name in ((1, "km_from_last"), (2, "km_from_second")):
        position = contexts.history_end - back
        known = position >= contexts.history_begin
        at = np.maximum(position, 0)
        here = np.where(known, log.latitude[at], np.nan), np.where(known, log.longitude[at], np.nan)
        if back == 1:
            here = _or_said(contexts, here)
        km = great_circle_km(here[0][row], here[1][row], latitude, longitude)
        yield name, np.log1p(km)
        if back == 1 and contexts.instant_ms is not None:
            hours = (contexts.instant_ms - log.instant_ms[at]) / HOUR_MS
            yield "km_per_hour", np.log(0.05 + km / (0.1 + hours[row]))
    middle = _centre(candidates)
    yield (
        "km_from_centre",
        np.log1p(great_circle_km(middle[0][row], middle[1][row], latitude, longitude)),
    )


def _or_said(
    contexts: Contexts, here: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """(batch,) latitude and longitude: where the user says she is counts as where she was last."""
    if contexts.latitude is None or contexts.longitude is None:
        return here
    said = np.isfinite(contexts.latitude) & np.isfinite(contexts.longitude)
    return (
        np.where(said, contexts.latitude, here[0]),
        np.where(said, contexts.longitude, here[1]),
    )


def _centre(candidates: Candidates) -> tuple[np.ndarray, np.ndarray]:
    """(batch,) latitude and longitude, the mean over the events of each history."""
    log, row, position = candidates.contexts.log, candidates.pair_row, candidates.pair_position
    placed = np.isfinite(log.latitude[position]) & np.isfinite(log.longitude[position])
    batch = len(candidates.contexts)
    count = np.bincount(row[placed], minlength=batch).astype(float)
    count[count == 0] = np.nan
    return (
        np.bincount(row[placed], log.latitude[position][placed], batch) / count,
        np.bincount(row[placed], log.longitude[position][placed], batch) / count,
    )


def user_columns(candidates: Candidates) -> Named:
    """What kind of user and moment it is, the same for all candidates of a row."""
    contexts, row = candidates.contexts, candidates.row
    log, end, begin = contexts.log, contexts.history_end, contexts.history_begin
    length = end - begin
    had = np.bincount(candidates.pair_candidate, minlength=len(candidates)) > 0
    distinct = np.bincount(row[had], minlength=len(contexts))
    yield "history", np.log1p(length)[row]
    yield "distinct_share", (distinct / np.maximum(length, 1))[row]
    newest = np.maximum(end - 1, 0)
    empty = length == 0
    if not len(log):
        return
    lately = candidates.pair_position >= (end - RECENT_EVENTS)[candidates.pair_row]
    distinct_lately = np.unique(candidates.pair_candidate[lately])
    of_row = np.bincount(row[distinct_lately], minlength=len(contexts))
    yield "distinct_lately", (of_row / np.clip(length, 1, RECENT_EVENTS))[row]
    newest_ms = log.instant_ms[newest]
    for back in (5, 50):
        earlier = np.maximum(end - back, np.minimum(begin, newest))
        span = (newest_ms - log.instant_ms[earlier]) / DAY_MS
        yield f"span_{back}", np.where(empty, np.nan, span)[row]
    hour = log.local_ms[newest] / HOUR_MS % 24
    yield "hour_of_last", np.where(empty, np.nan, hour)[row]
    if contexts.instant_ms is None:
        return
    local = local_moment(contexts.instant_ms, contexts.offset_min)
    yield "hour", (local / HOUR_MS % 24)[row]
    yield "day_of_week", ((local // DAY_MS + 3) % 7)[row]
    gap = (contexts.instant_ms - newest_ms) / HOUR_MS
    yield "hours_since_last", np.where(empty, np.nan, gap)[row]
