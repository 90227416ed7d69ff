"""Knows every model by name: what it is, what can be set, and where its class is.

Nothing heavy is imported before `model_class` is called for a model that needs it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Any

from stdesk.errors import SettingProblem
from stdesk.locations import card
from stdesk.models.base import Learner
from stdesk.models.info import ModelInfo, Search, SettingInfo
from stdesk.models.returns import ACCEPTED, ACCEPTED_SETTING, AGAIN, SETTING
from stdesk.models.shelf import ENTRIES, Entry

PRESETS = ("fast", "balanced", "best")
ENTRY_POINTS = "stdesk.models"  # of other packages: name = "module:Class", Class.INFO a ModelInfo


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
    for entry in ENTRIES:
        if entry.name == name:
            found: type[Learner] = getattr(import_module(entry.module), entry.cls)
            return found
    return _added_by_others()[name]


@lru_cache(maxsize=1)
def _known() -> dict[str, ModelInfo]:
    ours = {entry.name: _describe(entry) for entry in ENTRIES if find_spec(entry.module)}
    others = {name: _info_of(name, found) for name, found in _added_by_others().items()}
    return {name: _with_common_settings(info) for name, info in {**others, **ours}.items()}


def _describe(entry: Entry) -> ModelInfo:
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
    """What every model that ranks items can be told: about returns, and about feedback."""
    if info.task != "items":
        return info
    common = {SETTING: AGAIN, ACCEPTED_SETTING: ACCEPTED}
    return replace(info, settings={**info.settings, **common, **info.settings})


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
