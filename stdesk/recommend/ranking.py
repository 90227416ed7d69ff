"""Picks what to list from the scores of all items: wishes, filters, positions, reasons."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from stdesk.models import Reason
from stdesk.recommend.candidates import Candidates, Opinions
from stdesk.recommend.dial import turned
from stdesk.recommend.lines import Lines
from stdesk.recommend.reasons import ACCEPTED, PINNED
from stdesk.recommend.scene import Block, Scene
from stdesk.recommend.settings import Recommended, RecommendSettings
from stdesk.recommend.taste import leaning
from stdesk.recommend.topk import best, softmax

NONE: frozenset[int] = frozenset()


class Ranking:
    """All lists of one request about one moment."""

    def __init__(
        self, scene: Scene, as_of: int, settings: RecommendSettings, opinions: Opinions
    ) -> None:
        self._scene, self._as_of = scene, as_of
        self._settings, self._opinions = settings, opinions
        self._candidates = Candidates(settings, scene.log, opinions)
        self._lines = Lines(scene.evidence, settings)

    def blocks(self, users: np.ndarray) -> Iterator[Block]:
        """users: indices. A block is as large as the memory for its scores allows."""
        return self._scene.blocks(users, self._as_of, self._settings.near)

    def rows(self, block: Block) -> Iterator[Recommended]:
        """The lines of all users of a block."""
        shares = softmax(block.scores)
        if self._settings.target == "category":
            for row in range(len(block.users)):
                yield from self._category_rows(block, row, shares[row])
            return
        allowed = self._candidates.allowed(block.users, block.latitude, block.longitude)
        for row in range(len(block.users)):
            wished = self._wished(int(block.users[row]), block.scores[row])
            scores = np.where(allowed[row], wished, -np.inf)
            yield from self._item_rows(block, row, scores, shares[row])

    def _wished(self, user: int, scores: np.ndarray) -> np.ndarray:
        """(items,) the scores to rank by: the model's, as feedback and the dial move them."""
        if self._settings.heed_feedback:
            accepted = self._opinions.accepted.get(user, NONE)
            rejected = self._opinions.rejected.get(user, NONE)
            added = leaning(self._scene.log.catalogue, accepted, rejected)
            scores = scores if added is None else scores + added
        if self._settings.explore == 0.5:
            return scores
        return turned(scores, self._scene.had(user), self._settings.explore)

    def _item_rows(
        self, block: Block, row: int, scores: np.ndarray, shares: np.ndarray
    ) -> Iterator[Recommended]:
        user = int(block.users[row])
        pinned = self._opinions.pinned.get(user, NONE)
        accepted = self._opinions.accepted.get(user, NONE)
        items = best(scores, self._settings.k, pinned)
        lines = self._lines.of_user(
            user, self._as_of, int(block.contexts.offset_min[row])
        ).seen_from(float(block.latitude[row]), float(block.longitude[row]))
        for rank, item in enumerate(items.tolist(), 1):
            more = self._model_reasons(block, row, item)
            if item in pinned:
                more = [Reason(PINNED, {}, 2.0), *more]
            if item in accepted:
                more = [Reason(ACCEPTED, {}, 1.9), *more]
            score = float(block.scores[row, item])
            yield lines.item(rank, item, score, float(shares[item]), more)

    def _model_reasons(self, block: Block, row: int, item: int) -> list[Reason]:
        """What the model itself says, never above the strongest evidence of the log."""
        if not block.known[row]:
            return []
        if (row, item) not in block.said:
            asked_row = int(block.known[:row].sum())
            said = self._scene.model.reasons(block.asked, asked_row, item)
            block.said[row, item] = [
                replace(reason, weight=0.55 * min(max(reason.weight, 0.0), 1.0)) for reason in said
            ]
        return block.said[row, item]

    def _category_rows(self, block: Block, row: int, shares: np.ndarray) -> Iterator[Recommended]:
        """Categories by the summed probability of their items."""
        log = self._scene.log
        of = log.catalogue.item_category
        user = int(block.users[row])
        names = len(log.catalogue.category_names)
        sums = np.bincount(of[of >= 0], shares[of >= 0], minlength=names)
        with np.errstate(divide="ignore"):
            scores = np.log(sums)
        own = of[log.item[log.of_user(user)]]
        had = np.zeros(names, bool)
        had[own[own >= 0]] = True
        allowed = turned(scores, had, 1.0 if self._settings.only_new else self._settings.explore)
        lines = self._lines.of_user(user, self._as_of, int(block.contexts.offset_min[row]))
        for rank, category in enumerate(best(allowed, self._settings.k).tolist(), 1):
            yield lines.category(rank, category, float(scores[category]), float(sums[category]))


class Glance(Ranking):
    """The same lists at once: of the model's reasons only those that were asked for before."""

    def _model_reasons(self, block: Block, row: int, item: int) -> list[Reason]:
        return block.said.get((row, item), [])
