"""What the evolution page asks of the log, in the background; users' changes are kept."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from stdesk.desk.work.log_cache import shared_log
from stdesk.features import EventLog
from stdesk.insight import (
    ChangePoint,
    Course,
    Side,
    UserChanges,
    changes_of,
    changes_of_group,
    changes_of_users,
    course_of,
    sides_of,
)
from stdesk.progress import Progress
from stdesk.project import Project

_lock = threading.Lock()
_kept: dict[str, tuple[UserChanges, ...]] = {}


@dataclass(frozen=True)
class Whom:
    """Whom one looks at: a user (index), a segment (id and its users), or everyone."""

    user: int | None = None
    segment: int | None = None
    users: tuple[int, ...] | None = None

    @property
    def chosen(self) -> Sequence[int] | None:
        """Indexes of the users; None for everyone."""
        return (self.user,) if self.user is not None else self.users


@dataclass(frozen=True)
class Life:
    """What the page shows of somebody."""

    whom: Whom
    course: Course
    changes: tuple[ChangePoint, ...]
    sides: tuple[Side, ...]


def life_of(log: EventLog, whom: Whom, days: int | None) -> Life:
    """The course, the changes and what was between them; halves where nothing changed."""
    users = whom.chosen
    alone = whom.user
    changes = changes_of_group(log, users) if alone is None else changes_of(log, alone)
    course = course_of(log, users, days)
    borders = [change.local_ms for change in changes] or _middle(course)
    return Life(whom, course, changes, sides_of(log, users, borders))


def find_changes(project: Project, progress: Progress) -> tuple[UserChanges, ...]:
    """The changes of all users; found once for a log and then remembered."""
    progress.step(0, 1)
    log = shared_log(project)
    found = known_changes(project)
    if found is None:
        found = changes_of_users(log, None, progress)
        with _lock:
            _kept.clear()  # one project at a time
            _kept[_name(project)] = found
    return found


def known_changes(project: Project) -> tuple[UserChanges, ...] | None:
    """What `find_changes` found in this log, if it was asked already."""
    with _lock:
        return _kept.get(_name(project))


def _name(project: Project) -> str:
    return f"{project.path.resolve()}:{project.log.fingerprint()}"


def _middle(course: Course) -> list[int]:
    starts = course.start_ms
    return [int(starts[len(starts) // 2])] if len(starts) > 1 else []
