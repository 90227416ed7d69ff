"""`intent`: how likely an act is within a horizon; `model` is the door, the rest its rooms."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stdesk.models.intent.model import Intent

__all__ = ["Intent"]


def __getattr__(name: str) -> Any:
    """The model itself, when it is asked for: settings and counts alone stay light."""
    if name != "Intent":
        raise AttributeError(name)
    from stdesk.models.intent.model import Intent

    return Intent
