"""Why a row is not imported: short sentences, stored in English beside the row."""

import numpy as np

from stdesk.ingest.layout import NOT_JSON, NOT_TEXT, WRONG_WIDTH
from stdesk.language import mark, tr_dynamic

# The position is the code in `Verdict.reason`; 0 means that the row is good.
REASONS = (
    "",
    mark("the user is missing"),
    mark("the item is missing"),
    mark("the time is missing"),
    mark("the time cannot be read"),
    mark("the time lies in the far past"),
    mark("the time lies in the future"),
    mark("the coordinates cannot be read"),
    mark("the coordinates are impossible"),
    mark("the value is not a number"),
    mark("the time offset cannot be read"),
    mark("the trip ends before it begins"),
    mark("the coordinates are missing"),
    WRONG_WIDTH,
    NOT_TEXT,
    NOT_JSON,
)
(
    GOOD,
    NO_USER,
    NO_ITEM,
    NO_TIME,
    BAD_TIME,
    FAR_PAST,
    FUTURE,
    BAD_COORDINATES,
    IMPOSSIBLE_COORDINATES,
    BAD_VALUE,
    BAD_OFFSET,
    BACKWARD_TRIP,
    NO_PLACE,
) = range(13)


class Verdict:
    """The first thing that is wrong with each row of a block. reason: (rows,) codes."""

    def __init__(self, rows: int) -> None:
        self.reason = np.zeros(rows, np.uint8)

    def reject(self, rows: np.ndarray, code: int) -> None:
        """rows: (rows,) mask."""
        self.reason[rows & (self.reason == GOOD)] = code

    @property
    def good(self) -> np.ndarray:
        """(rows,) mask."""
        return self.reason == GOOD


def reason_text(reason: str) -> str:
    """A stored reason in the reader's language."""
    return tr_dynamic(reason)
