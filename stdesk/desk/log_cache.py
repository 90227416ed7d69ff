"""The open project's log in memory, read once and shared by the pages."""

import threading

from stdesk.features import EventLog, load_log
from stdesk.project import Project

_lock = threading.Lock()
_kept: dict[str, EventLog] = {}


def shared_log(project: Project) -> EventLog:
    """The whole log; slow the first time, so call it in a background query."""
    key = f"{project.path.resolve()}:{project.log.fingerprint()}"
    with _lock:
        if key not in _kept:
            _kept.clear()  # one project at a time
            _kept[key] = load_log(project)
        return _kept[key]


def forget_log() -> None:
    """Give the memory back, when no project is open."""
    with _lock:
        _kept.clear()
