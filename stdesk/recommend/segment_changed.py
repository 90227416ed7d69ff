"""Who has lastingly changed: asked of every user once, since each answer takes a while."""

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import drift
from stdesk.language import tr
from stdesk.progress import Progress

_kept: list[tuple[EventLog, np.ndarray]] = []  # of the log asked last


def who_changed(log: EventLog, progress: Progress) -> np.ndarray:
    """(changed,) indices of users whose life has a change that chance hardly explains."""
    from stdesk.recommend.portrait_sketch import visits_of

    for kept, users in _kept:
        if kept is log:
            return users
    changed = []
    for user in range(log.catalogue.users):
        progress.step(user, log.catalogue.users, tr("Looking for changes"))
        if log.user_start[user + 1] > log.user_start[user]:
            found = drift(visits_of(log, user))
            if found is not None and found.any_certain:
                changed.append(user)
    users = np.array(changed, np.int64)
    _kept[:] = [(log, users)]
    return users
