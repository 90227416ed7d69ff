"""What a table shows in one column, and how wide columns are where room is short."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QIcon

# Widths in pixels: of words at most and, where room is short, at least.
WIDEST, NARROWEST = 360, 96
ROOM_TO_STRETCH = 160  # what the column that takes the rest gets at least


@dataclass(frozen=True)
class Column:
    """One column: its (translated) title, the values, and how a value reads.

    show: the text of a value; None values are shown as an empty cell and sorted last. numeric:
    aligned to the right. whole: never cut where room is short, as numbers never are. tip, color,
    bold, icon: of a row (position in `values`), or None. plain: the text of a value for a
    spreadsheet, where neither the bare number nor what is shown will do.
    """

    title: str
    values: Sequence[Any]
    show: Callable[[Any], str] = str
    numeric: bool = False
    help: str = ""
    tip: Callable[[int], str | None] | None = None
    color: Callable[[int], str | None] | None = None
    bold: Callable[[int], bool] | None = None
    icon: Callable[[int], QIcon | None] | None = None
    sort_key: Callable[[Any], Any] | None = None
    stretch: bool = False
    whole: bool = False
    plain: Callable[[Any], str] | None = None


def fitted(wanted: Sequence[int], columns: Sequence[Column], room: int) -> list[int]:
    """Widths in pixels: words give way, the widest first, before anything has to be scrolled to.

    wanted: the width of each column's contents. Numbers are never cut. Where even the narrowest
    words would need more than `room`, the table scrolls, and then words are whole.
    """
    widths = [
        min(width, ROOM_TO_STRETCH) if column.stretch else width
        for width, column in zip(wanted, columns, strict=True)
    ]
    words = [
        place
        for place, column in enumerate(columns)
        if not (column.numeric or column.whole or column.stretch) and widths[place] > NARROWEST
    ]
    excess = sum(widths) - room
    if excess > sum(widths[place] - NARROWEST for place in words):
        return widths
    while excess > 0 and words:
        widest = max(words, key=lambda place: widths[place])
        given = min(excess, max((widths[widest] - NARROWEST) // 4, 1))
        widths[widest] -= given
        excess -= given
        words = [place for place in words if widths[place] > NARROWEST]
    return widths
