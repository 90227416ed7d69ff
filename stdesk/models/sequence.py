"""The parts that all neural models share: events as vectors, the question asked, and the answer.

Shapes: B windows of T events, S = T + 1 states (the first stands before any event), M moments to
predict in each window, D the width, N moments of all windows in one row, C candidate items.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from stdesk.features import CLOCK, GAPS, HOURS, MOST_AGAIN, STEPS, EventLog, Moments, Windows

FAR_KM = (0.3, 3.0)  # the scales at which nearness is felt
TINY = 1e-9


@dataclass(frozen=True)
class Sizes:
    """How many of everything a network was built for; JSON beside its weights."""

    users: int
    items: int
    categories: int
    kinds: int
    spatial: bool

    @classmethod
    def of(cls, log: EventLog) -> "Sizes":
        known = log.catalogue
        return cls(
            users=known.users,
            items=known.items,
            categories=len(known.category_names),
            kinds=len(known.kind_names),
            spatial=known.has_coordinates,
        )


def tensors(part: Windows | Moments, device: torch.device) -> dict[str, Tensor]:
    """The columns of windows or moments as tensors."""
    return {
        name: torch.from_numpy(np.ascontiguousarray(value)).to(device)
        for name, value in vars(part).items()
        if isinstance(value, np.ndarray)
    }


class Held:
    """Keeps what was made of some tensors until one of them changes.

    Only where nothing is learnt: a large catalogue is asked in many small blocks.
    """

    def __init__(self) -> None:
        self._of: list[tuple[Tensor, int, int]] = []
        self._made: Tensor | None = None

    def get(self, tensors: Iterable[Tensor], make: Callable[[], Tensor]) -> Tensor:
        """What `make` gives, which depends on these tensors alone."""
        if torch.is_grad_enabled():
            return make()
        now = [(part, part.data_ptr(), part._version) for part in tensors]
        if self._made is None or not _the_same(now, self._of):
            self._of, self._made = now, make()
        return self._made


def _the_same(one: list[tuple[Tensor, int, int]], other: list[tuple[Tensor, int, int]]) -> bool:
    return len(one) == len(other) and all(
        a[0] is b[0] and a[1:] == b[1:] for a, b in zip(one, other, strict=True)
    )


class ItemTable(nn.Module):
    """One vector an item: its own plus its category's. Row `items` stands for unknown ones.

    frequent: (items,) which items have a vector of their own; by default all.
    """

    def __init__(
        self, sizes: Sizes, category: np.ndarray, width: int, frequent: np.ndarray | None = None
    ) -> None:
        super().__init__()
        self.own = nn.Embedding(sizes.items + 1, width)
        self.shared = nn.Embedding(sizes.categories + 1, width)
        nn.init.normal_(self.own.weight, std=0.5 / math.sqrt(width))
        nn.init.normal_(self.shared.weight, std=0.5 / math.sqrt(width))
        padded = np.append(np.where(category < 0, sizes.categories, category), sizes.categories)
        self.register_buffer("category", torch.from_numpy(padded.astype(np.int64)))
        of_its_own = np.ones(sizes.items + 1) if frequent is None else np.append(frequent, 0)
        share = torch.from_numpy(of_its_own.astype(np.float32))[:, None]
        self.register_buffer("of_its_own", share, persistent=False)

    category: Tensor
    of_its_own: Tensor

    def begin(self, vectors: Tensor) -> None:
        """Start from these, (items, D), where they are not zero."""
        told = (vectors != 0).any(dim=1)
        with torch.no_grad():
            self.own.weight[:-1][told] = vectors[told]

    def forward(self, which: Tensor | None = None) -> Tensor:
        """(n + 1, D) of all items, or of those at `which`, (n,), and of unknown ones."""
        if which is None:
            vectors: Tensor = self.own.weight * self.of_its_own + self.shared(self.category)
        else:
            rows = torch.cat((which, which.new_tensor([len(self.category) - 1])))
            vectors = self.own(rows) * self.of_its_own[rows] + self.shared(self.category[rows])
        return vectors


class EventVectors(nn.Module):
    """Each event as the sum of what it is, when and after which gap and distance it came."""

    def __init__(self, sizes: Sizes, width: int, dropout: float) -> None:
        super().__init__()
        self.kind = nn.Embedding(sizes.kinds + 1, width)
        self.hour = nn.Embedding(HOURS + 1, width)
        self.gap = nn.Embedding(GAPS + 1, width)
        self.step = nn.Embedding(STEPS, width)
        self.again = nn.Embedding(MOST_AGAIN + 1, width)
        for table in (self.kind, self.hour, self.gap, self.step, self.again):
            nn.init.normal_(table.weight, std=0.3 / math.sqrt(width))
        self.start = nn.Parameter(torch.randn(width) / math.sqrt(width))
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, window: dict[str, Tensor], item_vectors: Tensor) -> Tensor:
        """(B, S, D): the start of a history, then each event."""
        what = functional.embedding(window["item"], item_vectors)
        when = self.hour(window["hour"]) + self.gap(window["gap"]) + self.step(window["step"])
        events = what + when + self.kind(window["kind"] + 1) + self.again(window["again"])
        start = self.start.expand(len(events), 1, -1)
        vectors: Tensor = self.dropout(self.norm(torch.cat((start, events), dim=1)))
        return vectors


class Question(nn.Module):
    """What is asked at a moment: the state of the history, the moment's hour and gap, and the user.

    An unknown hour and gap have vectors of their own, so one network answers with and without time.
    """

    def __init__(self, sizes: Sizes, width: int, dropout: float, with_user: bool) -> None:
        super().__init__()
        self.hour = nn.Embedding(HOURS + 1, width)
        self.gap = nn.Embedding(GAPS + 1, width)
        self.user = nn.Embedding(sizes.users + 1, width) if with_user else None
        for table in (self.hour, self.gap, self.user):
            if table is not None:
                nn.init.normal_(table.weight, std=0.3 / math.sqrt(width))
        self.mix = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 2 * width),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(2 * width, width),
        )
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, state: Tensor, moment: dict[str, Tensor], user: Tensor) -> Tensor:
        """(B, M, D) from state (B, M, D) and user (B,), unknown users having the last row."""
        asked = state + self.hour(moment["hour"]) + self.gap(moment["gap"])
        if self.user is not None:
            asked = asked + self.dropout(self.user(user))[:, None]
        question: Tensor = self.norm(asked + self.mix(asked))
        return question


class Catalogue(nn.Module):
    """Log-odds of candidate items: fit to the question, how often anyone comes, how near it is.

    And whether the user was there before, which speaks for a place and against a film.
    """

    def __init__(self, sizes: Sizes, place: np.ndarray, width: int) -> None:
        super().__init__()
        self.width = width
        self.project = nn.Linear(width, width)
        self.bias = nn.Parameter(torch.zeros(sizes.items + 1))
        self.seen = nn.Linear(width, 1)
        self.near = nn.Linear(width, len(FAR_KM)) if sizes.spatial else None
        if self.near is not None:
            nn.init.zeros_(self.near.weight)
            nn.init.constant_(self.near.bias, -0.3)
        nn.init.zeros_(self.seen.weight)
        nn.init.zeros_(self.seen.bias)
        self.register_buffer("place", torch.from_numpy(place))

    place: Tensor

    def forward(
        self, question: Tensor, whereabouts: Tensor, vectors: Tensor, candidates: Tensor | None
    ) -> Tensor:
        """(N, C) from question (N, D), whereabouts (N, 3) and the candidates' vectors (C, D).

        candidates: (C,) which items these are, None for all.
        """
        bias, place = self.bias[:-1], self.place
        if candidates is not None:
            bias, place = bias[candidates], place[candidates]
        fit = torch.addmm(bias, self.project(question), vectors.T)
        if self.near is not None:
            weight = self.near(question)
            for scale, far in enumerate(log_distances(whereabouts, place)):
                fit = fit + weight[:, scale : scale + 1] * far
        return fit


def log_distances(whereabouts: Tensor, place: Tensor) -> list[Tensor]:
    """For each scale (N, C) log(1 + km / scale); 0 where either place is unknown."""
    with torch.no_grad():
        km = torch.cdist(
            torch.nan_to_num(whereabouts),
            torch.nan_to_num(place),
            compute_mode="donot_use_mm_for_euclid_dist",
        )
        km *= torch.isfinite(whereabouts[:, :1]) & torch.isfinite(place[:, :1]).T
        return [torch.log1p(km / scale) for scale in FAR_KM]


class Memory(nn.Module):
    """Points back at the user's own events: weights over them, for each of some heads.

    The weight of event j at moment t: softmax over the events before t of
    q_t · k_j + clock kernel(t - j) - a_t log(1 + days back) - b_t log(1 + events back).
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.size = heads, max(width // heads, 8)
        self.query = nn.Linear(width, heads * self.size)
        self.key = nn.Linear(2 * width, heads * self.size)
        self.clock = nn.Parameter(torch.full((heads, CLOCK // 2), 0.3))
        self.decay = nn.Linear(width, 2 * heads)
        self.choice = nn.Linear(width, heads + 1)
        nn.init.zeros_(self.decay.weight)
        nn.init.constant_(self.decay.bias, 0.3)

    def forward(
        self, question: Tensor, moment: dict[str, Tensor], window: dict[str, Tensor],
        events: Tensor, states: Tensor,
    ) -> Tensor:  # fmt: skip
        """(B, H, M, T) log-weights, -inf where an event is not before the moment.

        events, states: (B, S, D); event j is known by its vector and the state before it.
        """
        batch, moments, _ = question.shape
        query = self.query(question).view(batch, moments, self.heads, self.size)
        key = self.key(torch.cat((events[:, 1:], states[:, :-1]), dim=-1))
        key = key.view(batch, -1, self.heads, self.size)
        clock = self.clock.repeat(1, 2)[:, None]  # (H, 1, CLOCK)
        asked = torch.cat(
            (query.transpose(1, 2) / math.sqrt(self.size), moment["clock"][:, None] * clock), -1
        )
        waves = window["clock"][:, None].expand(-1, self.heads, -1, -1)
        told = torch.cat((key.transpose(1, 2), waves), -1)
        weight = asked @ told.transpose(-1, -2)  # (B, H, M, T)
        decay = self.decay(question).view(batch, moments, 2, self.heads).permute(2, 0, 3, 1)
        days, back = _ages(moment["step"], window["day"])
        weight = weight - decay[0][..., None] * days[:, None] - decay[1][..., None] * back[:, None]
        after = _not_before(moment["step"], window["known"])[:, None]
        return torch.log_softmax(weight.masked_fill(after, -1e9), dim=-1)

    def shares(self, question: Tensor, step: Tensor) -> Tensor:
        """(B, M, H + 1) log-share of the catalogue (first) and of each head; no past, no memory."""
        choice = self.choice(question)
        empty = (step == 0)[..., None].expand(-1, -1, self.heads)
        memory = choice[..., 1:].masked_fill(empty, -1e9)
        return torch.log_softmax(torch.cat((choice[..., :1], memory), dim=-1), dim=-1)


def _ages(step: Tensor, day: Tensor) -> tuple[Tensor, Tensor]:
    """(B, M, T) log(1 + days) and log(1 + events) from each event to the last before the moment."""
    with torch.no_grad():
        last = (step - 1).clamp(min=0)
        newest = torch.gather(day, 1, last)
        days = (newest[..., None] - day[:, None]).clamp(min=0)
        index = torch.arange(day.shape[1], device=day.device)
        back = (last[..., None] - index).clamp(min=0).float()
        return torch.log1p(days), torch.log1p(back)


def _not_before(step: Tensor, known: Tensor) -> Tensor:
    """(B, M, T) where an event is not among the first `step` of its window."""
    index = torch.arange(known.shape[1], device=known.device)
    return (index >= step[..., None]) | ~known[:, None]
