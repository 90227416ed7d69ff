"""The network of `content`: what an item is, compared with what a user's past items are.

Shapes: R rows of T events, M moments each, N moments asked, I items, C candidates, H heads, D the
width. Log-odds of candidate c at a moment asked:

    u . e_c  +  b_c  +  sum_p w_p log(EPSILON + z_p(c))  +  nearness of c to the last place

e_c is made of the item's content, and, where the item has a past, of a vector of its own. Each z_p
is a density: the user's past events, weighed by attention, seen through what they share with c:
their text, their picture, their category, their area, or that they are the same item.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from stdesk.features import CLOCK, GAPS, HOURS
from stdesk.models.content.reader import PICTURE, PictureReader
from stdesk.models.sequence import Sizes, log_distances

EPSILON = 0.01
AREA_KM = (0.5, 3.0)  # how far an area's people go
CANDIDATES_AT_ONCE = 20_000
CHANNELS = ("same", "category", "text", "picture", "area", "district")


@dataclass
class Items:
    """What is known of all items. text: (I, dims) and picture: (I, PICTURE) of length 1 or zero.

    category: (I,) index, the last one for none. place: (I, 3) km or NaN. fame: (I,) log of the
    share of training events. own: (I,) row of the item's own vector, 0 for none. past: (I,) float,
    1 where training had events of the item.
    """

    text: Tensor
    picture: Tensor
    category: Tensor
    place: Tensor
    fame: Tensor
    own: Tensor
    past: Tensor

    def __getitem__(self, chosen: Tensor | slice) -> "Items":
        return Items(*(getattr(self, name)[chosen] for name in vars(self)))

    def to(self, device: torch.device) -> "Items":
        return Items(*(getattr(self, name).to(device) for name in vars(self)))

    def forgotten(self, cold: Tensor) -> "Items":
        """As if some items, (I,) float, had never been seen in an event."""
        parts = vars(self) | {"past": self.past * (1 - cold)}
        return Items(**parts)


class ContentNetwork(nn.Module):
    """areas: (A, 3) km, centres of the areas that history is told by; none without coordinates."""

    def __init__(
        self, sizes: Sizes, own: int, text: int, areas: np.ndarray, width: int, heads: int,
        dropout: float, pictures: bool,
    ) -> None:  # fmt: skip
        super().__init__()
        self.sizes, self.heads = sizes, heads
        self.own = nn.Embedding(own + 1, width, padding_idx=0)
        self.category = nn.Embedding(sizes.categories + 1, width)
        self.text = nn.Linear(text, width)
        self.picture = nn.Linear(PICTURE, width) if pictures else None
        self.reader = PictureReader() if pictures else None
        self.unknown = nn.Parameter(torch.zeros(2, width))  # no text, no picture
        self.norm = nn.LayerNorm(width)
        self.hour = nn.Embedding(HOURS + 1, width)
        self.gap = nn.Embedding(GAPS + 1, width)
        self.asked = nn.Sequential(nn.LayerNorm(width + 1), nn.Linear(width + 1, width), nn.GELU())
        self.query = nn.Linear(width, heads * width)
        self.key = nn.Linear(width, heads * width)
        self.clock = nn.Parameter(torch.full((heads, CLOCK // 2), 0.3))
        self.decay = nn.Parameter(torch.linspace(0.1, 1.0, 2 * heads).reshape(2, heads))
        self.user = nn.Sequential(
            nn.Linear(heads * width + width, 2 * width), nn.GELU(), nn.Dropout(dropout),
            nn.Linear(2 * width, width),
        )  # fmt: skip
        self.dropout = nn.Dropout(dropout)
        self.mix = nn.Linear(width, len(CHANNELS) * heads)
        self.weight = nn.Linear(width, len(CHANNELS))
        self.lacking = nn.Parameter(torch.full((len(CHANNELS),), math.log(0.05)))
        self.near = nn.Linear(width, 2) if sizes.spatial else None
        self.bias = nn.Linear(width, 1)
        # How fame counts, and what none is worth: at first as much as a share of one item.
        self.fame = nn.Parameter(torch.tensor([0.5, -0.5 * math.log(max(sizes.items, 1))]))
        self.register_buffer("areas", torch.from_numpy(areas.astype(np.float32)))
        for table in (self.own, self.category, self.hour, self.gap):
            nn.init.normal_(table.weight, std=0.3 / math.sqrt(width))
        for layer in (self.weight, self.mix, self.bias):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        nn.init.constant_(self.weight.bias, 0.3)
        if self.near is not None:
            nn.init.zeros_(self.near.weight)
            nn.init.constant_(self.near.bias, -0.3)
        with torch.no_grad():
            self.own.weight[0] = 0

    areas: Tensor
    begins: bool = False  # an epoch of learning

    def train(self, mode: bool = True) -> "ContentNetwork":
        """As ever; descent calls it at the beginning of each epoch."""
        self.begins = mode
        super().train(mode)
        return self

    def vectors(self, items: Items) -> Tensor:
        """(I, D) what items are."""
        has_text = items.text.abs().amax(dim=1, keepdim=True) > 0
        told = self.category(items.category)
        told = told + torch.where(has_text, self.text(items.text), self.unknown[0])
        if self.picture is not None:
            has_picture = items.picture.abs().amax(dim=1, keepdim=True) > 0
            told = told + torch.where(has_picture, self.picture(items.picture), self.unknown[1])
        made: Tensor = self.norm(told + self.own(items.own) * items.past[:, None])
        return made

    def attention(
        self, window: Mapping[str, Tensor], moment: Mapping[str, Tensor], vectors: Tensor,
        known: Tensor,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        """(R, M, D) what is asked and (R, H, M, T) how much each past event counts, adding to 1.

        vectors: (R, T, D) of the events; known: (R, T) which of them may be looked at.
        """
        rows, moments = moment["step"].shape
        length = torch.log1p(moment["step"].float())[..., None]
        when = self.hour(moment["hour"]) + self.gap(moment["gap"])
        asked = self.asked(torch.cat((when, length), dim=-1))
        query = self.query(asked).view(rows, moments, self.heads, -1).transpose(1, 2)
        key = self.key(vectors).view(rows, vectors.shape[1], self.heads, -1).transpose(1, 2)
        weight = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])  # (R, H, M, T)
        clock = self.clock.repeat(1, 2)[:, None]
        weight = weight + (moment["clock"][:, None] * clock) @ window["clock"][:, None].mT
        days, back = _ages(moment["step"], window["day"])
        decay = self.decay[:, None, :, None, None]
        weight = weight - decay[0] * days[:, None] - decay[1] * back[:, None]
        index = torch.arange(vectors.shape[1], device=vectors.device)
        hidden = ((index >= moment["step"][..., None]) | ~known[:, None])[:, None]
        share = torch.softmax(weight.masked_fill(hidden, -1e9), dim=-1)
        return asked, share.masked_fill(hidden, 0.0)

    def log_odds(
        self, window: Mapping[str, Tensor], moment: Mapping[str, Tensor], asked: Tensor,
        items: Items, cold: Tensor | None = None, candidates: Tensor | None = None,
        live: Items | None = None,
    ) -> Tensor:  # fmt: skip
        """(N, C) log-odds at the moments where `asked`, (R, M).

        cold: (I,) items that count as never seen, 1 or 0. candidates: (C,) sorted, None for all;
        live: what they are, where that differs from `items` (pictures that are being learnt).
        """
        known = window["known"]
        if cold is not None:
            items, known = items.forgotten(cold), known & (cold[window["item"]] == 0)
            if live is not None and candidates is not None:
                live = live.forgotten(cold[candidates])
        past = items[window["item"].reshape(-1)]
        shape = window["item"].shape
        vectors = self.vectors(past).view(*shape, -1)
        question, share = self.attention(window, moment, vectors, known)
        row, step = asked.nonzero(as_tuple=True)
        pooled = (share @ vectors[:, None]).transpose(1, 2).flatten(2)  # (R, M, H D)
        user = self.user(torch.cat((pooled, question), dim=-1))[row, step]
        where = _Past(self, window, past, question, share, moment, row, step)
        if candidates is not None:
            return self._fit(self.dropout(user), where, live or items[candidates], candidates)
        parts = [
            self._fit(user, where, items[begin : begin + CANDIDATES_AT_ONCE], None, begin)
            for begin in range(0, len(items.own), CANDIDATES_AT_ONCE)
        ]
        return torch.cat(parts, dim=1)

    def _fit(
        self, user: Tensor, past: "_Past", items: Items, candidates: Tensor | None, begin: int = 0
    ) -> Tensor:
        made = self.vectors(items)
        fame = self.fame[0] * items.fame * items.past + self.fame[1] * (1 - items.past)
        fit = torch.addmm(self.bias(made)[:, 0] + fame, user, made.T)
        for channel, (density, lacking) in past.densities(items, candidates, begin).items():
            at = CHANNELS.index(channel)
            log = torch.log(density + EPSILON)
            if lacking is not None and lacking.any():
                log = torch.where(lacking, self.lacking[at], log)
            fit = torch.addcmul(fit, past.weight[:, at : at + 1], log)
        if self.near is not None:
            for scale, far in enumerate(log_distances(past.place, items.place)):
                fit = torch.addcmul(fit, past.near[:, scale : scale + 1], far)
        return fit


class _Past:
    """Users' past events at the moments asked, seen through each channel."""

    def __init__(
        self, network: ContentNetwork, window: Mapping[str, Tensor], past: Items, question: Tensor,
        share: Tensor, moment: Mapping[str, Tensor], row: Tensor, step: Tensor,
    ) -> None:  # fmt: skip
        self.network, self.row = network, row
        self.item = window["item"][row]
        rows, moments = moment["step"].shape
        mix = network.mix(question).view(rows, moments, len(CHANNELS), network.heads).softmax(-1)
        shape = window["item"].shape
        self.weight = network.weight(question)[row, step]
        self.place = moment["place"][row, step]
        self.near = network.near(question)[row, step] if network.near is not None else self.weight
        share = torch.einsum("rmph,rhmt->rpmt", mix, share).float()  # (R, P, M, T)
        self.same = share[:, 0][row, step]  # (N, T)
        category = nn.functional.one_hot(past.category, network.sizes.categories + 1).float()
        self.category = (share[:, 1] @ category.view(*shape, -1))[row, step]
        self.text = (share[:, 2] @ past.text.view(*shape, -1))[row, step]
        self.picture = (share[:, 3] @ past.picture.view(*shape, -1))[row, step]
        self.areas = []
        if len(network.areas):
            within = areas_of(past.place, network.areas)
            table = nn.functional.one_hot(within, len(network.areas) + 1).float()[:, :-1]
            table = table.view(*shape, -1)
            self.areas = [(share[:, at] @ table)[row, step] for at in (4, 5)]

    def densities(
        self, items: Items, candidates: Tensor | None, begin: int
    ) -> dict[str, tuple[Tensor, Tensor | None]]:
        """By channel (N, C), and (C,) or (N, C) where nothing can be said."""
        network = self.network
        found: dict[str, tuple[Tensor, Tensor | None]] = {
            "same": (self._same(len(items.own), candidates, begin), None)
        }
        if network.sizes.categories:
            none = items.category == network.sizes.categories
            found["category"] = (self.category[:, items.category], none)
        found["text"] = _likeness(self.text, items.text)
        if network.picture is not None:
            found["picture"] = _likeness(self.picture, items.picture)
        if self.areas:
            nowhere = ~torch.isfinite(items.place[:, 0])
            km = _kilometres(network.areas, items.place)
            for name, scale, history in zip(CHANNELS[4:], AREA_KM, self.areas, strict=True):
                nearby = torch.nan_to_num(torch.exp(-km / scale))
                found[name] = (history @ nearby, nowhere)
        return found

    def _same(self, count: int, candidates: Tensor | None, begin: int) -> Tensor:
        if candidates is None:
            column = self.item - begin
            inside = (column >= 0) & (column < count)
        else:
            column = torch.searchsorted(candidates, self.item).clamp(max=count - 1)
            inside = candidates[column] == self.item
        column = column.clamp(0, count - 1)
        empty = torch.zeros(len(self.same), count, device=self.same.device)
        return empty.scatter_add(1, column, self.same * inside)


def areas_of(place: Tensor, centres: Tensor) -> Tensor:
    """(n,) the nearest centre of each place, as many as there are where the place is unknown."""
    nearest = _kilometres(torch.nan_to_num(place), centres).argmin(dim=1)
    return torch.where(torch.isfinite(place[:, 0]), nearest, len(centres))


def _kilometres(one: Tensor, other: Tensor) -> Tensor:
    return torch.cdist(one, other, compute_mode="donot_use_mm_for_euclid_dist")


def _likeness(past: Tensor, own: Tensor) -> tuple[Tensor, Tensor]:
    """(N, C) how alike, and where one of both says nothing."""
    unknown = (past.abs().amax(dim=1) == 0)[:, None] | (own.abs().amax(dim=1) == 0)
    return (past @ own.T).clamp(min=0), unknown


def _ages(step: Tensor, day: Tensor) -> tuple[Tensor, Tensor]:
    """(R, M, T) log(1 + days) and log(1 + events) from each event to the last before the moment."""
    last = (step - 1).clamp(min=0)
    newest = torch.gather(day, 1, last)
    days = (newest[..., None] - day[:, None]).clamp(min=0)
    index = torch.arange(day.shape[1], device=day.device)
    back = (last[..., None] - index).clamp(min=0).float()
    return torch.log1p(days), torch.log1p(back)
