"""What a model would find to read in a project: said before it is trained."""

from typing import TYPE_CHECKING

from stdesk.language import number, tr
from stdesk.models.registry import model_info

if TYPE_CHECKING:
    from stdesk.project import Summary


def material(model: str, summary: "Summary") -> str:
    """A sentence about the texts and pictures of items, for models that use them; else nothing."""
    if "texts" not in model_info(model).settings or not summary.items:
        return ""
    items = number(summary.items)
    words = (
        tr("{n} of {items} items have a text.", n=number(summary.described), items=items)
        if summary.described
        else tr("No item has a text.")
    )
    pictures = (
        tr("{n} of {items} items name a picture.", n=number(summary.pictured), items=items)
        if summary.pictured
        else tr("No item names a picture.")
    )
    return f"{words} {pictures}"
