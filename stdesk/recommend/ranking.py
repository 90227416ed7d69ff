"""Scores users in blocks and picks what to list: all items' scores, filters, positions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from stdesk.features import Contexts, EventLog, contexts_now
from stdesk.models import Reason, Recommender
from stdesk.recommend.candidates import Candidates, Opinions
from stdesk.recommend.evidence import Evidence
from stdesk.recommend.lines import Lines
from stdesk.recommend.reasons import PINNED
from stdesk.recommend.settings import Recommended, RecommendSettings
from stdesk.recommend.topk import best, softmax

BLOCK_CELLS = 2_000_000  # scores held at once: users in a block times items


@dataclass(frozen=True)
class Known:
    """How many users and items the model learned; later ones are strangers to it."""

    users: int
    items: int


@dataclass(frozen=True)
class Block:
    """Some users with the scores of all items.

    scores: (users, items) float64, -inf for what the model does not know. known: (users,) whether
    the model could score them; the others are ranked by popularity. asked: contexts of the known
    users, in order, as the model saw them. latitude, longitude: (users,) where they are, or were
    last, or NaN.
    """

    users: np.ndarray
    contexts: Contexts
    scores: np.ndarray
    known: np.ndarray
    asked: Contexts
    latitude: np.ndarray
    longitude: np.ndarray


class Ranking:
    """All lists of one request. `log` is the whole log; only what is before `as_of` is used."""

    def __init__(
        self,
        model: Recommender,
        log: EventLog,
        as_of: int,
        settings: RecommendSettings,
        opinions: Opinions,
        known: Known,
    ) -> None:
        self._model, self._settings, self._opinions = model, settings, opinions
        self._known, self._as_of = known, as_of
        self._log = log.before(as_of)
        self._model_log = _without_new_items(self._log, known.items)
        self._evidence = Evidence(self._log)
        self._candidates = Candidates(settings, self._log, opinions)
        self._lines = Lines(self._evidence, settings)

    def blocks(self, users: np.ndarray) -> Iterator[Block]:
        """users: indices. A block is as large as the memory for its scores allows."""
        step = max(1, min(256, BLOCK_CELLS // max(self._log.catalogue.items, 1)))
        for begin in range(0, len(users), step):
            yield self._block(users[begin : begin + step])

    def rows(self, block: Block) -> Iterator[Recommended]:
        """The lines of all users of a block."""
        shares = softmax(block.scores)
        if self._settings.target == "category":
            for row in range(len(block.users)):
                yield from self._category_rows(block, row, shares[row])
            return
        allowed = self._candidates.allowed(block.users, block.latitude, block.longitude)
        scores = np.where(allowed, block.scores, -np.inf)
        for row in range(len(block.users)):
            yield from self._item_rows(block, row, scores[row], shares[row])

    def _block(self, users: np.ndarray) -> Block:
        contexts = self._contexts(self._log, users)
        known = (contexts.history_end > contexts.history_begin) & (users < self._known.users)
        asked = self._contexts(self._model_log, users[known])
        scores = np.tile(self._popularity(), (len(users), 1))
        if known.any():
            given = np.asarray(self._model.score(asked), np.float64)[:, : self._known.items]
            scores[known] = -np.inf
            filled = np.ix_(known, np.arange(given.shape[1]))
            scores[filled] = np.where(np.isnan(given), -np.inf, given)
        self._model.returns.withhold(scores, contexts)
        latitude, longitude = self._position(contexts)
        return Block(users, contexts, scores, known, asked, latitude, longitude)

    def _contexts(self, log: EventLog, users: np.ndarray) -> Contexts:
        contexts = contexts_now(log, users, self._as_of)
        if len(log):
            stranger = contexts.history_end == contexts.history_begin
            usual = int(np.median(log.offset_min))
            contexts = replace(contexts, offset_min=np.where(stranger, usual, contexts.offset_min))
        if self._settings.near is None:
            return contexts
        latitude, longitude = self._settings.near
        return replace(
            contexts,
            latitude=np.full(len(users), float(latitude)),
            longitude=np.full(len(users), float(longitude)),
        )

    def _popularity(self) -> np.ndarray:
        """(items,) log of each item's share of all events; what is unseen counts half of one."""
        visits = np.maximum(self._evidence.visits, 0.5)
        share: np.ndarray = np.log(visits / visits.sum())
        return share

    def _position(self, contexts: Contexts) -> tuple[np.ndarray, np.ndarray]:
        if contexts.latitude is not None and contexts.longitude is not None:
            return contexts.latitude, contexts.longitude
        latitude = np.full(len(contexts), np.nan)
        longitude = np.full(len(contexts), np.nan)
        for row, user in enumerate(contexts.user):
            own = self._log.of_user(int(user))
            placed = np.flatnonzero(np.isfinite(self._log.latitude[own]))
            if len(placed):
                latitude[row] = self._log.latitude[own][placed[-1]]
                longitude[row] = self._log.longitude[own][placed[-1]]
        return latitude, longitude

    def _item_rows(
        self, block: Block, row: int, scores: np.ndarray, shares: np.ndarray
    ) -> Iterator[Recommended]:
        user = int(block.users[row])
        pinned = self._opinions.pinned.get(user, frozenset())
        items = best(scores, self._settings.k, pinned)
        lines = self._lines.of_user(
            user, self._as_of, int(block.contexts.offset_min[row])
        ).seen_from(float(block.latitude[row]), float(block.longitude[row]))
        for rank, item in enumerate(items.tolist(), 1):
            more = self._model_reasons(block, row, item)
            if item in pinned:
                more = [Reason(PINNED, {}, 2.0), *more]
            score = float(block.scores[row, item])
            yield lines.item(rank, item, score, float(shares[item]), more)

    def _model_reasons(self, block: Block, row: int, item: int) -> list[Reason]:
        """What the model itself says, never above the strongest evidence of the log."""
        if not block.known[row]:
            return []
        asked_row = int(block.known[:row].sum())
        said = self._model.reasons(block.asked, asked_row, item)
        return [replace(reason, weight=0.55 * min(max(reason.weight, 0.0), 1.0)) for reason in said]

    def _category_rows(self, block: Block, row: int, shares: np.ndarray) -> Iterator[Recommended]:
        """Categories by the summed probability of their items."""
        of = self._log.catalogue.item_category
        user = int(block.users[row])
        names = len(self._log.catalogue.category_names)
        sums = np.bincount(of[of >= 0], shares[of >= 0], minlength=names)
        with np.errstate(divide="ignore"):
            scores = np.log(sums)
        allowed = scores.copy()
        if self._settings.only_new:
            own = of[self._log.item[self._log.of_user(user)]]
            allowed[own[own >= 0]] = -np.inf
        lines = self._lines.of_user(user, self._as_of, int(block.contexts.offset_min[row]))
        for rank, category in enumerate(best(allowed, self._settings.k).tolist(), 1):
            yield lines.category(rank, category, float(scores[category]), float(sums[category]))


def _without_new_items(log: EventLog, known_items: int) -> EventLog:
    """The log as the model can read it: without events of items that it never learned."""
    if log.catalogue.items <= known_items:
        return log
    return log.select(log.item < known_items)
