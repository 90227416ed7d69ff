"""`gru`: reads events in order; gates decide what is kept and what forgotten."""

from collections.abc import Mapping

import numpy as np
from torch import Tensor, nn

from stdesk.models.network_recommender import NetworkRecommender
from stdesk.models.sequence import Sizes


class Recurrent(nn.Module):
    """States of a recurrent layer beside the events themselves: x + recur(x)."""

    def __init__(self, layer: nn.Module, width: int, dropout: float) -> None:
        super().__init__()
        self.layer = layer
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        vectors: Tensor,
        window: dict[str, Tensor],
        items: Tensor,
        which: Tensor | None = None,
    ) -> Tensor:
        """(B, S, D)"""
        states, _ = self.layer(vectors)
        return vectors + self.dropout(self.norm(states))


class Gru(NetworkRecommender):
    """Cho et al., "Learning phrase representations using RNN encoder-decoder", EMNLP 2014."""

    name = "gru"
    family = "temporal"

    def encoder(self, sizes: Sizes, extras: Mapping[str, np.ndarray]) -> nn.Module:
        width, layers = self.settings["width"], self.settings["layers"]
        layer = nn.GRU(width, width, layers, batch_first=True)
        return Recurrent(layer, width, self.settings["dropout"])
