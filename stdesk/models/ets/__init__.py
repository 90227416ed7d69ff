"""Exponential smoothing; `model` is the door, the rest its rooms."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stdesk.models.ets.model import Ets

__all__ = ["Ets"]


def __getattr__(name: str) -> Any:
    """The model itself, when it is asked for: settings and counts alone stay light."""
    if name != "Ets":
        raise AttributeError(name)
    from stdesk.models.ets.model import Ets

    return Ets
