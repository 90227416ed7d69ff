"""How much each member of a blend counts: a conditional logit on validation, which is convex."""

from collections.abc import Sequence

import numpy as np

from stdesk.features import Contexts, bites
from stdesk.models.blend_members import Member
from stdesk.models.returns import Returns
from stdesk.progress import Progress

COMPARED = 2000  # items of a moment: the likeliest by the mean of all members, and the true one
PRIOR = 1e-3  # of the squared weights: keeps members that say the same from running apart
LEAST = -30.0  # no member may rule an item out alone
ROUNDS = 50


def learn_weights(
    members: Sequence[Member],
    contexts: Contexts,
    item: np.ndarray,
    returns: Returns,
    progress: Progress,
) -> list[float]:
    """The weights, none negative, under which the true items were likeliest.

    What is not offered does not compete.
    """
    parts, true = [], []
    for rows in bites(contexts):
        progress.step(rows.start, len(contexts))
        found, column = _compared(members, contexts.take(rows), item[rows], returns)
        parts.append(found)
        true.append(column)
    chances, column = np.concatenate(parts, axis=1), np.concatenate(true)
    kept = column >= 0
    return _most_likely(chances[:, kept], column[kept])


def _compared(
    members: Sequence[Member], contexts: Contexts, item: np.ndarray, returns: Returns
) -> tuple[np.ndarray, np.ndarray]:
    """(members, batch, compared) log-chances, -inf for what does not compete, the true one first.

    And (batch,) 0, or -1 where the true item is not offered.
    """
    every = np.stack([member.log_chance(contexts) for member in members])
    offered = np.zeros(every.shape[1:], np.float32)
    returns.withhold(offered, contexts)
    row = np.arange(len(item))
    column = np.where(np.isneginf(offered[row, item]), -1, 0)
    mean = every.mean(axis=0) + offered
    mean[row, item] = np.inf
    shown = min(COMPARED, mean.shape[1])
    likely = np.argpartition(-mean, shown - 1, axis=1)[:, :shown]
    first = np.argmax(likely == item[:, None], axis=1)
    likely[row, first], likely[:, 0] = likely[:, 0], item
    picked = np.maximum(np.take_along_axis(every, likely[None], axis=2), LEAST)
    out = np.isneginf(np.take_along_axis(offered, likely, axis=1))
    out[:, 0] = False
    picked[:, out] = -np.inf
    return picked, column


def _most_likely(chances: np.ndarray, column: np.ndarray) -> list[float]:
    """The true item is the first of each row; -inf in all members where there is nothing."""
    from scipy.optimize import minimize

    count = len(chances)
    if not len(column):
        return [1.0 / count] * count
    out = np.isneginf(chances[0])
    finite = np.where(out, 0.0, chances).astype(np.float64)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.tensordot(weights, finite, 1)
        scores[out] = -np.inf
        top = scores.max(axis=1, keepdims=True)
        raised = np.exp(scores - top)
        total = raised.sum(axis=1, keepdims=True)
        value = (top[:, 0] + np.log(total[:, 0]) - scores[:, 0]).mean()
        expected = np.einsum("bc,mbc->m", raised / total, finite) / len(scores)
        slope = expected - finite[:, :, 0].mean(axis=1)
        return value + PRIOR * (weights**2).sum(), slope + 2 * PRIOR * weights

    found = minimize(
        loss, np.full(count, 1.0 / count), jac=True, method="L-BFGS-B",
        bounds=[(0.0, None)] * count, options={"maxiter": ROUNDS},
    )  # fmt: skip
    return [round(float(weight), 6) for weight in found.x]
