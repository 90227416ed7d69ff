"""What gru, lstm, transformer, gcn and fusion have in common; each brings its own encoder."""

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from stdesk import metrics
from stdesk.features import Contexts, Moments, Windows, bites
from stdesk.models.base import Reason, Recommender, Task
from stdesk.models.item_start import counted_vectors
from stdesk.models.losses import draw_rivals
from stdesk.models.network import Columns, Network
from stdesk.models.next_item import NODES, NextItem
from stdesk.models.occlusion import Occlusion
from stdesk.models.sequence import Sizes, tensors

CELLS = 6_000_000  # scores computed at a time


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
            self.settings.get("loss") == "gbce",
            self.kept.get(NODES),
        )

    def begin(self, task: Task) -> None:
        """Items begin where counts put them; where people return, that was measured to mislead."""
        wish = self.settings.get("start", "auto")
        if len(task.log) > 1 and (wish == "counts" or (wish == "auto" and not self.returns.again)):
            found = torch.from_numpy(counted_vectors(task.log, self.settings["width"], task.seed))
            self.network.items.begin(found)

    def loss(self, window: Columns, moment: Columns, asked: Tensor) -> Tensor:
        drawn = int(self.settings["rivals"])
        sampled = drawn and drawn < self.sizes.items and self.settings.get("loss") != "softmax"
        if not sampled:
            return self.network.loss(window, moment, asked)
        rivals = draw_rivals(window["item"][asked], self.sizes.items, drawn)
        return self.network.loss(window, moment, asked, rivals)

    def figures(self, contexts: Contexts, item: np.ndarray) -> dict[str, float]:
        rank, own = np.zeros(len(item)), np.zeros(len(item))
        for rows in bites(contexts):
            scores = self.score(contexts.take(rows))
            own[rows] = scores[np.arange(len(scores)), item[rows]]
            self.returns.withhold(scores, contexts.take(rows))
            rank[rows] = metrics.expected_rank(scores, item[rows])
        return {
            "ndcg@10": float(metrics.ndcg(rank, 10).mean()),
            "validation_loss": float(-own.mean()),
        }

    def score(self, contexts: Contexts) -> np.ndarray:
        items = max(contexts.log.catalogue.items, self.sizes.items)
        most = max(1, CELLS // items)
        blocks = self.in_blocks(contexts, lambda w, m: self.network.log_odds(w, m, items), most)
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
