"""A network that attends to the events of a candidate and weighs them with the trees' columns.

    z_e = MLP(event e)                                   what an event tells, given the moment
    h_c = [x_c; sum of W z_e; log sum of exp(u z_e)]     over the events e of candidate c
    score_c = MLP(h_c) + w h_c

Events are the user's own visits and those of others, each kind with readers of its own. Sums over
sets of any size: Zaheer et al., "Deep Sets", NIPS 2017, theorem 2. The log-sum-exp lets the network
learn kernels of time, as some of the columns are, but of its own making.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

HEADS = 8
DROPPED_OF_256 = 38  # a share of .15
POOLED = 0.2  # sums over events are large beside the columns
LEAST_WEIGHT = 0.01  # in the logarithm, for a candidate without events


class EventReader(nn.Module):
    """Reads the events of one kind; `columns` numbers tell of each, `width` are kept."""

    mean: Tensor
    scale: Tensor

    def __init__(self, columns: int, width: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(columns))
        self.register_buffer("scale", torch.ones(columns))
        self.event = nn.Sequential(
            nn.Linear(columns, width),
            nn.SiLU(),
            QuickDropout(),
            nn.Linear(width, width),
            nn.SiLU(),
        )
        self.told = nn.Linear(width, width)
        self.kernels = nn.Linear(width, HEADS)

    def forward(self, events: Tensor, owner: Tensor, candidates: int) -> tuple[Tensor, Tensor]:
        """(candidates, width) sums and (candidates, 8) kernels.

        events: (events, columns), as they are. owner: (events,) which candidate each is of.
        """
        told = self.event((events - self.mean) / self.scale)
        # The sum of W z + b over events is W (sum of z) + b times their number: fewer products.
        summed = events.new_zeros(candidates, told.shape[1]).index_add(0, owner, told)
        count = torch.bincount(owner, minlength=candidates)[:, None]
        pooled = functional.linear(summed, self.told.weight) + count * self.told.bias
        weight = torch.exp(self.kernels(told).clamp(-12.0, 8.0))
        kernel = events.new_zeros(candidates, HEADS).index_add(0, owner, weight)
        return POOLED * pooled, torch.log(kernel + LEAST_WEIGHT)


class QuickDropout(nn.Module):
    """Dropout whose chances are single random bytes: a fifth of the time of learning is saved."""

    def forward(self, values: Tensor) -> Tensor:
        if not self.training:
            return values
        random = torch.empty(-(-values.numel() // 8), dtype=torch.int64).random_(-(2**63), None)
        kept = random.view(torch.uint8)[: values.numel()].view(values.shape) >= DROPPED_OF_256
        return values * (kept.to(values.dtype) * (256 / (256 - DROPPED_OF_256)))


class VisitNetwork(nn.Module):
    """columns: how many numbers tell of a candidate. widths: and of each kind of event.

    width: of the hidden layers; those that read events are a third of it.
    """

    def __init__(self, columns: int, widths: Sequence[int], width: int) -> None:
        super().__init__()
        self.widths, self.width = list(widths), width
        narrow, kinds = max(width // 3, 1), len(self.widths)
        self.readers = nn.ModuleList(EventReader(told, narrow) for told in widths)
        self.weighed = nn.Sequential(
            nn.Linear(columns + kinds * (narrow + HEADS), width),
            nn.SiLU(),
            QuickDropout(),
            nn.Linear(width, width),
            nn.SiLU(),
            QuickDropout(),
            nn.Linear(width, 1),
        )
        self.straight = nn.Linear(columns + kinds * HEADS, 1)

    def forward(self, columns: Tensor, events: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
        """(candidates,) scores, whose softmax over a moment's candidates are chances.

        columns: (candidates, columns), scaled. events: of each kind, as `EventReader` reads them.
        """
        read = [
            reader(told, owner, len(columns))
            for reader, (told, owner) in zip(self.readers, events, strict=True)
        ]
        kernels = [kernel for _, kernel in read]
        every = torch.cat((columns, *(pooled for pooled, _ in read), *kernels), dim=1)
        straight: Tensor = self.straight(torch.cat((columns, *kernels), dim=1))
        score: Tensor = self.weighed(every) + straight
        return score[:, 0]
