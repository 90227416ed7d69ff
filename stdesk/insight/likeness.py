"""Who lives like whom: what users go to, what sort of things, and when, as one vector each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

HOURS = 168
SPREAD_HOURS = (0.25, 0.5, 0.25)  # an event counts in the hours beside its own too
ITEMS, CATEGORIES, TIMES = 0.6, 0.2, 0.2  # shares of the three parts in a likeness


@dataclass(frozen=True)
class Profiles:
    """(users, columns) sparse rows of unit length, or empty where a user has no event.

    The likeness of two users is the product of their rows, 0 to 1.
    """

    rows: "sparse.csr_array"

    def likeness(self, users: np.ndarray) -> np.ndarray:
        """(asked, users) of some users with everyone; with oneself it is 0."""
        found = np.asarray((self.rows[users] @ self.rows.T).todense(), np.float64)
        found[np.arange(len(users)), users] = 0.0
        return found


def profiles(
    user: np.ndarray,
    item: np.ndarray,
    category: np.ndarray,
    hour_of_week: np.ndarray,
    users: int,
    items: int,
    more: np.ndarray | None = None,
) -> Profiles:
    """What each user's events say of her; arrays are (events,), category -1 where unknown.

    Items count by how rare they are: a place that few know says more than one where everybody goes.
    more: (users, dim) vectors of a trained model, which then share the part of the items.
    """
    from scipy import sparse

    known = category >= 0
    parts = [
        (ITEMS, _rare(_counts(user, item, (users, items)), users)),
        (CATEGORIES, _centred(_counts(user[known], category[known], _shape(users, category)))),
        (TIMES, _centred(_times(user, hour_of_week, users))),
    ]
    if more is not None:
        share, rows = parts[0]
        parts[0] = (share / 2, rows)
        parts.append((share / 2, sparse.csr_array(more)))
    joined = [np.sqrt(share) * _unit(rows) for share, rows in parts if rows.shape[1]]
    return Profiles(_unit(sparse.hstack(joined).tocsr()))


def shared_items(user: np.ndarray, item: np.ndarray, one: int, other: int) -> np.ndarray:
    """The items that both users had."""
    return np.intersect1d(item[user == one], item[user == other])


def _counts(user: np.ndarray, column: np.ndarray, shape: tuple[int, int]) -> "sparse.csr_array":
    from scipy import sparse

    return sparse.coo_array((np.ones(len(user)), (user, column)), shape=shape).tocsr()


def _rare(counts: "sparse.csr_array", users: int) -> "sparse.csr_array":
    """Of each item that the user knows, the logarithm of how few know it; not how often she went,
    lest home and work drown the rest."""
    knowing = np.bincount(counts.indices, minlength=counts.shape[1])
    weighed = counts.copy()
    weighed.data = np.log(1 + users / np.maximum(knowing, 1))[counts.indices]
    return weighed


def _centred(counts: "sparse.csr_array") -> "sparse.csr_array":
    """Shares less everyone's: what all do says nothing."""
    from scipy import sparse

    if not counts.shape[1] or not counts.nnz:
        return sparse.csr_array((counts.shape[0], 0))
    total = np.asarray(counts.sum(axis=1)).ravel()
    own = np.asarray(counts.todense()) / np.maximum(total, 1)[:, None]
    everyone = np.asarray(counts.sum(axis=0)).ravel() / max(counts.sum(), 1)
    own[total > 0] -= everyone
    return sparse.csr_array(own)


def _times(user: np.ndarray, hour: np.ndarray, users: int) -> "sparse.csr_array":
    """Hours of the week, each event spread over its neighbours."""
    near = [(hour + step) % HOURS for step in (-1, 0, 1)]
    weight = np.repeat(SPREAD_HOURS, len(user))
    from scipy import sparse

    columns = (np.tile(user, 3), np.concatenate(near))
    return sparse.coo_array((weight, columns), shape=(users, HOURS)).tocsr()


def _shape(users: int, category: np.ndarray) -> tuple[int, int]:
    return users, int(category.max(initial=-1)) + 1


def _unit(rows: "sparse.csr_array") -> "sparse.csr_array":
    from scipy import sparse

    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sparse.diags_array(1 / np.where(length > 0, length, 1.0)) @ rows).tocsr()
