"""`transformer`: every state looks back at all events before it and weighs which matter."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from stdesk.errors import ModelProblem
from stdesk.models.network_recommender import NetworkRecommender
from stdesk.models.sequence import Sizes

DISTANCES = 32  # how far back positions are told apart, on a log scale


class Attention(nn.Module):
    """Causal self-attention; a learned bias of each head says how much distance in steps matters.

    softmax(Q K' / sqrt(d) + b[i - j]) V over j ≤ i. Vaswani et al., NeurIPS 2017.
    """

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.project = nn.Linear(width, 3 * width)
        self.join = nn.Linear(width, width)
        self.bias = nn.Parameter(torch.zeros(heads, DISTANCES))
        self.dropout = dropout

    def forward(self, x: Tensor) -> Tensor:
        """(B, S, D)"""
        batch, steps, width = x.shape
        parts = self.project(x).view(batch, steps, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # each (B, H, S, D / H)
        mixed = functional.scaled_dot_product_attention(
            query,
            key,
            value,
            attn_mask=self._mask(steps, x.device).to(query.dtype),
            dropout_p=self.dropout if self.training else 0.0,
        )
        joined: Tensor = self.join(mixed.transpose(1, 2).reshape(batch, steps, width))
        return joined

    def _mask(self, steps: int, device: torch.device) -> Tensor:
        """(1, H, S, S) the bias of each distance, -inf for what lies ahead."""
        index = torch.arange(steps, device=device)
        back = index[:, None] - index
        bucket = (torch.log2(back.clamp(min=0).float() + 1) * 4).long().clamp(max=DISTANCES - 1)
        return self.bias[:, bucket].masked_fill(back < 0, float("-inf"))[None]


class Block(nn.Module):
    """x + attention(norm x), then x + feed-forward(norm x)."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.before_attention, self.before_forward = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads, dropout)
        self.forward_part = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.dropout(self.attention(self.before_attention(x)))
        return x + self.dropout(self.forward_part(self.before_forward(x)))


class Blocks(nn.Module):
    def __init__(self, width: int, heads: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, heads, dropout) for _ in range(layers))

    def forward(
        self,
        vectors: Tensor,
        window: dict[str, Tensor],
        items: Tensor,
        which: Tensor | None = None,
    ) -> Tensor:
        """(B, S, D)"""
        for block in self.blocks:
            vectors = block(vectors)
        return vectors


class Transformer(NetworkRecommender):
    """Kang and McAuley, "Self-attentive sequential recommendation", ICDM 2018; and time, place."""

    name = "transformer"
    family = "temporal"

    def encoder(self, sizes: Sizes, extras: Mapping[str, np.ndarray]) -> nn.Module:
        names = ("width", "heads", "layers", "dropout")
        if self.settings["width"] % self.settings["heads"]:
            raise ModelProblem(
                "the width {width} must be a multiple of the {heads} attention heads.",
                width=self.settings["width"],
                heads=self.settings["heads"],
            )
        return Blocks(*[self.settings[name] for name in names])
