"""A learnt model as what is stored of it, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from stdesk.models.base import Learner, Recommender
from stdesk.models.registry import model_class
from stdesk.models.returns import Returns

_RETURNS = "returns"


def stored_details(model: Learner) -> dict[str, Any]:
    """JSON values that belong to `model.state()`, and what holds for every model of its task."""
    if not isinstance(model, Recommender):
        return model.details()
    return {**model.details(), _RETURNS: asdict(model.returns)}


def restored_model(
    name: str,
    settings: Mapping[str, Any],
    state: Mapping[str, np.ndarray],
    details: Mapping[str, Any],
) -> Learner:
    """The model of that name as it was when `state` and `stored_details` were taken of it."""
    model = model_class(name)(settings)
    model.load_state(state, details)
    if isinstance(model, Recommender) and _RETURNS in details:
        model.returns = Returns(**details[_RETURNS])
    return model
