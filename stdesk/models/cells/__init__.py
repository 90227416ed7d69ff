"""`cells`: places forecast together over a graph; `model` is the door, the rest its rooms."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stdesk.models.cells.model import Cells

__all__ = ["Cells"]


def __getattr__(name: str) -> Any:
    """The model itself, when it is asked for: settings and counts alone stay light."""
    if name != "Cells":
        raise AttributeError(name)
    from stdesk.models.cells.model import Cells

    return Cells
