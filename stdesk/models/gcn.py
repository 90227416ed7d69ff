"""`gcn`: what is known of a place spreads to those visited before or after, and to those near."""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch_geometric.nn import MessagePassing

from stdesk.features import EventLog, Graph, neighbour_graph, transition_graph
from stdesk.models.network_recommender import NetworkRecommender
from stdesk.models.next_item import LARGE, NODES
from stdesk.models.sequence import Sizes

LAGS = 12  # the last places that are looked at
MOST_NODES = 20_000  # of a large catalogue; its other items have no neighbours
RELATIONS = ("transition", "neighbour")


class Spread(MessagePassing):
    """A H: each node gets the weighted sum of its neighbours' states."""

    def __init__(self) -> None:
        super().__init__(aggr="add")

    def forward(self, states: Tensor, adjacency: Tensor, transposed: Tensor) -> Tensor:
        """(nodes, D) from states (nodes, D) and a sparse adjacency (target, source), both ways."""
        told: Tensor = self.propagate(adjacency, states=states, transposed=transposed)
        return told

    def message(self, states_j: Tensor) -> Tensor:
        return states_j

    def message_and_aggregate(
        self, edge_index: Tensor, states: Tensor, transposed: Tensor
    ) -> Tensor:
        apply: Any = SparseProduct.apply
        product: Tensor = apply(edge_index, transposed, states)
        return product


class SparseProduct(torch.autograd.Function):
    """A H whose gradient uses a transpose made once, not one sorted anew at every step."""

    @staticmethod
    def forward(context: Any, adjacency: Tensor, transposed: Tensor, states: Tensor) -> Tensor:
        context.transposed = transposed
        return torch.sparse.mm(adjacency, states)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[None, None, Tensor]:
        return None, None, torch.sparse.mm(context.transposed, gradients[0])


class GraphSteps(nn.Module):
    """The recurrent step H_{t+1} = tanh(W_H H_t + A H_t) from H_0, the items' own vectors.

    A joins two graphs, A = a T + b N: transitions and neighbours, their weights a and b learnt.
    Without coordinates N has no edges. nodes: (nodes,) which items the graphs are of, ascending;
    None for all.
    """

    nodes: Tensor | None

    def __init__(self, graphs: Mapping[str, np.ndarray], width: int, steps: int) -> None:
        super().__init__()
        self.steps = steps
        self.own = nn.Linear(width, width)
        self.spread = Spread()
        self.balance = nn.Parameter(torch.ones(len(RELATIONS)))
        nn.init.eye_(self.own.weight)
        nn.init.zeros_(self.own.bias)
        chosen = graphs.get(NODES)
        nodes = None if chosen is None else torch.from_numpy(np.array(chosen))
        self.register_buffer("nodes", nodes, persistent=False)
        for relation in RELATIONS:
            there, back = adjacency(graphs, relation)
            self.register_buffer(relation, there, persistent=False)
            self.register_buffer(f"{relation}_back", back, persistent=False)

    def forward(self, items: Tensor, which: Tensor | None = None) -> Tensor:
        """(n + 1, D) of some items, or of all; the last row, unknown items, has no neighbours.

        which: (n,) the items' indices, ascending, all nodes among them; None for all items.
        """
        with torch.autocast(items.device.type, enabled=False):  # sparse products want whole floats
            return self._steps(items, which)

    def _steps(self, states: Tensor, which: Tensor | None) -> Tensor:
        graphs = [(getattr(self, name), getattr(self, f"{name}_back")) for name in RELATIONS]
        place = self._places(len(states), which)
        for _ in range(self.steps):
            heard = states if place is None else states[place]
            told = [
                weight * self.spread(heard, *graph)
                for weight, graph in zip(self.balance, graphs, strict=True)
            ]
            own = self.own(states)
            if place is None:
                states = torch.tanh(own + told[0] + told[1])
            else:
                states = torch.tanh(own.index_add(0, place, told[0] + told[1]))
        return states

    def _places(self, rows: int, which: Tensor | None) -> Tensor | None:
        """The rows of the nodes, the unknown item's last; None where all items are nodes."""
        if self.nodes is None:
            return None
        place = self.nodes if which is None else torch.searchsorted(which, self.nodes)
        return torch.cat((place, place.new_tensor([rows - 1])))


class LastPlaces(nn.Module):
    """The state of a history: a learned average of its last events, the newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.linspace(2.0, -2.0, LAGS))

    def forward(
        self,
        vectors: Tensor,
        window: dict[str, Tensor],
        items: Tensor,
        which: Tensor | None = None,
    ) -> Tensor:
        """(B, S, D)"""
        steps = vectors.shape[1]
        padded = nn.functional.pad(vectors, (0, 0, LAGS - 1, 0))
        share = torch.softmax(self.weight, dim=0).flip(0)  # (LAGS,), the newest last
        averaged = share[0] * padded[:, :steps]
        for lag in range(1, LAGS):  # shifted views: a product over an unfolded axis copies it
            averaged = averaged + share[lag] * padded[:, lag : lag + steps]
        return averaged


class Gcn(NetworkRecommender):
    """Item states from the graph score the next item from the user's last places and the time."""

    name = "gcn"
    family = "spatial"

    def encoder(self, sizes: Sizes, extras: Mapping[str, np.ndarray]) -> nn.Module:
        return LastPlaces()

    def graph(self, sizes: Sizes, extras: Mapping[str, np.ndarray]) -> nn.Module:
        return GraphSteps(extras, self.settings["width"], self.settings["steps"])

    def extras(self, log: EventLog) -> dict[str, np.ndarray]:
        return graph_arrays(log, self.settings["neighbours"])


def graph_arrays(log: EventLog, neighbours: int) -> dict[str, np.ndarray]:
    """Both graphs as arrays, to be stored with the weights."""
    arrays: dict[str, np.ndarray] = {}
    nodes = None
    if log.catalogue.items > LARGE:
        nodes = arrays[NODES] = most_frequent(log, MOST_NODES)
    graphs = (
        transition_graph(log, 2 * neighbours, nodes),
        neighbour_graph(log, neighbours, nodes),
    )
    for relation, graph in zip(RELATIONS, graphs, strict=True):
        arrays |= _arrays(relation, graph)
    return arrays


def most_frequent(log: EventLog, most: int) -> np.ndarray:
    """(most,) indices of the items with most events, ascending."""
    count = np.bincount(log.item, minlength=log.catalogue.items)
    return np.sort(np.argsort(-count, kind="stable")[:most])


def adjacency(graphs: Mapping[str, np.ndarray], relation: str) -> tuple[Tensor, Tensor]:
    """A sparse (nodes + 1, nodes + 1) matrix, rows the targets, and its transpose.

    The last row is empty.
    """
    edges = torch.from_numpy(np.array(graphs[f"{relation}.edges"]))
    weight = torch.from_numpy(np.array(graphs[f"{relation}.weight"]))
    size = int(graphs[f"{relation}.nodes"][0]) + 1
    return _matrix(edges, weight, size), _matrix(edges.flip(0), weight, size)


def _matrix(edges: Tensor, weight: Tensor, size: int) -> Tensor:
    """Large ones by rows, multiplied three times as fast; torch calls that format unfinished."""
    made: Any = torch.sparse_coo_tensor(edges, weight, (size, size), check_invariants=True)
    joined: Tensor = made.coalesce()
    if size <= MOST_NODES:
        return joined
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparse CSR tensor support")
        by_rows: Any = joined.to_sparse_csr()
    rows: Tensor = by_rows
    return rows


def _arrays(relation: str, graph: Graph) -> dict[str, np.ndarray]:
    return {
        f"{relation}.edges": np.stack((graph.target, graph.source)),
        f"{relation}.weight": graph.weight,
        f"{relation}.nodes": np.array([graph.nodes]),
    }
