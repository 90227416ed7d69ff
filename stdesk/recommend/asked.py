"""Of whom and as of when something is asked, as every kind of list reads it."""

from collections.abc import Sequence

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import Catalogue, EventLog
from stdesk.language import mark
from stdesk.models import Reason


def check_events(log: EventLog) -> None:
    """Raises `SettingProblem` when there is nothing to learn or to tell from."""
    if not len(log):
        raise SettingProblem("the project holds no events yet; import a log first.")


def moment_asked(log: EventLog, at_ms: int | None) -> int:
    """UTC; just after the last event where no moment is given."""
    return int(log.instant_ms.max()) + 1 if at_ms is None else at_ms


def users_asked(catalogue: Catalogue, keys: Sequence[str] | None) -> np.ndarray:
    """(users,) their indices, each once; all of them where no keys are given.

    Raises `SettingProblem` for a key that the log does not know.
    """
    if keys is None:
        return np.arange(catalogue.users)
    index = {key: number for number, key in enumerate(catalogue.user_keys)}
    for key in keys:
        if key not in index:
            raise SettingProblem("there is no user '{user}' in this project.", user=key)
    return np.array([index[key] for key in dict.fromkeys(keys)], np.int64)


def note_on_moment(log: EventLog, at_ms: int | None, by_default: str) -> list[Reason]:
    """What the reader should know of the moment; by_default: said where none was given."""
    if at_ms is None:
        return [Reason(by_default)]
    if at_ms > int(log.instant_ms.max()):
        return []
    text = mark(
        "That moment lies within the log: the histories end there, but the model has learned "
        "from later events too, so that this is a look back and no test."
    )
    return [Reason(text)]
