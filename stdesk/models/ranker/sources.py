"""Where an item that the user never had may come from: each source names its likeliest."""

import numpy as np
from scipy import sparse

from stdesk.features import Contexts
from stdesk.insight import great_circle_km
from stdesk.models.counts import last_items
from stdesk.models.ranker.background import Background
from stdesk.models.ranker.categories import any_category, in_wanted_categories
from stdesk.models.ranker.hours import Hours
from stdesk.models.ranker.lately import friends_latest, others_latest
from stdesk.models.ranker.sparse import rows_of

HOME_EVENTS = 30  # newest events round which new places are looked for
TOGETHER_EVENTS = 20
HOME_SHARE = 0.05  # beside what is near the last event
# Sources that count first visits, the others count events. They only name candidates: statistics
# do not know yet what has just opened, and a column would hold that against it.
ONLY_NAME = ("near_new", "popular_new")
NAMES = (
    "follows",
    "follows_second",
    "near",
    "near_new",
    "home",
    "together",
    "kin",
    "kin_lately",
    "company",
    "lately",
    "popular",
    "popular_new",
    "wanted",
)


def sources(
    contexts: Contexts, world: Background, hours: Hours, row: np.ndarray, position: np.ndarray
) -> dict[str, sparse.csr_array]:
    """By name: (batch, items) how much each source says for each item, a value above 0.

    row, position: every event of every history.
    """
    lasting = _lasting(contexts, world, row, position)
    pool = lasting.pop("pool", None)
    passing = {
        "kin_lately": friends_latest(contexts, world.kin),
        "company": friends_latest(contexts, world.company),
        "lately": others_latest(contexts),
        "popular": popular(world, hours),
    }
    if pool is not None:
        last = known_last(contexts, 1, world.items)
        passing["wanted"] = in_wanted_categories(
            pool, contexts, world, hours, (row, position), last
        )
    fitted = {name: _fitted(matrix, world.items) for name, matrix in passing.items()}
    found = lasting | fitted
    return {name: found[name] for name in NAMES if name in found}


def _lasting(
    contexts: Contexts, world: Background, row: np.ndarray, position: np.ndarray
) -> dict[str, sparse.csr_array]:
    """What does not change with the instant; and `pool`, where wanted categories are sought.

    Of one user who is asked about at many instants it is found only once.
    """
    who = _one_user(contexts)
    if who is None:
        return _lasting_of_all(contexts, world, row, position)
    first = row == 0
    found = world.remembered_alike(
        "lasting",
        (contexts.log, who),
        lambda: _lasting_of_all(contexts.take(np.array([0])), world, row[first], position[first]),
    )
    every = np.zeros(len(contexts), np.int64)
    return {name: matrix if len(every) == 1 else matrix[every] for name, matrix in found.items()}


def _lasting_of_all(
    contexts: Contexts, world: Background, row: np.ndarray, position: np.ndarray
) -> dict[str, sparse.csr_array]:
    last = known_last(contexts, 1, world.items)
    second = known_last(contexts, 2, world.items)
    near = rows_of(world.near_share, where_now(contexts, last, world.items))
    home = _recent(contexts, world, row, position, HOME_EVENTS) @ world.near_share
    together = _recent(contexts, world, row, position, TOGETHER_EVENTS) @ world.together
    tried = _tried_lately(contexts, world)
    catalogue = contexts.log.catalogue
    found = {
        "follows": rows_of(world.follows_share, last),
        "follows_second": rows_of(world.follows_second_share, second),
        "near": near,
        "near_new": _times(near, world.fresh / np.maximum(world.count, 1.0)),
        "home": home,
        "together": together,
        "kin": rows_of(world.kin, known_user(contexts, world)) @ world.had_share,
        "popular_new": tried,
    }
    if any_category(catalogue.item_category[: world.items]):
        placed = catalogue.has_coordinates
        found["pool"] = near + HOME_SHARE * home if placed else together + tried
    return {name: _fitted(matrix, world.items) for name, matrix in found.items()}


def _one_user(contexts: Contexts) -> tuple[float, ...] | None:
    """Whose contexts they are, and where, if all are one user's and differ in the instant only."""
    told = [contexts.user, contexts.history_begin, contexts.history_end]
    told += [part for part in (contexts.latitude, contexts.longitude) if part is not None]
    if not len(contexts) or any(
        not np.array_equal(part, part[:1].repeat(len(part))) for part in told
    ):
        return None
    return tuple(float(part[0]) for part in told)


def _fitted(matrix: sparse.csr_array, items: int) -> sparse.csr_array:
    """As wide as the catalogue that is known."""
    fitted: sparse.csr_array = matrix.tocsr()
    if fitted.shape[1] > items:
        fitted = fitted[:, :items].tocsr()
    fitted.sort_indices()
    return fitted


def known_user(contexts: Contexts, world: Background) -> np.ndarray:
    user: np.ndarray = np.where(contexts.user < world.users, contexts.user, -1)
    return user


def known_last(contexts: Contexts, back: int, items: int) -> np.ndarray:
    """(batch,) the item `back` events ago, -1 where there is none that training knew."""
    last = last_items(contexts, back)
    return np.where(last < items, last, -1)


def where_now(contexts: Contexts, last: np.ndarray, items: int) -> np.ndarray:
    """(batch,) the known item nearest to where the user says she is, else `last`."""
    if contexts.latitude is None or contexts.longitude is None:
        return last
    catalogue, now = contexts.log.catalogue, last.copy()
    latitude, longitude = catalogue.item_latitude[:items], catalogue.item_longitude[:items]
    said = np.stack((contexts.latitude, contexts.longitude), axis=1)
    rows = np.flatnonzero(np.isfinite(said).all(axis=1))
    if not len(rows) or not np.isfinite(latitude).any():
        return last
    spots, spot_of = np.unique(said[rows], axis=0, return_inverse=True)
    nearest = [
        np.nanargmin(great_circle_km(spot[0], spot[1], latitude, longitude)) for spot in spots
    ]
    now[rows] = np.array(nearest)[spot_of.ravel()]
    return now


def _recent(
    contexts: Contexts, world: Background, row: np.ndarray, position: np.ndarray, events: int
) -> sparse.csr_array:
    """(batch, items) the newest events of each user, the last counting most."""
    back = contexts.history_end[row] - position
    new = back <= events
    shape = (len(contexts), world.items)
    weight = 1.0 / (2.0 + back[new])
    had = sparse.coo_array((weight, (row[new], contexts.log.item[position[new]])), shape=shape)
    return had.tocsr()


def _times(matrix: sparse.csr_array, factor: np.ndarray) -> sparse.csr_array:
    """Each column times its factor."""
    scaled = matrix.tocsr(copy=True)
    scaled.data = scaled.data * factor[scaled.indices]
    return scaled


def _tried_lately(contexts: Contexts, world: Background) -> sparse.csr_array:
    """(batch, items) the items that most users lately had for the first time."""
    most = world.most_tried
    batch = len(contexts)
    pairs = (np.repeat(np.arange(batch), len(most)), np.tile(most, batch))
    worth = np.tile(world.fresh[most], batch)
    return sparse.coo_array((worth, pairs), shape=(batch, world.items)).tocsr()


def popular(world: Background, hours: Hours) -> sparse.csr_array:
    """(batch, items) the most frequent items, always and at the moment's hours."""
    most = world.most_popular
    fame = world.count + 2 * world.recent
    share = fame[most] / max(float(fame.sum()), 1.0)
    batch = len(hours.week)
    row = np.repeat(np.arange(batch), len(most))
    shape = (batch, world.items)
    always = sparse.coo_array((np.tile(share, batch), (row, np.tile(most, batch))), shape=shape)
    at_hours: sparse.csr_array = sparse.csr_array(hours.slot) @ world.popular_by_slot
    return always.tocsr() + at_hours
