"""What the lines of a comparison are called: models, opponents of intent, parts of an ablation."""

from stdesk.evaluation.opponents import OPPONENTS
from stdesk.evaluation.variants import fusion_of_label, parts_of_label, weigher_of_label
from stdesk.language import mark, tr, tr_dynamic
from stdesk.models.registry import model_info, model_names

_ONLY = {"trees": mark("trees only"), "network": mark("network only")}
_JOINED = {"add": mark("added"), "multiply": mark("multiplied"), "gate": mark("gated")}


def line_title(model: str) -> str:
    """The title of a model, or of a line of an ablation, by its name.

    The name itself where the model is no longer known.
    """
    if model in OPPONENTS:
        return tr_dynamic(OPPONENTS[model])
    if parts := parts_of_label(model):
        return tr("Ranking + {parts}", parts=" + ".join(line_title(part) for part in parts))
    if how := fusion_of_label(model):
        return tr("Fusion, {how}", how=tr_dynamic(_JOINED[how]))
    if which := weigher_of_label(model):
        return tr("Ranking, {how}", how=tr_dynamic(_ONLY[which]))
    return tr_dynamic(model_info(model).title) if model in model_names() else model


def short_line_title(model: str) -> str:
    """What stands beside a picture: the title, or what a line of an ablation adds."""
    if parts := parts_of_label(model):
        return "+ " + " + ".join(line_title(part) for part in parts)
    return line_title(model)
