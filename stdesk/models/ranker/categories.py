"""What everyone does by category, and which categories a user may want at a moment."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from stdesk.features import DAY_MS, HOUR_MS, Contexts
from stdesk.models.ranker.background import Background, smoothed_slots
from stdesk.models.ranker.hours import Hours, hour_of_week
from stdesk.models.ranker.sparse import row_numbers, row_shares, value_at
from stdesk.models.rhythm import local_moment

FADE_DAYS = 60.0
HOURS_WIDE = 2.0
KERNEL_HOURS = HOURS_WIDE * float(np.sqrt(2 * np.pi))  # what the kernel adds up to
AT_ANY_HOUR = 0.05  # beside 1 for an event at the moment's hour
AFTER_ANY = 0.5  # beside how much oftener than usual a category follows the last one


@dataclass(frozen=True)
class Categories:
    """What everyone does, by category; index 0 is for items without one.

    flow: (categories, categories) sparse, which category follows which. count: (categories,)
    events. at_hour: (categories, 48) share of the events by hour. wanted: (categories,) share of
    first visits.
    """

    flow: sparse.csr_array
    count: np.ndarray
    at_hour: np.ndarray
    wanted: np.ndarray


def categories(world: Background, category: np.ndarray) -> Categories:
    """category: (items,) of the catalogue, -1 for none; counted once for each catalogue."""
    found: Categories = world.remembered("categories", category, lambda: _counted(world, category))
    return found


def any_category(category: np.ndarray) -> bool:
    """Whether any item has one."""
    return bool(category.max(initial=-1) >= 0)


def _counted(world: Background, all_categories: np.ndarray) -> Categories:
    category = all_categories[: world.items]
    shape = (world.items, int(all_categories.max()) + 2)
    ones = np.ones(world.items)
    member = sparse.coo_array((ones, (np.arange(world.items), category + 1)), shape=shape).tocsr()
    people = member.T @ (world.visitors + 2 * world.firsts)
    return Categories(
        flow=row_shares((member.T @ world.follows @ member).tocsr()),
        count=member.T @ world.count,
        at_hour=smoothed_slots((member.T @ world.slots).toarray().astype(np.float32)),
        wanted=people / max(float(people.sum()), 1e-12),
    )


def in_wanted_categories(
    pool: sparse.csr_array,
    contexts: Contexts,
    world: Background,
    hours: Hours,
    pairs: tuple[np.ndarray, np.ndarray],
    last: np.ndarray,
) -> sparse.csr_array:
    """(batch, items) the pool's values times how likely each item's category is at the moment.

    pairs: row and position of every event of every history. last: (batch,) items, -1 for none.
    Likely is what the user does at such an hour and what everyone tries, what is done at that hour,
    and what follows the last category.
    """
    every = contexts.log.catalogue.item_category
    known, category = categories(world, every), every + 1
    row, of = row_numbers(pool), category[pool.indices]
    usual = np.maximum(known.wanted[of], 1e-5)
    own = _own_shares(contexts, category, hours, pairs, len(known.count))
    odds = 0.5 * value_at(own, row, of) / usual + 0.5
    last_category = np.where(last >= 0, category[np.maximum(last, 0)], -1)
    odds *= value_at(known.flow, last_category[row], of) / usual + AFTER_ANY
    odds *= hours.weighed(known.at_hour, row, of) / known.at_hour.mean(axis=1)[of]
    return sparse.csr_array((pool.data * odds, pool.indices, pool.indptr), shape=pool.shape)


def _own_shares(
    contexts: Contexts,
    category: np.ndarray,
    hours: Hours,
    pairs: tuple[np.ndarray, np.ndarray],
    count: int,
) -> sparse.csr_array:
    """(batch, categories) shares of the user's events, newer ones and like hours counting more."""
    row, position = pairs
    log = contexts.log
    newest_ms = log.instant_ms[np.maximum(contexts.history_end - 1, 0)]
    weight = np.exp2((log.instant_ms[position] - newest_ms[row]) / (FADE_DAYS * DAY_MS))
    if contexts.instant_ms is not None:
        moment = local_moment(contexts.instant_ms, contexts.offset_min)
        apart = np.abs(moment[row] - log.local_ms[position]) / HOUR_MS % 24
        apart = np.minimum(apart, 24 - apart)
        weight *= np.exp(-0.5 * (apart / HOURS_WIDE) ** 2) + AT_ANY_HOUR
    else:
        chance = hours.day[row, hour_of_week(log.local_ms[position]) % 24]
        weight *= KERNEL_HOURS * chance + AT_ANY_HOUR
    shape = (len(contexts), count)
    own = sparse.coo_array((weight, (row, category[log.item[position]])), shape=shape).tocsr()
    own.sort_indices()
    return row_shares(own)
