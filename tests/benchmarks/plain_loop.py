"""Plain PyTorch loops to hold the house's training against: what anyone would write by hand.

`same`: the very network of a model, its batches lying ready, and nothing but forward, backward and
step. `textbook`: an item embedding, a stock encoder (nn.TransformerEncoderLayer or nn.GRU) and the
same sampled softmax over the same windows; it knows neither time nor place, and cannot point back.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from stdesk.features import EventLog, event_columns
from stdesk.models.losses import draw_rivals, log_softmax_of_target
from stdesk.models.network import Batches, shown

Ready = Sequence[tuple[dict[str, Tensor], dict[str, Tensor], Tensor]]


class Textbook(nn.Module):
    """Kang and McAuley's SASRec, or GRU4Rec, at a model's own width, layers and window."""

    def __init__(self, kind: str, items: int, settings: dict[str, Any]) -> None:
        super().__init__()
        width, layers = settings["width"], settings.get("layers", 1)
        self.items = nn.Embedding(items + 1, width)
        self.places = nn.Embedding(settings["window"] + 1, width)
        self.layers: nn.Module
        if kind == "transformer":
            layer = nn.TransformerEncoderLayer(
                width, settings["heads"], 2 * width, settings["dropout"], "gelu",
                batch_first=True, norm_first=True,
            )  # fmt: skip
            self.layers = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        else:
            self.layers = nn.GRU(width, width, layers, batch_first=True)
        self.bias = nn.Parameter(torch.zeros(items + 1))
        self.count, self.rivals = items, settings["rivals"]

    def loss(self, item: Tensor, asked: Tensor) -> Tensor:
        """item: (B, T); asked: (B, T) which of them are targets; each is told by those before."""
        start = torch.full_like(item[:, :1], self.count)
        seen = torch.cat((start, item[:, :-1]), dim=1)
        vectors = self.items(seen) + self.places.weight[: item.shape[1]]
        if isinstance(self.layers, nn.GRU):
            states = self.layers(vectors)[0]
        else:
            ahead = nn.Transformer.generate_square_subsequent_mask(item.shape[1])
            states = self.layers(vectors, mask=ahead, is_causal=True)
        target = item[asked]
        rivals = draw_rivals(target, self.count, self.rivals)
        table, bias = self.items.weight[rivals.item], self.bias[rivals.item]
        fit = torch.addmm(bias, states[asked], table.T)
        column = torch.searchsorted(rivals.item, target)
        return -log_softmax_of_target(fit, column, rivals).mean()


def ready_batches(log: EventLog, settings: dict[str, Any]) -> Ready:
    """The batches of one epoch as tensors, before any clock runs."""
    columns, device = event_columns(log), torch.device("cpu")
    batches = Batches(log, settings["window"], settings["batch"], 0).of_epoch(1)
    return [shown(columns, batch, device) for batch in batches]


def same_loop(model: Any, ready: Ready) -> Callable[[], None]:
    """An epoch of the model's own network, by hand."""
    optimiser = torch.optim.AdamW(model.network.parameters(), lr=1e-3)

    def epoch() -> None:
        model.network.train()
        for window, moment, asked in ready:
            _step(optimiser, model.loss(window, moment, asked))

    return epoch


def textbook_loop(kind: str, log: EventLog, settings: dict[str, Any], ready: Ready) -> Any:
    """An epoch of a stock network over the same windows."""
    network = Textbook(kind, log.catalogue.items, settings)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3)

    def epoch() -> None:
        network.train()
        for window, _, asked in ready:
            _step(optimiser, network.loss(window["item"].clamp(max=network.count), asked))

    return epoch


def clocked(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    began = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began[0], time.process_time() - began[1]


def _step(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
