"""The dial between returns and discoveries: one wish that moves a whole list.

With the dial at e, the odds of everything that the user never had are multiplied by (e / (1 - e))²:

    score'(i) = score(i) + 2 ln(e / (1 - e))   where i is new to her, else score(i)

At 0.5 nothing changes: the model's own order. At 0 only what she knows is left, at 1 only what is
new. Among what is new, and among what she knows, the model's order always stays; as the dial rises,
no list loses a discovery. The model's probability of an entry stays: a wish is no evidence.
"""

import numpy as np

from stdesk.language import mark
from stdesk.models import Reason

MIDDLE = 0.5
STEEPNESS = 2.0  # the model is sure of returns: with 1, most of the dial would change nothing


def odds_factor(explore: float) -> float:
    """By how much the odds of a discovery are multiplied: 0 to infinity, 1 in the middle."""
    if explore >= 1:
        return float("inf")
    return float((explore / (1.0 - explore)) ** STEEPNESS)


def turned(scores: np.ndarray, had: np.ndarray, explore: float) -> np.ndarray:
    """(items,) the scores to rank by, -inf for what an end of the dial leaves out.

    scores: (items,) log-odds. had: (items,) bool, whether the user had it before.
    """
    if explore == MIDDLE:
        return scores
    if explore <= 0 or explore >= 1:
        left: np.ndarray = np.where(had == (explore <= 0), scores, -np.inf)
        return left
    moved: np.ndarray = np.where(had, scores, scores + np.log(odds_factor(explore)))
    return moved


def note_on_dial(explore: float) -> list[Reason]:
    """What the reader is to know of lists that were made with the dial off the middle."""
    if explore == MIDDLE:
        return []
    if explore <= 0:
        return [Reason(mark("As wished, only what a user knows already is listed."))]
    if explore >= 1:
        return [Reason(mark("As wished, only what is new to a user is listed."))]
    factor = odds_factor(explore)
    if factor < 1:
        text = mark("As wished, the odds of what is new to a user are divided by {factor}.")
        return [Reason(text, {"factor": _short(1 / factor)})]
    text = mark("As wished, the odds of what is new to a user are multiplied by {factor}.")
    return [Reason(text, {"factor": _short(factor)})]


def _short(factor: float) -> float:
    return round(factor, 2 if factor < 10 else 0)
