"""Our models in the order in which they are shown: where each lives, and what people call it."""

from dataclasses import dataclass
from typing import Literal

from stdesk.language import mark


@dataclass(frozen=True)
class Entry:
    """Where a model lives. described_in: the light module that holds its settings."""

    name: str
    family: str
    cls: str
    title: str
    sentence: str
    task: Literal["items", "series", "intent"] = "items"
    described_in: str = ""

    @property
    def module(self) -> str:
        return f"stdesk.models.{self.name}"


NETWORKS = "stdesk.models.network_settings"
INTENT = "stdesk.models.intent.settings"
ENTRIES = (
    Entry(
        "popularity",
        "baselines",
        "Popularity",
        mark("Popularity"),
        mark("What everyone goes to most."),
    ),
    Entry(
        "visits",
        "baselines",
        "Visits",
        mark("Own visits"),
        mark("What this user went to most often."),
    ),
    Entry(
        "recency",
        "baselines",
        "Recency",
        mark("Recent visits"),
        mark("What this user went to, recent visits counting more."),
    ),
    Entry(
        "rhythm",
        "baselines",
        "Rhythm",
        mark("Weekly rhythm"),
        mark("What this user does at this hour of the week."),
    ),
    Entry(
        "markov",
        "baselines",
        "Markov",
        mark("Next after this"),
        mark("What followed the last event before, for this user and for everyone."),
    ),
    Entry(
        "decayed_markov",
        "baselines",
        "DecayedMarkov",
        mark("Next after these"),
        mark("What followed each of the newest events before, the newest counting most."),
    ),
    Entry(
        "ease",
        "baselines",
        "Ease",
        mark("What goes together (EASE)"),
        mark("The linear weights between items that best tell what else a user has."),
    ),
    Entry(
        "item_knn",
        "baselines",
        "ItemKnn",
        mark("Similar items (kNN)"),
        mark("Items whose users are those of the things that this user had."),
    ),
    Entry(
        "seasonal_naive",
        "baselines",
        "SeasonalNaive",
        mark("The week before"),
        mark("As much activity as at the same time a week ago."),
        task="series",
    ),
    Entry(
        "ets",
        "baselines",
        "Ets",
        mark("Exponential smoothing (ETS)"),
        mark("Level, trend and weekly rhythm of activity that follow what happens."),
        task="series",
    ),
    Entry(
        "arma",
        "temporal",
        "Arma",
        mark("Activity forecast (ARMA)"),
        mark("How much activity comes, by day or hour, with intervals."),
        task="series",
    ),
    Entry(
        "gru",
        "temporal",
        "Gru",
        mark("Sequence memory (GRU)"),
        mark("Reads a user's events in order and predicts the next, with gated memory."),
        described_in=NETWORKS,
    ),
    Entry(
        "lstm",
        "temporal",
        "Lstm",
        mark("Sequence memory (LSTM)"),
        mark("Reads a user's events in order and predicts the next, with long memory."),
        described_in=NETWORKS,
    ),
    Entry(
        "transformer",
        "temporal",
        "Transformer",
        mark("Attention (transformer)"),
        mark("Looks back at all recent events at once and weighs which matter for the next."),
        described_in=NETWORKS,
    ),
    Entry(
        "gcn",
        "spatial",
        "Gcn",
        mark("Graph of places (GCN)"),
        mark("Spreads what is known over the graph of transitions and of nearby places."),
        described_in=NETWORKS,
    ),
    Entry(
        "cells",
        "spatial",
        "Cells",
        mark("Places together (cells)"),
        mark("How much activity comes to each place, told also by what happens next door."),
        task="series",
        described_in="stdesk.models.cells.settings",
    ),
    Entry(
        "fusion",
        "fusion",
        "Fusion",
        mark("Time and space together"),
        mark("Joins the sequence's state and the graph's state by adding, multiplying or a gate."),
        described_in=NETWORKS,
    ),
    Entry(
        "blend",
        "fusion",
        "Blend",
        mark("Blend of models"),
        mark("Multiplies the chances that counts and networks give; validation weighs them."),
        described_in=NETWORKS,
    ),
    Entry(
        "content",
        "fusion",
        "Content",
        mark("Words and pictures"),
        mark("Compares what items are with a user's past; recommends new items nobody had yet."),
        described_in="stdesk.models.content.settings",
    ),
    Entry(
        "ranker",
        "fusion",
        "Ranker",
        mark("Learned ranking"),
        mark("Trees and a network weigh habits, events and context; most often the most accurate."),
        described_in="stdesk.models.ranker.settings",
    ),
    Entry(
        "intent",
        "intent",
        "Intent",
        mark("Intent (next act)"),
        mark("How likely an act, such as a purchase, comes next, or within some days."),
        task="intent",
        described_in=INTENT,
    ),
)
