"""What gru, lstm, transformer, gcn and fusion have in common; each brings its own encoder."""

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from stdesk import metrics
from stdesk.features import Contexts
from stdesk.models.base import Recommender
from stdesk.models.network import Columns, Network
from stdesk.models.next_item import NextItem
from stdesk.models.sequence import Sizes


class NetworkRecommender(Network, Recommender):
    network: NextItem

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
        rank = metrics.expected_rank(scores, item)
        own = scores[np.arange(len(item)), item]
        return {
            "ndcg@10": float(metrics.ndcg(rank, 10).mean()),
            "validation_loss": float(-own.mean()),
        }

    def score(self, contexts: Contexts) -> np.ndarray:
        items = max(contexts.log.catalogue.items, self.sizes.items)
        blocks = self.in_blocks(contexts, lambda w, m: self.network.log_odds(w, m, items))
        return np.concatenate(blocks) if blocks else np.zeros((0, items), np.float32)


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
