"""`content`: recommends by what items are: their words, pictures, category and place.

In every step of learning some items are treated as if nobody had ever been there: they vanish from
histories and keep only their content (item dropout, after Volkovs et al., "DropoutNet", NIPS 2017).
So the network learns what to say of an item without a past.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from stdesk import metrics
from stdesk.features import Catalogue, Contexts, EventLog, bites
from stdesk.models.base import Reason, Recommender, Task
from stdesk.models.content.items import item_arrays, items_of, newcomers, text_reader
from stdesk.models.content.network import ContentNetwork, Items
from stdesk.models.content.pictures import ItemPictures, about_pictures
from stdesk.models.content.reasons import resemblances
from stdesk.models.losses import Rivals, draw_rivals, log_softmax_of_target
from stdesk.models.network import Columns, Network
from stdesk.models.sequence import Sizes
from stdesk.progress import Progress


class Content(Network, Recommender):
    name = "content"
    family = "fusion"
    knows_newcomers = True
    network: ContentNetwork
    _counted: dict[str, int]
    _pictures: ItemPictures | None = None
    _items: tuple[Catalogue, Items] | None = None
    _training: Items | None = None

    def fit(self, task: Task, progress: Progress) -> None:
        self._training = self._items = self._pictures = None
        super().fit(task, progress)
        if self._pictures is not None and self.network.reader is not None:
            told = self._pictures.look(self.network.reader)
            self.kept = {**self.kept, "picture": told.numpy().astype(np.float16)}
        self._training = self._items = self._pictures = None

    def remarks(self) -> list[Reason]:
        return [*super().remarks(), *about_pictures(self._counted)]

    def extras(self, log: EventLog) -> dict[str, np.ndarray]:
        pictures = ItemPictures(log.catalogue) if self.settings["images"] else None
        self._counted = pictures.counted if pictures is not None else {}
        self._pictures = pictures if pictures is not None and len(pictures) else None
        return {**item_arrays(log, self.settings), "looks": np.array([self._pictures is not None])}

    def build(self, category: np.ndarray, place: np.ndarray) -> ContentNetwork:
        return ContentNetwork(
            self.sizes,
            own=int((self.kept["count"] > 0).sum()),
            text=self.kept["text"].shape[1],
            areas=self.kept["areas"],
            width=self.settings["width"],
            heads=self.settings["heads"],
            dropout=self.settings["dropout"],
            pictures=bool(self.kept["looks"][0]),
        )

    def loss(self, window: Columns, moment: Columns, asked: Tensor) -> Tensor:
        items = self._learnt_from(asked.device)
        target = window["item"][asked]
        rivals = self._rivals(target, items)
        candidates = rivals.item
        cold = (torch.rand(len(items.own), device=asked.device) < self.settings["unseen"]).float()
        live = None
        if self._pictures is not None and self.network.reader is not None:
            self._pictures.step(self.network.reader, items, self.network.begins)
            self.network.begins = False
            live = self._pictures.live(self.network.reader, items, candidates)
        fit = self.network.log_odds(window, moment, asked, items, cold, candidates, live)
        column = torch.searchsorted(candidates, target)
        chance = log_softmax_of_target(fit, column, rivals)
        # Nobody returns to a new item: a return to one that counts as new would teach otherwise.
        counted = (cold[target] == 0) | (window["again"][asked] == 0)
        return -(chance * counted).sum() / counted.sum().clamp(min=1)

    def figures(self, contexts: Contexts, item: np.ndarray) -> dict[str, float]:
        self._items = None
        rank, odds = np.zeros(len(item)), np.zeros(len(item))
        for rows in bites(contexts):
            block, true = contexts.take(rows), item[rows]
            scores = self.score(block)
            own = scores[np.arange(len(true)), true]
            odds[rows] = own - np.logaddexp.reduce(scores, axis=1)
            self.returns.withhold(scores, block)
            rank[rows] = metrics.expected_rank(scores, true)
        return {
            "ndcg@10": float(metrics.ndcg(rank, 10).mean()),
            "validation_loss": float(-odds.mean()),
        }

    def score(self, contexts: Contexts) -> np.ndarray:
        items = self._known_items(contexts.log.catalogue)
        blocks = self.in_blocks(
            contexts,
            lambda window, moment: self.network.log_odds(
                window, moment, torch.ones_like(moment["step"], dtype=torch.bool), items
            ),
        )
        return np.concatenate(blocks) if blocks else np.zeros((0, len(items.own)), np.float32)

    def reasons(self, contexts: Contexts, row: int, item: int) -> list[Reason]:
        items = self._known_items(contexts.log.catalogue)
        return resemblances(contexts, row, item, items, int(self.settings["window"]))

    def load_state(self, state: Mapping[str, np.ndarray], details: Mapping[str, Any]) -> None:
        self._items = None
        self.sizes = Sizes(**details["sizes"])
        self.best_epoch = int(details["epoch"])
        self._counted = dict(details["pictures"])
        start = "extra."
        self.kept = {n[len(start) :]: v for n, v in state.items() if n.startswith(start)}
        self.network = self.build(self.kept["category"], self.kept["place"])
        weights = {n: torch.from_numpy(np.array(v)) for n, v in state.items() if start not in n}
        self.network.load_state_dict(weights)
        self.network.eval()

    def details(self) -> dict[str, Any]:
        return {**super().details(), "pictures": self._counted}

    def _learnt_from(self, device: torch.device) -> Items:
        if self._training is None:
            self._training = items_of(self.kept, self.sizes.categories).to(device)
            self._seen = torch.nonzero(self._training.past)[:, 0]
        return self._training

    def _rivals(self, target: Tensor, items: Items) -> Rivals:
        """The items that compete: only such as have a past."""
        most = int(self.settings["rivals"])
        if not most or len(self._seen) <= most:
            return Rivals(self._seen, torch.zeros(len(self._seen), device=target.device))
        drawn = draw_rivals(items.own[target] - 1, len(self._seen), most)
        return Rivals(self._seen[drawn.item], drawn.stands_for)

    def _known_items(self, catalogue: Catalogue) -> Items:
        """What is known of the items of today; those of the catalogue asked for last are kept."""
        if self._items is not None and self._items[0] is catalogue:
            return self._items[1]
        items = items_of(self.kept, self.sizes.categories)
        reader = self.network.reader
        if self._pictures is not None and reader is not None:
            items.picture = self._pictures.look(reader)
        if catalogue.items > self.sizes.items:
            items = _joined(items, self._newcomers(catalogue))
        items = items.to(next(self.network.parameters()).device)
        self._items = (catalogue, items)
        return items

    def _newcomers(self, catalogue: Catalogue) -> Items:
        pictures = ItemPictures(catalogue, self.sizes.items)
        reader = self.network.reader
        told = pictures.look(reader) if reader is not None else pictures.told
        dims = self.kept["text"].shape[1]
        texts = text_reader(self.kept, self.settings)
        return newcomers(catalogue, self.sizes.items, self.sizes.categories, texts, told, dims)


def _joined(first: Items, second: Items) -> Items:
    return Items(*(torch.cat((getattr(first, n), getattr(second, n))) for n in vars(first)))
