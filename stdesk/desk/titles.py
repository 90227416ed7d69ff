"""What models and moments are called on screen."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from stdesk.language import mark, moment, tr, tr_dynamic
from stdesk.models.registry import model_info, model_names

if TYPE_CHECKING:
    from stdesk.project import RunRecord

_ONLY = {"trees": mark("trees only"), "network": mark("network only")}
_JOINED = {"add": mark("added"), "multiply": mark("multiplied"), "gate": mark("gated")}


def title_of(model: str) -> str:
    """The title of a model, or of a line of an ablation, by its name.

    The name itself where the model is no longer known.
    """
    from stdesk.evaluation import OPPONENTS, fusion_of_label, parts_of_label, weigher_of_label

    if model in OPPONENTS:
        return tr_dynamic(OPPONENTS[model])
    if parts := parts_of_label(model):
        return tr("Ranking + {parts}", parts=" + ".join(title_of(part) for part in parts))
    if how := fusion_of_label(model):
        said = tr_dynamic(_JOINED[how])
        return tr("{model}, {how}", model=title_of("fusion"), how=said)
    if which := weigher_of_label(model):
        said = tr_dynamic(_ONLY[which])
        return tr("{model}, {how}", model=title_of("ranker"), how=said)
    return tr_dynamic(model_info(model).title) if model in model_names() else model


def short_title_of(model: str) -> str:
    """What stands beside a picture: the title, or what a line of an ablation adds, by name."""
    from stdesk.evaluation import fusion_of_label, parts_of_label, weigher_of_label

    if parts := parts_of_label(model):
        return "+ " + ", ".join(parts)
    if how := fusion_of_label(model):
        return tr("Fusion, {how}", how=tr_dynamic(_JOINED[how]))
    if which := weigher_of_label(model):
        return tr("Ranking, {how}", how=tr_dynamic(_ONLY[which]))
    return title_of(model)


def run_name(run: "RunRecord", whole: bool = False) -> str:
    """What a run is called: by its user, else by its model and number; whole: by both."""
    of_model = tr("{model}, run {run}", model=title_of(run.model), run=run.id)
    if run.title is None:
        return of_model
    return f"{run.title} ({of_model})" if whole else run.title


def line_name(model: str, run: int | None, runs: "Mapping[int, RunRecord]") -> str:
    """What a measured model is called; runs: those of the project, by number."""
    record = None if run is None else runs.get(run)
    return title_of(model) if record is None else run_name(record)


def local_moment(instant_ms: int) -> str:
    """An instant as this computer's clock shows it."""
    return moment(instant_ms, time.localtime(instant_ms / 1000).tm_gmtoff / 60)
