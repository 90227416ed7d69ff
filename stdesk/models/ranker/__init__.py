"""`ranker`: boosted trees over candidates; `model` is the door, the rest its rooms."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stdesk.models.ranker.model import Ranker

__all__ = ["Ranker"]


def __getattr__(name: str) -> Any:
    """The model itself, when it is asked for: settings and counts alone stay light."""
    if name != "Ranker":
        raise AttributeError(name)
    from stdesk.models.ranker.model import Ranker

    return Ranker
