"""What can be said about a model without importing it: titles, settings, presets."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from stdesk.errors import SettingProblem

Kind = Literal["int", "float", "bool", "choice", "text"]


@dataclass(frozen=True)
class SettingInfo:
    """One setting: its default, its type, what it may be, and a marked sentence of help.

    low, high: both inclusive, for numbers. choices: for the type `choice`.
    """

    default: Any
    type: Kind
    help: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    def read(self, name: str, value: object) -> Any:
        """`value`, which may be typed text, as this setting's type; raises `SettingProblem`."""
        try:
            read = _READERS[self.type](value)
        except (TypeError, ValueError) as error:
            raise SettingProblem(
                "{setting} is '{value}', but must be {wanted}.",
                setting=name,
                value=value,
                wanted=self._wanted(),
            ) from error
        outside = (self.low is not None and read < self.low) or (
            self.high is not None and read > self.high
        )
        if outside or (self.type == "choice" and read not in self.choices):
            raise SettingProblem(
                "{setting} is '{value}', but must be {wanted}.",
                setting=name,
                value=value,
                wanted=self._wanted(),
            )
        return read

    def _wanted(self) -> str:
        if self.type == "choice":
            return " | ".join(self.choices)
        words = {"int": "int", "float": "float", "bool": "true | false", "text": "text"}[self.type]
        if self.low is None and self.high is None:
            return words
        low = "" if self.low is None else f"{self.low:g}"
        high = "" if self.high is None else f"{self.high:g}"
        return f"{words} ({low} … {high})"


@dataclass(frozen=True)
class Search:
    """What tuning tries of one setting: a range, both ends inclusive, or choices.

    log: the range is searched in ratios, as for a rate of learning.
    """

    low: float = 0.0
    high: float = 0.0
    log: bool = False
    choices: tuple[Any, ...] = ()

    def with_value(self, value: Any) -> "Search":
        """The same, wide enough for a value that a preset has."""
        if self.choices:
            return self if value in self.choices else replace(self, choices=(*self.choices, value))
        if self.log and value <= 0:
            return self
        return replace(self, low=min(self.low, value), high=max(self.high, value))


@dataclass(frozen=True)
class ModelInfo:
    """A model as a person chooses it.

    task: `items` ranks items for a user at a moment, `series` forecasts counts, `intent` says how
    likely the next act is of a kind. title and sentence are marked texts. search: the settings that
    are worth tuning.
    """

    name: str
    family: str
    title: str
    sentence: str
    task: Literal["items", "series", "intent"] = "items"
    settings: Mapping[str, SettingInfo] = field(default_factory=dict)
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    uses_torch: bool = False
    search: Mapping[str, Search] = field(default_factory=dict)

    def complete(self, preset: str, overrides: Mapping[str, object]) -> dict[str, Any]:
        """All settings: the defaults, then the preset's, then `overrides` (may be typed text)."""
        if preset not in self.presets:
            raise SettingProblem(
                "there is no preset '{preset}'; choose one of {presets}.",
                preset=preset,
                presets=", ".join(self.presets),
            )
        chosen = {name: setting.default for name, setting in self.settings.items()}
        for name, value in {**self.presets[preset], **overrides}.items():
            if name not in self.settings:
                raise SettingProblem(
                    "{model} has no setting '{setting}'; it has {settings}.",
                    model=self.name,
                    setting=name,
                    settings=", ".join(self.settings) or "–",
                )
            chosen[name] = self.settings[name].read(name, value)
        return chosen


def _read_int(value: object) -> int:
    number = float(str(value))
    if not number.is_integer():
        raise ValueError(value)
    return int(number)


def _read_float(value: object) -> float:
    number = float(str(value))
    if number != number:
        raise ValueError(value)
    return number


def _read_bool(value: object) -> bool:
    word = str(value).strip().lower()
    if word not in ("true", "false", "1", "0", "yes", "no"):
        raise ValueError(value)
    return word in ("true", "1", "yes")


_READERS: dict[str, Any] = {
    "int": _read_int,
    "float": _read_float,
    "bool": _read_bool,
    "choice": str,
    "text": str,
}
