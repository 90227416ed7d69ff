"""Knows every model by name: what it is, what can be set, and where its class is.

Nothing heavy is imported before `model_class` is called for a model that needs it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Any, Literal

from stdesk.errors import SettingProblem
from stdesk.language import mark
from stdesk.locations import card
from stdesk.models.base import Learner
from stdesk.models.info import ModelInfo, Search, SettingInfo
from stdesk.models.returns import AGAIN, SETTING

PRESETS = ("fast", "balanced", "best")
ENTRY_POINTS = "stdesk.models"  # of other packages: name = "module:Class", Class.INFO a ModelInfo


@dataclass(frozen=True)
class _Entry:
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


_NETWORKS = "stdesk.models.network_settings"
_INTENT = "stdesk.models.intent.settings"
_ENTRIES = (
    _Entry(
        "popularity",
        "baselines",
        "Popularity",
        mark("Popularity"),
        mark("What everyone goes to most."),
    ),
    _Entry(
        "visits",
        "baselines",
        "Visits",
        mark("Own visits"),
        mark("What this user went to most often."),
    ),
    _Entry(
        "recency",
        "baselines",
        "Recency",
        mark("Recent visits"),
        mark("What this user went to, recent visits counting more."),
    ),
    _Entry(
        "rhythm",
        "baselines",
        "Rhythm",
        mark("Weekly rhythm"),
        mark("What this user does at this hour of the week."),
    ),
    _Entry(
        "markov",
        "baselines",
        "Markov",
        mark("Next after this"),
        mark("What followed the last event before, for this user and for everyone."),
    ),
    _Entry(
        "decayed_markov",
        "baselines",
        "DecayedMarkov",
        mark("Next after these"),
        mark("What followed each of the newest events before, the newest counting most."),
    ),
    _Entry(
        "ease",
        "baselines",
        "Ease",
        mark("What goes together (EASE)"),
        mark("The linear weights between items that best tell what else a user has."),
    ),
    _Entry(
        "item_knn",
        "baselines",
        "ItemKnn",
        mark("Similar items (kNN)"),
        mark("Items whose users are those of the things that this user had."),
    ),
    _Entry(
        "seasonal_naive",
        "baselines",
        "SeasonalNaive",
        mark("The week before"),
        mark("As much activity as at the same time a week ago."),
        task="series",
    ),
    _Entry(
        "ets",
        "baselines",
        "Ets",
        mark("Exponential smoothing (ETS)"),
        mark("Level, trend and weekly rhythm of activity that follow what happens."),
        task="series",
    ),
    _Entry(
        "arma",
        "temporal",
        "Arma",
        mark("Activity forecast (ARMA)"),
        mark("How much activity comes, by day or hour, with intervals."),
        task="series",
    ),
    _Entry(
        "gru",
        "temporal",
        "Gru",
        mark("Sequence memory (GRU)"),
        mark("Reads a user's events in order and predicts the next, with gated memory."),
        described_in=_NETWORKS,
    ),
    _Entry(
        "lstm",
        "temporal",
        "Lstm",
        mark("Sequence memory (LSTM)"),
        mark("Reads a user's events in order and predicts the next, with long memory."),
        described_in=_NETWORKS,
    ),
    _Entry(
        "transformer",
        "temporal",
        "Transformer",
        mark("Attention (transformer)"),
        mark("Looks back at all recent events at once and weighs which matter for the next."),
        described_in=_NETWORKS,
    ),
    _Entry(
        "gcn",
        "spatial",
        "Gcn",
        mark("Graph of places (GCN)"),
        mark("Spreads what is known over the graph of transitions and of nearby places."),
        described_in=_NETWORKS,
    ),
    _Entry(
        "cells",
        "spatial",
        "Cells",
        mark("Places together (cells)"),
        mark("How much activity comes to each place, told also by what happens next door."),
        task="series",
        described_in="stdesk.models.cells.settings",
    ),
    _Entry(
        "fusion",
        "fusion",
        "Fusion",
        mark("Time and space together"),
        mark("Joins the sequence's state and the graph's state by adding, multiplying or a gate."),
        described_in=_NETWORKS,
    ),
    _Entry(
        "blend",
        "fusion",
        "Blend",
        mark("Blend of models"),
        mark("Multiplies the chances that counts and networks give; validation weighs them."),
        described_in=_NETWORKS,
    ),
    _Entry(
        "content",
        "fusion",
        "Content",
        mark("Words and pictures"),
        mark("Compares what items are with a user's past; recommends new items nobody had yet."),
        described_in="stdesk.models.content.settings",
    ),
    _Entry(
        "ranker",
        "fusion",
        "Ranker",
        mark("Learned ranking"),
        mark("Boosted trees weigh all other scores and the context; most often the most accurate."),
    ),
    _Entry(
        "intent",
        "intent",
        "Intent",
        mark("Intent (next act)"),
        mark("How likely an act, such as a purchase, comes next, or within some days."),
        task="intent",
        described_in=_INTENT,
    ),
)


def model_names(task: str | None = None) -> list[str]:
    """The models at hand, in the order in which they are shown; of one task, or of all."""
    return [name for name, info in _known().items() if task is None or info.task == task]


def model_info(name: str) -> ModelInfo:
    """Raises `SettingProblem` when there is no such model."""
    known = _known()
    if name not in known:
        raise SettingProblem(
            "there is no model '{model}'; choose one of {models}.",
            model=name,
            models=", ".join(known),
        )
    return known[name]


def model_class(name: str) -> type[Learner]:
    """The class of a model; imports what it needs."""
    model_info(name)
    for entry in _ENTRIES:
        if entry.name == name:
            found: type[Learner] = getattr(import_module(entry.module), entry.cls)
            return found
    return _added_by_others()[name]


@lru_cache(maxsize=1)
def _known() -> dict[str, ModelInfo]:
    ours = {entry.name: _describe(entry) for entry in _ENTRIES if find_spec(entry.module)}
    others = {name: _info_of(name, found) for name, found in _added_by_others().items()}
    return {name: _with_common_settings(info) for name, info in {**others, **ours}.items()}


def _describe(entry: _Entry) -> ModelInfo:
    settings: Mapping[str, SettingInfo]
    if entry.described_in:
        settings = import_module(entry.described_in).SETTINGS_OF[entry.name]
    else:
        settings = getattr(getattr(import_module(entry.module), entry.cls, None), "SETTINGS", {})
    return ModelInfo(
        name=entry.name,
        family=entry.family,
        title=entry.title,
        sentence=entry.sentence,
        task=entry.task,
        settings=settings,
        presets=_presets(entry.name),
        search=_search(entry.name, settings),
        uses_torch=bool(entry.described_in),
    )


def _with_common_settings(info: ModelInfo) -> ModelInfo:
    """Every model that ranks items can be told whether to offer what a user already had."""
    if info.task != "items" or SETTING in info.settings:
        return info
    return replace(info, settings={**info.settings, SETTING: AGAIN})


def _presets(name: str) -> dict[str, dict[str, Any]]:
    written = _written(name)
    return {preset: dict(written.get(preset, {})) for preset in PRESETS}


def _search(name: str, settings: Mapping[str, SettingInfo]) -> dict[str, Search]:
    """What tuning tries, from the section [search] beside the presets.

    A setting of which no range is written there has that of the setting itself.
    """
    found = {}
    for setting, written in _written(name).get("search", {}).items():
        info = settings[setting]
        choices = tuple(written.get("choices", info.choices))
        low, high = written.get("low", info.low), written.get("high", info.high)
        if info.type == "bool":
            choices = choices or (False, True)
        found[setting] = Search(low or 0.0, high or 0.0, bool(written.get("log")), choices)
    return found


def _written(name: str) -> dict[str, Any]:
    path = card(name, "presets.toml")
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


@lru_cache(maxsize=1)
def _added_by_others() -> dict[str, type[Learner]]:
    return {entry.name: entry.load() for entry in entry_points(group=ENTRY_POINTS)}


def _info_of(name: str, found: type[Learner]) -> ModelInfo:
    info: ModelInfo = found.INFO  # type: ignore[attr-defined]
    if info.name != name:
        raise SettingProblem(
            "the added model '{model}' calls itself '{name}'.", model=name, name=info.name
        )
    return info
