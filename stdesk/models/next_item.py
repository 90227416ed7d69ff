"""The network that ranks items: an encoder's states, asked a question, answered by two voices.

p(item) = s_0 softmax(catalogue(question)) + sum_h s_h memory_h(item): one voice knows all items,
the others point back at the user's own events (copying, after Gu et al., ACL 2016; the shares are
learnt). Both are probabilities, so that a count in the history counts as it does in a histogram.
"""

import math
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from stdesk.models.losses import Rivals, gbce, log_softmax_of_target
from stdesk.models.sequence import (
    TINY,
    Catalogue,
    EventVectors,
    Held,
    ItemTable,
    Memory,
    Question,
    Sizes,
)

LARGE = 50_000  # items, above which a step of learning reads those that it needs only
NODES = "nodes"  # the stored array that says which items are nodes of a graph, where not all are


class Encoder(Protocol):
    """Turns events into states; a state knows only what is before it or at it."""

    def __call__(
        self,
        vectors: Tensor,
        window: dict[str, Tensor],
        items: Tensor,
        which: Tensor | None = None,
    ) -> Tensor:
        """(B, S, D) from event vectors (B, S, D) and the item table (n + 1, D).

        which: (n,) the items of the table, ascending, the last row being that of unknown ones; None
        for all items. The items of `window` are rows of the table.
        """


class NextItem(nn.Module):
    nodes: Tensor

    def __init__(
        self,
        sizes: Sizes,
        category: np.ndarray,
        place: np.ndarray,
        encoder: nn.Module,
        graph: nn.Module | None,
        width: int,
        dropout: float,
        with_user: bool,
        memory_heads: int,
        by_items: bool = False,
        nodes: np.ndarray | None = None,
    ) -> None:
        """by_items: the catalogue's voice is a chance for each item alone, as gBCE learns it.

        nodes: indices of the items that a graph joins, where it does not join all.
        """
        super().__init__()
        known = np.zeros(0, np.int64) if nodes is None else np.array(nodes)
        self.register_buffer("nodes", torch.from_numpy(known), persistent=False)
        self.sizes, self.by_items = sizes, by_items
        self.items = ItemTable(sizes, category, width)
        self.events = EventVectors(sizes, width, dropout)
        self.encoder = encoder
        self.graph, self.held = graph, Held()
        self.question = Question(sizes, width, dropout, with_user)
        self.catalogue = Catalogue(sizes, place, width)
        if by_items:
            nn.init.constant_(self.catalogue.bias, -math.log(max(sizes.items, 1)))
        self.memory = Memory(width, memory_heads) if memory_heads else None

    def loss(
        self,
        window: dict[str, Tensor],
        moment: dict[str, Tensor],
        asked: Tensor,
        rivals: Rivals | None = None,
    ) -> Tensor:
        """Of the events that follow at the moments where `asked`, the mean over them.

        The negative log-likelihood, or gBCE where the voice is `by_items`. The moments are those of
        `moments_of_steps`: moment m is the window's own event m. asked: (B, T) bool. rivals: which
        items compete; None when all do.
        """
        candidates = None if rivals is None else rivals.item
        which = self._needed(window, candidates)
        items, events, states = self._encode(window, which)
        question = self.question(states[:, :-1], moment, self._user(window))
        row, step = asked.nonzero(as_tuple=True)
        vectors = items[:-1] if candidates is None else items[_rows_of(candidates, which)]
        fit = self._fit(question[row, step], moment, row, step, window, vectors, candidates)
        target = window["item"][row, step]
        column = target if candidates is None else torch.searchsorted(candidates, target)
        pointing = shares = None
        if self.memory is not None:
            pointing = self.memory(question, moment, window, events, states)
            shares = self.memory.shares(question, moment["step"])[row, step]
        if self.by_items:
            chance = torch.sigmoid(fit)
            if pointing is not None and shares is not None:
                told = (pointing[row, :, step].exp() * shares[:, 1:, None].exp()).sum(dim=1)
                place, there = _columns(window["item"][row], candidates, fit.shape[1])
                chance = chance * shares[:, :1].exp()
                chance = chance.scatter_add(1, place, told * there)
            return gbce(chance, column, self.sizes.items)
        log_likelihood = log_softmax_of_target(fit, column, rivals)
        if pointing is not None and shares is not None:
            found = self._found(pointing, window["item"])[row, :, step]
            voices = torch.cat((log_likelihood[:, None], found), dim=1) + shares
            log_likelihood = torch.logsumexp(voices, dim=1)
        return -log_likelihood.mean()

    def log_odds(self, window: dict[str, Tensor], moment: dict[str, Tensor], items: int) -> Tensor:
        """(B, items) log-probabilities of the one moment of each window.

        items: of the catalogue now, at least as many as at the training; new ones are only reached
        by memory.
        """
        table, events, states = self._encode(window)
        row, step = torch.arange(len(states), device=states.device), moment["step"][:, 0]
        question = self.question(states[row, step][:, None], moment, self._user(window))
        first = torch.zeros_like(row)
        fit = self._fit(question[:, 0], moment, row, first, window, table[:-1], None)
        fit = fit.float()
        chance = torch.sigmoid(fit) if self.by_items else torch.softmax(fit, dim=1)
        if items > self.sizes.items:
            chance = nn.functional.pad(chance, (0, items - self.sizes.items))
        if self.memory is not None:
            pointing = self.memory(question, moment, window, events, states)[:, :, 0].float()
            share = self.memory.shares(question, moment["step"])[:, 0].float().exp()
            chance = chance * share[:, :1]
            told = (pointing.exp() * share[:, 1:, None]).sum(dim=1)  # (B, T)
            chance = chance.scatter_add(1, window["item"].clamp(max=items - 1), told)
        if self.by_items:
            chance = chance / chance.sum(dim=1, keepdim=True)
        return torch.log(chance + TINY)

    def _encode(
        self, window: dict[str, Tensor], which: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The item table, the events' vectors and the states; which: as for an `Encoder`."""
        items = self._table(which)
        item = window["item"].clamp(max=self.sizes.items)
        known = {**window, "item": item if which is None else torch.searchsorted(which, item)}
        known["kind"] = window["kind"].clamp(max=self.sizes.kinds - 1)
        events = self.events(known, items)
        states = self.encoder(events, known, items, which)
        return items, events, states

    def _needed(self, window: dict[str, Tensor], candidates: Tensor | None) -> Tensor | None:
        """The items that a step of learning looks at, ascending; None where that may be all.

        In a large catalogue they are few, and reading all of it would be most of the work.
        """
        if candidates is None or self.sizes.items <= LARGE:
            return None
        return torch.unique(torch.cat((window["item"].reshape(-1), candidates, self.nodes)))

    def _table(self, which: Tensor | None) -> Tensor:
        """(n + 1, D) items as they are read and scored, the last row that of unknown ones."""
        if which is not None:
            return self._spread(which)
        parts = [self.items] if self.graph is None else [self.items, self.graph]
        weights = [weight for part in parts for weight in part.parameters()]
        return self.held.get(weights, lambda: self._spread(None))

    def _spread(self, which: Tensor | None) -> Tensor:
        items: Tensor = self.items(which)
        return items if self.graph is None else self.graph(items, which)

    def _user(self, window: dict[str, Tensor]) -> Tensor:
        return window["user"].clamp(max=self.sizes.users)

    def _fit(
        self, question: Tensor, moment: dict[str, Tensor], row: Tensor, step: Tensor,
        window: dict[str, Tensor], vectors: Tensor, candidates: Tensor | None,
    ) -> Tensor:  # fmt: skip
        """(N, C) log-odds of the candidates, those seen before in the window shifted."""
        fit = self.catalogue(question, moment["place"][row, step], vectors, candidates)
        before = torch.arange(window["item"].shape[1], device=fit.device)
        before = (before < moment["step"][row, step][:, None]) & (window["again"][row] == 0)
        column, there = _columns(window["item"][row], candidates, fit.shape[1])
        shift = self.catalogue.seen(question) * (before & there)
        return fit.scatter_add(1, column, shift.to(fit.dtype))

    def _found(self, pointing: Tensor, item: Tensor) -> Tensor:
        """(B, H, M) log of the memory's weight on the event that came, from (B, H, M, T)."""
        same = (item[:, :, None] == item[:, None, :])[:, None]
        return torch.log((pointing.exp() * same).sum(dim=-1) + TINY)


def _rows_of(items: Tensor, which: Tensor | None) -> Tensor:
    """Where these items stand in a table of the items `which`."""
    return items if which is None else torch.searchsorted(which, items)


def _columns(item: Tensor, candidates: Tensor | None, count: int) -> tuple[Tensor, Tensor]:
    """Where each item stands among those that compete, and whether it does."""
    if candidates is None:
        return item.clamp(max=count - 1), item < count
    place = torch.searchsorted(candidates, item).clamp(max=count - 1)
    return place, candidates[place] == item
