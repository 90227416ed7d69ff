"""Who has lastingly changed: asked of every user once, since each answer takes a while."""

import weakref

import numpy as np

from stdesk.features import EventLog
from stdesk.insight import changes_of_users
from stdesk.language import tr
from stdesk.progress import Progress

_kept: list[tuple["weakref.ref[EventLog]", np.ndarray]] = []  # of the log asked last


def who_changed(log: EventLog, progress: Progress) -> np.ndarray:
    """(changed,) indices of users with a lasting change that stands among those of all users."""
    for kept, users in tuple(_kept):
        if kept() is log:
            return users
    looking = progress.part(0.0, 1.0, tr("Looking for changes"))
    found = changes_of_users(log, None, looking)
    users = np.array(sorted(one.user for one in found if one.holds), np.int64)
    _kept[:] = [(weakref.ref(log), users)]
    return users
