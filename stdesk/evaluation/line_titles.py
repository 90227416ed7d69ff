"""What stands in a comparison, by its title: models, opponents, parts of an ablation; figures."""

from stdesk.evaluation.opponents import OPPONENTS
from stdesk.evaluation.variants import fusion_of_label, parts_of_label, weigher_of_label
from stdesk.language import mark, tr, tr_dynamic
from stdesk.models.registry import model_info, model_names

_ONLY = {"trees": mark("trees only"), "network": mark("network only")}
_JOINED = {"add": mark("added"), "multiply": mark("multiplied"), "gate": mark("gated")}

# Figures whose names are words, without their @k; others (MRR) are the same everywhere.
_WORDS = (
    mark("category Acc"), mark("category HR"), mark("coverage"), mark("novelty"),
    mark("calibration gap"), mark("log-loss"),
)  # fmt: skip


def measure_title(name: str) -> str:
    """What a figure is called, by its name in the table: coverage@10."""
    word, at, places = name.partition("@")
    return f"{tr_dynamic(word)}{at}{places}" if word in _WORDS else tr_dynamic(name)


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
