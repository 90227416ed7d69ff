"""Who resembles whom, and who is often at the same place at the same time."""

import numpy as np
from scipy import sparse

from stdesk.features import HOUR_MS, EventLog
from stdesk.models.ranker.sparse import row_numbers, strongest

KIN = 20  # users kept for each, the most alike
AT_A_TIME = 2000  # users
WIDELY_KNOWN = 300  # items of more users say nothing of likeness
MOST_PAIRS = 30_000_000  # of users who share an item, that are counted; rarer items come first
COMPANIONS = 20
COMPANY_MS = HOUR_MS  # two users at one item within this long of each other are in company
IN_A_ROW = 20  # events at one item after each other that are compared


def had_by(log: EventLog) -> sparse.csr_array:
    """(users, items) ones where a user had an item."""
    pairs = (log.user, log.item)
    shape = (log.catalogue.users, log.catalogue.items)
    had = sparse.coo_array((np.ones(len(log), np.float32), pairs), shape=shape).tocsr()
    had.data[:] = 1.0
    return had


def likeness(had: sparse.csr_array) -> sparse.csr_array:
    """(users, users) cosine over items, those that few know counting more; the strongest only."""
    visitors = np.asarray(had.sum(axis=0)).ravel()
    telling = np.where(_tells(visitors), 1.0 / np.log(2.0 + visitors), 0.0)
    weighted = had.copy()
    weighted.data = (had.data * telling[had.indices]).astype(np.float32)
    weighted.eliminate_zeros()
    norm = np.sqrt(np.asarray((weighted * weighted).sum(axis=1)).ravel())
    weighted.data /= np.maximum(norm, 1e-9).astype(np.float32)[row_numbers(weighted)]
    across = weighted.T.tocsr()
    parts = [
        _likest(weighted[begin : begin + AT_A_TIME] @ across, begin)
        for begin in range(0, had.shape[0], AT_A_TIME)
    ]
    if not parts:
        return sparse.csr_array((had.shape[0], had.shape[0]))
    return sparse.vstack(parts, format="csr")


def _tells(visitors: np.ndarray) -> np.ndarray:
    """(items,) whether an item is known to more than one user, and to few enough."""
    order = np.argsort(visitors, kind="stable")
    affordable = np.empty(len(visitors), bool)
    affordable[order] = np.cumsum(visitors[order] ** 2.0) <= MOST_PAIRS
    return (visitors > 1) & (visitors <= WIDELY_KNOWN) & affordable


def _likest(alike: sparse.csr_array, first_user: int) -> sparse.csr_array:
    """The strongest others of each row; row 0 is of `first_user`."""
    alike = alike.tocsr()
    alike.data[alike.indices == row_numbers(alike) + first_user] = 0.0
    alike.eliminate_zeros()
    return strongest(alike, KIN)


def company(log: EventLog) -> sparse.csr_array:
    """(users, users) how often two were at one item within an hour of each other."""
    order = log.item_order
    item, instant, user = log.item[order], log.instant_ms[order], log.user[order]
    first, second = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for apart in range(1, min(IN_A_ROW, len(order) - 1) + 1):
        met = (
            (item[apart:] == item[:-apart])
            & (instant[apart:] - instant[:-apart] <= COMPANY_MS)
            & (user[apart:] != user[:-apart])
        )
        if not met.any():
            break
        first.append(user[apart:][met])
        second.append(user[:-apart][met])
    a, b = np.concatenate(first), np.concatenate(second)
    pairs = (np.concatenate((a, b)), np.concatenate((b, a)))
    users = log.catalogue.users
    met_often = sparse.coo_array((np.ones(2 * len(a)), pairs), shape=(users, users)).tocsr()
    return strongest(met_often, COMPANIONS)
