"""Whether people come back to an item, decided from the log, and what follows for every list."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.features import Contexts, EventLog
from stdesk.language import mark
from stdesk.models.info import SettingInfo

SETTING = "again"
HARDLY_ANY = 0.02  # the share of returns up to which items that a user had are left out
MISSED = 3  # returns that may be lacking by chance: the rule of three, with 95 % confidence

AGAIN = SettingInfo(
    "auto",
    "choice",
    mark("Whether a user is offered what she already had: auto goes by the log's returns."),
    choices=("auto", "yes", "no"),
)

ACCEPTED_SETTING = "learn_accepted"
ACCEPTED = SettingInfo(
    False,
    "bool",
    mark(
        "Whether each recommendation that was accepted counts as one more event of its user; "
        "comparisons are made without."
    ),
)


@dataclass(frozen=True)
class Returns:
    """Whether items that a user had are offered again. wish: the setting; share: of the log."""

    again: bool = True
    wish: str = "auto"
    share: float = 1.0

    @classmethod
    def of_log(cls, log: EventLog, wish: str = "auto") -> "Returns":
        """As wished, else as the log has it; a log too short to be sure counts as returning."""
        share = share_of_returns(log)
        usual = share + MISSED / max(len(log), 1) > HARDLY_ANY
        return cls(usual if wish == "auto" else wish == "yes", wish, share)

    def said(self) -> tuple[str, dict[str, Any]] | None:
        """What a reader is to know, as a marked text and its values; None if nothing is left out.

        Whoever calls it makes a `Reason` of it.
        """
        if self.again:
            return None
        if self.wish == "no":
            return mark("As was set, nobody is offered an item that she already had."), {}
        text = mark(
            "People of this log do not come back to an item ({returns_share} of the events are "
            "returns), therefore nobody is offered what she already had."
        )
        return text, {"returns_share": self.share}

    def withhold(self, scores: np.ndarray, contexts: Contexts) -> None:
        """Set what is not to be offered to minus infinity, in place.

        A user who had everything keeps her scores: a list of nothing would help nobody.
        """
        if self.again or not len(contexts):
            return
        row, item = _had(contexts)
        known = item < scores.shape[1]
        had = np.zeros(scores.shape, bool)
        had[row[known], item[known]] = True
        had[(had | np.isneginf(scores)).all(axis=1)] = False
        scores[had] = -np.inf


def share_of_returns(log: EventLog) -> float:
    """How many of the events are of an item that the user had before."""
    own = np.unique(log.user.astype(np.int64) * max(log.catalogue.items, 1) + log.item)
    return 1.0 - len(own) / max(len(log), 1)


def _had(contexts: Contexts) -> tuple[np.ndarray, np.ndarray]:
    """Row and item of every event of every history."""
    length = contexts.history_end - contexts.history_begin
    row = np.repeat(np.arange(len(contexts)), length)
    within = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    return row, contexts.log.item[contexts.history_begin[row] + within]
