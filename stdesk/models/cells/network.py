"""The recurrent graph step over nodes, and how it is joined with ARMA."""

from typing import Literal

import torch
from torch import Tensor, nn

How = Literal["gate", "add", "multiply"]
LARGEST = 2.0  # of the logarithm by which the graph may raise or lower what is usual


class CellsNetwork(nn.Module):
    """H_{t+1} = tanh(W_H H_t + A H_t + W_X x_t), over what was seen and on into the future.

    A = a F + b D: those that people come from (flows) and those nearby, the weights learnt. At each
    future step the state says by how much, in logarithms, the usual count is to be raised: u.
    """

    def __init__(self, inputs: int, levels: int, width: int, graphs: Tensor, how: How) -> None:
        """inputs: numbers read a step; the first `levels` of them say how high activity stands."""
        super().__init__()
        self.how, self.levels = how, levels
        self.graphs = nn.Buffer(graphs, persistent=False)  # (relations, nodes, nodes)
        self.read = nn.Linear(inputs, width)
        self.own = nn.Linear(width, width, bias=False)
        self.balance = nn.Parameter(torch.full((len(graphs),), 0.3))
        self.stays = nn.Linear(levels, 1, bias=False)
        self.fades = nn.Parameter(torch.full((levels,), -3.0))
        self.lift = nn.Linear(width + 1, 1)
        self.trust = nn.Linear(width + 1, 1)
        for still in (self.lift, self.trust, self.stays):
            nn.init.zeros_(still.weight)
        nn.init.zeros_(self.lift.bias)
        nn.init.constant_(self.trust.bias, 1.0)
        with torch.no_grad():
            self.own.weight.copy_(0.5 * torch.eye(width))

    def forward(self, seen: Tensor, arma: Tensor, usual: Tensor) -> Tensor:
        """(batch, nodes, horizon) expected counts.

        seen: (batch, nodes, past, inputs); arma, usual: (batch, nodes, horizon) counts.
        """
        state = seen.new_zeros(*seen.shape[:2], self.own.in_features)
        for step in range(seen.shape[2]):
            state = torch.tanh(self._moved(state) + self.read(seen[:, :, step]))
        level = seen[:, :, -1, : self.levels]
        fades = nn.functional.softplus(self.fades)
        made = []
        for step in range(arma.shape[2]):
            state = torch.tanh(self._moved(state))
            stays = self.stays(level * torch.exp(-step * fades))[..., 0]
            made.append(self._joined(state, stays, arma[..., step], usual[..., step]))
        return torch.stack(made, dim=2)

    def _moved(self, state: Tensor) -> Tensor:
        """W_H H + A H"""
        joined = torch.einsum("r,rnm->nm", self.balance, self.graphs)
        moved: Tensor = self.own(state) + joined @ state
        return moved

    def _joined(self, state: Tensor, stays: Tensor, arma: Tensor, usual: Tensor) -> Tensor:
        """f(X_t, H_t): (batch, nodes)"""
        known = torch.cat([state, torch.log(usual + 0.1)[..., None]], dim=2)
        lift = (self.lift(known)[..., 0] + stays).clamp(-LARGEST, LARGEST)
        if self.how == "add":
            return nn.functional.relu(arma + torch.sqrt(usual + 0.5) * lift) + 1e-4
        if self.how == "multiply":
            return (arma + 1e-4) * torch.exp(lift)
        trust = torch.sigmoid(self.trust(known)[..., 0])
        return trust * arma + (1 - trust) * usual * torch.exp(lift) + 1e-4


def graph_matrices(flow: Tensor, place: Tensor) -> Tensor:
    """(2, nodes, nodes) rows add up to 1: whom a node hears by flows into it, and by nearness.

    flow: (nodes, nodes) moves, origin by destination; place: (nodes, 3) km, NaN where unknown.
    """
    into = flow.T.clone()
    into.fill_diagonal_(0.0)
    km = torch.cdist(place.nan_to_num(), place.nan_to_num())
    near = 1.0 / (0.3 + km)
    near.fill_diagonal_(0.0)
    unknown = place.isnan().any(dim=1)
    near[unknown] = 0.0
    near[:, unknown] = 0.0
    both = torch.stack([into.sqrt(), near])
    return both / both.sum(dim=2, keepdim=True).clamp_min(1e-9)
