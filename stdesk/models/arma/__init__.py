"""`arma`: autoregression and moving average; `model` is the door, the rest its rooms."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stdesk.models.arma.model import Arma

__all__ = ["Arma"]


def __getattr__(name: str) -> Any:
    """The model itself, when it is asked for: settings and counts alone stay light."""
    if name != "Arma":
        raise AttributeError(name)
    from stdesk.models.arma.model import Arma

    return Arma
