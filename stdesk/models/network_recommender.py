"""What gru, lstm, transformer, gcn and fusion have in common; each brings its own encoder."""

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from stdesk import metrics
from stdesk.features import Contexts, Moments, Windows
from stdesk.models.base import Reason, Recommender
from stdesk.models.network import Columns, Network
from stdesk.models.next_item import NextItem
from stdesk.models.occlusion import Occlusion
from stdesk.models.sequence import Sizes, tensors


class NetworkRecommender(Network, Recommender):
    network: NextItem
    _occluded: tuple[Contexts, int, Occlusion] | None = None

    @abstractmethod
    def encoder(self, sizes: Sizes, extras: Mapping[str, np.ndarray]) -> nn.Module:
        """The part that is particular to a model: see `next_item.Encoder`."""

    def graph(self, sizes: Sizes, extras: Mapping[str, np.ndarray]) -> nn.Module | None:
        """What turns the items' own vectors into those that are read and scored, if anything."""
        return None

    def build(self, category: np.ndarray, place: np.ndarray) -> NextItem:
        return NextItem(
            self.sizes,
            category,
            place,
            self.encoder(self.sizes, self.kept),
            self.graph(self.sizes, self.kept),
            self.settings["width"],
            self.settings["dropout"],
            self.settings["user_vectors"],
            self.settings["memory"],
        )

    def loss(self, window: Columns, moment: Columns, asked: Tensor) -> Tensor:
        if not self.settings["rivals"] or self.sizes.items <= self.settings["rivals"]:
            return self.network.loss(window, moment, asked)
        target = window["item"][asked]
        rivals, weight = draw_rivals(target, self.sizes.items, self.settings["rivals"])
        return self.network.loss(window, moment, asked, rivals, weight)

    def figures(self, contexts: Contexts, item: np.ndarray) -> dict[str, float]:
        scores = self.score(contexts)
        own = scores[np.arange(len(item)), item]
        self.returns.withhold(scores, contexts)
        rank = metrics.expected_rank(scores, item)
        return {
            "ndcg@10": float(metrics.ndcg(rank, 10).mean()),
            "validation_loss": float(-own.mean()),
        }

    def score(self, contexts: Contexts) -> np.ndarray:
        items = max(contexts.log.catalogue.items, self.sizes.items)
        blocks = self.in_blocks(contexts, lambda w, m: self.network.log_odds(w, m, items))
        return np.concatenate(blocks) if blocks else np.zeros((0, items), np.float32)

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        known = self._occluded
        if known is None or known[0] is not contexts or known[1] != row:
            self._occluded = known = (contexts, row, self._occlude(contexts, row))
        return known[2].reasons(item)

    def _occlude(self, contexts: Contexts, row: int) -> Occlusion:
        items = max(contexts.log.catalogue.items, self.sizes.items)

        def answer(window: Windows, moment: Moments) -> np.ndarray:
            device = next(self.network.parameters()).device
            with torch.no_grad():
                odds = self.network.log_odds(
                    tensors(window, device), tensors(moment, device), items
                )
            return odds.double().cpu().numpy()

        columns = self.columns(contexts.log)
        return Occlusion(columns, contexts, row, int(self.settings["window"]), answer)


def draw_rivals(target: Tensor, items: int, most: int) -> tuple[Tensor, Tensor]:
    """Items that compete in one batch: its targets, and a sample that stands for all others.

    Returns (C,) sorted items, and (C,) log of how many items each stands for.
    """
    own = torch.unique(target)
    drawn = torch.unique(torch.randint(0, items, (most,), device=target.device))
    others = drawn[~torch.isin(drawn, own)]
    stands_for = np.log(max(items - len(own), 1) / max(len(others), 1))
    every, order = torch.cat((own, others)).sort()
    weight = torch.full((len(every),), float(stands_for), device=target.device)
    weight[order < len(own)] = 0.0
    return every, weight
