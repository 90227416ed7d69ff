"""What models and moments are called on screen."""

import time

from stdesk.language import moment, tr_dynamic
from stdesk.models.registry import model_info, model_names


def title_of(model: str) -> str:
    """The title of a model by its name; the name itself where the model is no longer known."""
    from stdesk.evaluation import OPPONENTS

    if model in OPPONENTS:
        return tr_dynamic(OPPONENTS[model])
    return tr_dynamic(model_info(model).title) if model in model_names() else model


def local_moment(instant_ms: int) -> str:
    """An instant as this computer's clock shows it."""
    return moment(instant_ms, time.localtime(instant_ms / 1000).tm_gmtoff / 60)
