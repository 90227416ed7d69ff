"""`content`: words and pictures of items; `model` is the door, the rest its rooms."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stdesk.models.content.model import Content

__all__ = ["Content"]


def __getattr__(name: str) -> Any:
    """The model itself, when it is asked for: settings and counts alone stay light."""
    if name != "Content":
        raise AttributeError(name)
    from stdesk.models.content.model import Content

    return Content
