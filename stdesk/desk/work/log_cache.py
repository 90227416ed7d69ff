"""Holds the open project's log in memory for the pages and their jobs, with what its maps need."""

import threading

from stdesk.features import EventLog, load_log, log_in_memory
from stdesk.maps import MapLog
from stdesk.project import Project

READ_AHEAD = 2_000_000  # events; more take more memory than is spent without being asked

_lock, _map_lock = threading.Lock(), threading.Lock()
_held: list[EventLog] = []
_mapped: list[MapLog] = []


def shared_log(project: Project) -> EventLog:
    """The whole log; slow the first time, so call it in a background query."""
    with _lock:
        if log_in_memory(project) is None:
            _forget()  # one project at a time
        log = load_log(project)
        _held[:] = [log]
        return log


def shared_map(log: EventLog) -> MapLog:
    """What the maps of a shared log need; it finds that when it is first asked."""
    with _map_lock:
        if not _mapped or _mapped[0].log is not log:
            _mapped[:] = [MapLog(log)]
        return _mapped[0]


def read_ahead(project: Project) -> None:
    """Read a log before a page asks for it, and find the cells of its map; not a huge one."""
    if 0 < project.log.last_event() <= READ_AHEAD:
        log = shared_log(project)
        if log.catalogue.has_coordinates:
            shared_map(log).find_all()


def forget_log() -> None:
    """Give the memory back, when no project is open."""
    with _lock:
        _forget()


def _forget() -> None:
    with _map_lock:
        _mapped.clear()
    _held.clear()
