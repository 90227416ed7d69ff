"""What is known when a list is made: the log up to then, what it says of items, the model."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from stdesk.features import Contexts, EventLog, contexts_now
from stdesk.models import Reason, Recommender
from stdesk.recommend.evidence import Evidence

BLOCK_CELLS = 2_000_000  # scores held at once: users in a block times items

Place = tuple[float, float]


@dataclass(frozen=True)
class Known:
    """How many users and items the model learned; later ones are strangers to it."""

    users: int
    items: int


@dataclass(frozen=True)
class Block:
    """Some contexts with the scores of all items.

    scores: (contexts, items) float64, -inf for what the model does not know or does not offer.
    known: (contexts,) whether the model could score them; the others are ranked by popularity.
    asked: the known contexts, in order, as the model saw them. latitude, longitude: (contexts,)
    where the users are, or were last, or NaN. said: the model's reasons by row and item, as far as
    they were asked for.
    """

    users: np.ndarray
    contexts: Contexts
    scores: np.ndarray
    known: np.ndarray
    asked: Contexts
    latitude: np.ndarray
    longitude: np.ndarray
    said: dict[tuple[int, int], list[Reason]] = field(default_factory=dict)


class Scene:
    """A model before the log as it stood at one instant; shared by all lists of that instant.

    log: the whole log; only what is before `known_ms` (UTC) is used.
    """

    def __init__(self, model: Recommender, log: EventLog, known_ms: int, known: Known) -> None:
        self.model, self.known, self.known_ms = model, known, known_ms
        self.log = log.before(known_ms)
        self.evidence = Evidence(self.log)
        self._model_log = _without_new_items(self.log, known.items)
        self._usual_offset = int(np.median(self.log.offset_min)) if len(self.log) else 0

    def blocks(self, users: np.ndarray, at_ms: int, near: Place | None) -> Iterator[Block]:
        """users: indices. A block is as large as the memory for its scores allows."""
        step = max(1, min(256, BLOCK_CELLS // max(self.log.catalogue.items, 1)))
        for begin in range(0, len(users), step):
            part = users[begin : begin + step]
            yield self.block(part, np.full(len(part), at_ms, np.int64), near)

    def block(self, users: np.ndarray, at_ms: np.ndarray, near: Place | None) -> Block:
        """One context a user at a moment of its own. users, at_ms: (contexts,), UTC."""
        block = self.unscored(users, at_ms, near)
        if block.known.any():
            given = np.asarray(self.model.score(block.asked), np.float64)[:, : self.known.items]
            block.scores[block.known] = -np.inf
            filled = np.ix_(block.known, np.arange(given.shape[1]))
            block.scores[filled] = np.where(np.isnan(given), -np.inf, given)
        self.model.returns.withhold(block.scores, block.contexts)
        return block

    def unscored(self, users: np.ndarray, at_ms: np.ndarray, near: Place | None) -> Block:
        """The same before the model is asked: popularity for everyone."""
        contexts = self._contexts(self.log, users, at_ms, near)
        known = (contexts.history_end > contexts.history_begin) & (users < self.known.users)
        asked = self._contexts(self._model_log, users[known], at_ms[known], near)
        scores = np.tile(self._popularity(), (len(users), 1))
        return Block(users, contexts, scores, known, asked, *self._position(contexts))

    def had(self, user: int) -> np.ndarray:
        """(items,) bool: what the user had by then."""
        had = np.zeros(self.log.catalogue.items, bool)
        had[self.log.item[self.log.of_user(user)]] = True
        return had

    def offset_min(self, user: int) -> int:
        """Of the user's clock at her last event; the usual one of the log for who has none."""
        own = self.log.of_user(user)
        return (
            int(self.log.offset_min[own.stop - 1]) if own.stop > own.start else self._usual_offset
        )

    def _contexts(
        self, log: EventLog, users: np.ndarray, at_ms: np.ndarray, near: Place | None
    ) -> Contexts:
        contexts = replace(contexts_now(log, users, self.known_ms), instant_ms=at_ms)
        if len(log):
            stranger = contexts.history_end == contexts.history_begin
            offset = np.where(stranger, self._usual_offset, contexts.offset_min)
            contexts = replace(contexts, offset_min=offset)
        if near is None:
            return contexts
        return replace(
            contexts,
            latitude=np.full(len(users), float(near[0])),
            longitude=np.full(len(users), float(near[1])),
        )

    def _popularity(self) -> np.ndarray:
        """(items,) log of each item's share of all events; what is unseen counts half of one."""
        visits = np.maximum(self.evidence.visits, 0.5)
        share: np.ndarray = np.log(visits / visits.sum())
        return share

    def _position(self, contexts: Contexts) -> tuple[np.ndarray, np.ndarray]:
        if contexts.latitude is not None and contexts.longitude is not None:
            return contexts.latitude, contexts.longitude
        latitude = np.full(len(contexts), np.nan)
        longitude = np.full(len(contexts), np.nan)
        for row, user in enumerate(contexts.user):
            own = self.log.of_user(int(user))
            placed = np.flatnonzero(np.isfinite(self.log.latitude[own]))
            if len(placed):
                latitude[row] = self.log.latitude[own][placed[-1]]
                longitude[row] = self.log.longitude[own][placed[-1]]
        return latitude, longitude


def _without_new_items(log: EventLog, known_items: int) -> EventLog:
    """The log as the model can read it: without events of items that it never learned."""
    if log.catalogue.items <= known_items:
        return log
    return log.select(log.item < known_items)
