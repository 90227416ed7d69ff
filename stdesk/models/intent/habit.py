"""How often the act came at a user's own earlier moments: what every model has to beat."""

import numpy as np

from stdesk.features import Contexts
from stdesk.models.act import Act
from stdesk.models.intent.horizon import Horizon

PRIOR_MOMENTS = 20.0
EVER_MS = 2**62


def own_rate(horizon: Horizon, act: Act, asked: Contexts, base: float) -> np.ndarray:
    """(batch,) the share of the user's earlier moments after which the act came, as far as known.

    A moment counts once its outcome is known before the one that is asked; drawn to everyone's
    rate, `base`, by some moments' worth.
    """
    log = asked.log
    every = horizon.moments(log, -EVER_MS, EVER_MS)
    came = horizon.outcome(every, act.events(log)) if len(every) else np.zeros(0)
    known, now = horizon.known_ms(every), instants_known(asked)
    begin = int(log.instant_ms.min()) if len(log) else 0
    span = int(max(known.max(initial=begin), now.max(initial=begin))) - begin + 2
    order = np.lexsort((known, every.user))
    key = (every.user.astype(np.int64) * span + known - begin)[order]
    yes = np.concatenate(([0], np.cumsum(came[order])))
    first = asked.user.astype(np.int64) * span
    earliest = np.searchsorted(key, first)
    latest = np.searchsorted(key, first + np.maximum(now - begin, 0))
    rate: np.ndarray = (yes[latest] - yes[earliest] + PRIOR_MOMENTS * base) / (
        latest - earliest + PRIOR_MOMENTS
    )
    return rate


def instants_known(contexts: Contexts) -> np.ndarray:
    """(batch,) the moment; where its time is unknown, that of the newest event."""
    if contexts.instant_ms is not None:
        return contexts.instant_ms
    log, last = contexts.log, np.maximum(contexts.history_end - 1, 0)
    return log.instant_ms[last] if len(log) else last
