"""Asks a model for its scores and notes what became of the true items, block by block."""

import time
from dataclasses import dataclass, replace

import numpy as np

from stdesk.features import Contexts, bites
from stdesk.metrics import best_items, expected_rank
from stdesk.models.base import Recommender
from stdesk.progress import Progress

TOP = 20


@dataclass(frozen=True)
class Ranked:
    """What a model said for each context; all arrays are (batch, ...).

    rank: expected rank of the true item. top: (batch, 20) items, best first, -1 where the catalogue
    is shorter. first_chance: what the model says of the chance of its first item. category_rank: of
    the true item's category by the summed chances of its items, NaN without categories. seconds:
    to score and rank all of them.
    """

    rank: np.ndarray
    top: np.ndarray
    first_chance: np.ndarray
    category_rank: np.ndarray
    seconds: float

    @classmethod
    def joined(cls, parts: "list[Ranked]") -> "Ranked":
        return cls(
            rank=np.concatenate([part.rank for part in parts]),
            top=np.concatenate([part.top for part in parts]),
            first_chance=np.concatenate([part.first_chance for part in parts]),
            category_rank=np.concatenate([part.category_rank for part in parts]),
            seconds=sum(part.seconds for part in parts),
        )


def ranked(
    model: Recommender,
    contexts: Contexts,
    item: np.ndarray,
    competing: np.ndarray,
    progress: Progress,
    with_categories: bool = True,
) -> Ranked:
    """Rank the true items among those that compete: competing is a mask over the catalogue.

    item: (batch,) true items; one that does not compete has rank NaN.
    """
    parts = []
    began = time.perf_counter()
    for rows in bites(contexts):
        progress.step(rows.start, max(len(contexts), 1))
        block = contexts.take(rows)
        scores = competing_scores(model, block, competing)
        parts.append(_block(scores, block, item[rows], competing, with_categories))
    if not parts:
        nothing = np.zeros(0)
        return Ranked(nothing, np.zeros((0, TOP), np.int64), nothing, nothing, 0.0)
    return replace(Ranked.joined(parts), seconds=time.perf_counter() - began)


def competing_scores(model: Recommender, contexts: Contexts, competing: np.ndarray) -> np.ndarray:
    """(batch, items) with minus infinity for the items that do not compete."""
    scores = model.offer(contexts)
    width = len(competing)
    if scores.shape[1] < width:  # items that came after the training
        missing = np.full((len(scores), width - scores.shape[1]), -np.inf, scores.dtype)
        scores = np.concatenate((scores, missing), axis=1)
    scores[:, ~competing] = -np.inf
    return scores


def _block(
    scores: np.ndarray,
    contexts: Contexts,
    item: np.ndarray,
    competing: np.ndarray,
    with_categories: bool,
) -> Ranked:
    known = competing[item]
    rank = np.where(known, expected_rank(scores, item), np.nan)
    top = best_items(scores, TOP)
    odds = _odds(scores)
    first_chance: np.ndarray = 1 / odds.sum(axis=1)
    category = contexts.log.catalogue.item_category
    by_category = np.full(len(item), np.nan)
    if with_categories and category.max(initial=-1) >= 0:
        by_category = _category_rank(odds, category, item)
    return Ranked(rank, top, first_chance, by_category, 0.0)


def _odds(scores: np.ndarray) -> np.ndarray:
    """(batch, items) how likely each item is beside the likeliest of its row; in place."""
    scores -= scores.max(axis=1, keepdims=True)
    odds: np.ndarray = np.exp(scores, out=scores)
    return odds


def _category_rank(odds: np.ndarray, category: np.ndarray, item: np.ndarray) -> np.ndarray:
    """(batch,) of the true item's category by the sum over its items; row by row, in the cache."""
    member, names = category + 1, int(category.max()) + 2
    total = np.stack([np.bincount(member, row, names)[1:] for row in odds])
    own = category[item]
    rank = expected_rank(total, np.maximum(own, 0))
    return np.where(own >= 0, rank, np.nan)
