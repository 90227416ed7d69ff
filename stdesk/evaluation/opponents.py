"""Honest opponents of intent: what a count foresees of an act."""

import numpy as np

from stdesk.features import Contexts, EventLog
from stdesk.language import mark
from stdesk.models import Act, Horizon, instants_known, own_rate

BASE_RATE = "base rate"
OWN_RATE = "own rate"
LAST_KIND = "last kind"
OPPONENTS = {
    BASE_RATE: mark("Everyone's rate"),
    OWN_RATE: mark("The user's own rate"),
    LAST_KIND: mark("Last kind and time since"),
}
PRIOR_MOMENTS = 20.0
EDGES_HOURS = np.array([0.1, 0.5, 1, 3, 8, 24, 72, 168, 720])
EVER = 2**62


def opponents(
    horizon: Horizon, act: Act, learnt: EventLog, asked: Contexts, given: bool
) -> dict[str, np.ndarray]:
    """Each one's (batch,) chances; `learnt` is the log that the model learnt from."""
    past = horizon.moments(learnt, -EVER, EVER)
    came = horizon.outcome(past, act.events(learnt)).astype(np.float64)
    base = float(came.mean()) if len(came) else 0.5
    return {
        BASE_RATE: np.full(len(asked), base),
        OWN_RATE: own_rate(horizon, act, asked, base),
        LAST_KIND: last_kind(act, past, came, asked, base, given),
    }


def last_kind(
    act: Act, past: Contexts, came: np.ndarray, asked: Contexts, base: float, given: bool
) -> np.ndarray:
    """(batch,) how often the act came after the same last kind, as long after the last act."""
    kinds = len(asked.log.catalogue.kind_names) + 2
    states = (len(EDGES_HOURS) + 2) * kinds
    learnt = _state(act, past, kinds, given)
    count = np.bincount(learnt, minlength=states)
    yes = np.bincount(learnt, came, minlength=states)
    rate: np.ndarray = (yes + PRIOR_MOMENTS * base) / (count + PRIOR_MOMENTS)
    return rate[_state(act, asked, kinds, given)]


def _state(act: Act, contexts: Contexts, kinds: int, given: bool) -> np.ndarray:
    """(batch,) a number for the last kind and the time since the user's last act."""
    log = contexts.log
    is_act = act.events(log)
    place = np.arange(len(log))
    newest = np.maximum.accumulate(np.where(is_act, place, -1))
    last = np.maximum(contexts.history_end - 1, 0)
    empty = contexts.history_end <= contexts.history_begin
    latest = newest[last]
    never = empty | (latest < contexts.history_begin)
    now = instants_known(contexts if given else contexts.without_time())
    hours = (now - log.instant_ms[np.maximum(latest, 0)]) / 3_600_000
    since = np.where(never, len(EDGES_HOURS) + 1, np.digitize(hours, EDGES_HOURS))
    kind = np.where(empty, 0, log.kind[last].astype(np.int64) + 2)
    state: np.ndarray = since * kinds + kind
    return state
