"""The lines of an ablation: which model with which parts, and what each line is called."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdesk.errors import SettingProblem
from stdesk.models.registry import model_info

if TYPE_CHECKING:
    from stdesk.evaluation.settings import AblateSettings

ALONE = "ranker"
FUSION = "fusion"
FUSIONS = ("add", "multiply", "gate")
WEIGHERS = ("trees", "network")
_AND = " + "


@dataclass(frozen=True)
class Variant:
    """One line of the table. parts: the models that are added to the ranker, if any."""

    label: str
    model: str
    overrides: Mapping[str, Any]
    parts: tuple[str, ...] = ()


def variants(settings: "AblateSettings") -> Iterator[Variant]:
    """The ranker, its trees and its network alone; with each part and with all; each part alone;
    time and space fused.
    """
    parts, own = settings.parts, settings.overrides
    for part in parts:
        info = model_info(part)
        if info.task != "items" or part == ALONE:
            raise SettingProblem("{model} cannot be a component of the ranker.", model=part)
    yield Variant(ALONE, ALONE, {**own, "components": ""})
    for which in WEIGHERS:
        yield Variant(f"{ALONE} ({which})", ALONE, {**own, "components": "", "weighed_by": which})
    for part in parts:
        yield _with((part,), settings)
    if len(parts) > 1:
        yield _with(parts, settings)
    for part in parts:
        yield Variant(part, part, {})
    for how in FUSIONS:
        yield Variant(f"{FUSION} ({how})", FUSION, {"how": how})


def is_ablation(labels: Iterable[str]) -> bool:
    """Whether the models of a table are the lines of an ablation."""
    return any(parts_of_label(label) or weigher_of_label(label) for label in labels)


def parts_of_label(label: str) -> tuple[str, ...]:
    """The models that are added to the ranker in a line of this name; none in any other line."""
    first, *parts = label.split(_AND)
    return tuple(parts) if first == ALONE else ()


def fusion_of_label(label: str) -> str:
    """How time and space are joined in a line of this name; empty in any other line."""
    return next((how for how in FUSIONS if label == f"{FUSION} ({how})"), "")


def weigher_of_label(label: str) -> str:
    """What weighs the candidates in a line of the ranker with that alone; empty in any other."""
    return next((which for which in WEIGHERS if label == f"{ALONE} ({which})"), "")


def _with(parts: Sequence[str], settings: "AblateSettings") -> Variant:
    components = {"components": ", ".join(parts), "component_preset": settings.preset}
    overrides = {**settings.overrides, **components}
    return Variant(_AND.join((ALONE, *parts)), ALONE, overrides, tuple(parts))
