"""What learning to rank items makes smaller: full softmax, a corrected sample of it, or gBCE."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

CALIBRATION = 0.75  # t of gBCE: 0 is plain cross-entropy of each item, 1 gives unbiased chances
LEAST = 1e-7


class Rivals(NamedTuple):
    """Items that compete in one batch.

    item: (C,) sorted. stands_for: (C,) log of how many items each stands for.
    """

    item: Tensor
    stands_for: Tensor


def draw_rivals(target: Tensor, items: int, most: int) -> Rivals:
    """The targets of a batch, and a sample that stands for all other items."""
    own = torch.unique(target)
    drawn = torch.unique(torch.randint(0, items, (most,), device=target.device))
    others = drawn[~torch.isin(drawn, own)]
    stands_for = np.log(max(items - len(own), 1) / max(len(others), 1))
    every, order = torch.cat((own, others)).sort()
    weight = torch.full((len(every),), float(stands_for), device=target.device)
    weight[order < len(own)] = 0.0
    return Rivals(every, weight)


def log_softmax_of_target(fit: Tensor, column: Tensor, rivals: Rivals | None) -> Tensor:
    """(N,) log-chance of the item in `column` among all, from log-odds (N, C).

    A sampled item counts as often as there are items that it stands for, which is the correction
    by log Q of a uniform sample: the expected sum is that of the full softmax. Jean et al., "On
    using very large target vocabulary", ACL 2015.
    """
    own = fit.gather(1, column[:, None])[:, 0]
    every = fit if rivals is None else fit + rivals.stands_for
    return own - torch.logsumexp(every, dim=1)


def gbce(chance: Tensor, column: Tensor, items: int) -> Tensor:
    """The mean over N of -(b log p_target + sum over the rivals of log(1 - p)); chance: (N, C).

    With k rivals of |I| items, a = k / (|I| - 1) and b = 1 - t (1 - a) make up for the items that
    were not drawn. Petrov and Macdonald, "gSASRec", RecSys 2023, eq. 12.
    """
    sampled = (chance.shape[1] - 1) / max(items - 1, 1)
    power = 1.0 - CALIBRATION * (1.0 - min(sampled, 1.0))
    chance = chance.clamp(LEAST, 1.0 - LEAST)
    own = chance.gather(1, column[:, None])[:, 0]
    others = torch.log1p(-chance).sum(dim=1) - torch.log1p(-own)
    return -(power * torch.log(own) + others).mean()
