"""`fusion`: what a history says in time, X_t, and in space, H_t, joined and trained together."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from stdesk.features import EventLog
from stdesk.models.gcn import GraphSteps, LastPlaces, graph_arrays
from stdesk.models.gru import Recurrent
from stdesk.models.network_recommender import NetworkRecommender
from stdesk.models.sequence import Held, Sizes

HOW = ("gate", "add", "multiply")


class Joined(nn.Module):
    """f(X_t, H_t). add: X + H. multiply: X (1 + tanh H). gate: g X + (1 - g) H, g = σ(W [X, H])."""

    def __init__(self, temporal: nn.Module, graph: nn.Module, width: int, how: str) -> None:
        super().__init__()
        self.temporal, self.graph, self.how = temporal, graph, how
        self.places, self.held = LastPlaces(), Held()
        self.norm_time, self.norm_space = nn.LayerNorm(width), nn.LayerNorm(width)
        self.gate = nn.Linear(2 * width, width) if how == "gate" else None

    def forward(
        self,
        vectors: Tensor,
        window: dict[str, Tensor],
        items: Tensor,
        which: Tensor | None = None,
    ) -> Tensor:
        """(B, S, D)"""
        time = self.norm_time(self.temporal(vectors, window, items))
        table = self.held.get([items, *self.graph.parameters()], lambda: self.graph(items, which))
        visited = nn.functional.embedding(window["item"], table)
        visited = nn.functional.pad(visited, (0, 0, 1, 0))  # nowhere, before any event
        space = self.norm_space(self.places(visited, window, items))
        if self.gate is not None:
            open_ = torch.sigmoid(self.gate(torch.cat((time, space), dim=-1)))
            return open_ * time + (1 - open_) * space
        if self.how == "multiply":
            return time * (1 + torch.tanh(space))
        return time + space


class Fusion(NetworkRecommender):
    """X_t from gated recurrent memory, H_t from the recurrent graph step over the last places."""

    name = "fusion"
    family = "fusion"

    def encoder(self, sizes: Sizes, extras: Mapping[str, np.ndarray]) -> nn.Module:
        width, layers = self.settings["width"], self.settings["layers"]
        temporal = Recurrent(
            nn.GRU(width, width, layers, batch_first=True), width, self.settings["dropout"]
        )
        graph = GraphSteps(extras, width, self.settings["steps"])
        return Joined(temporal, graph, width, self.settings["how"])

    def extras(self, log: EventLog) -> dict[str, np.ndarray]:
        return graph_arrays(log, self.settings["neighbours"])
