"""One process writes a project file while others read: its lock, and its write-ahead log."""

import os
from contextlib import suppress
from pathlib import Path

import filelock

from stdesk.errors import ProjectInUse, ProjectProblem


def acquire(path: Path) -> filelock.BaseFileLock:
    """The right to write; raises `ProjectInUse` where another process has it."""
    lock = filelock.FileLock(path.with_name(path.name + ".lock"), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise ProjectInUse(
            "{path} is open in another window. Close it there, or open it for reading only.",
            path=path,
        ) from error
    except OSError as error:
        raise ProjectProblem("{path} cannot be locked: {error}.", path=path, error=error) from error
    return lock


def write_ahead(path: Path) -> None:
    """From now on readers are not kept waiting by a writer."""
    from stdesk.project.arrow import outside_transaction

    outside_transaction(path, "PRAGMA journal_mode = WAL")


def fold(path: Path) -> None:
    """Bring the write-ahead log back into the one file."""
    from adbc_driver_manager.dbapi import Error

    from stdesk.project.arrow import outside_transaction

    # A reader may still have the file open: its log stays beside it and is folded next time. Or the
    # file is damaged, and closing it is not the moment to say so.
    with suppress(Error):
        outside_transaction(path, "PRAGMA wal_checkpoint(TRUNCATE)")
        outside_transaction(path, "PRAGMA journal_mode = DELETE")


def let_go(lock: filelock.BaseFileLock) -> None:
    """Release and remove the lock's file; first remove where the system allows that.

    Removed after the release, it might be the one that another window has just taken.
    """
    path = Path(lock.lock_file)
    if os.name == "posix":
        path.unlink(missing_ok=True)
        lock.release()
        return
    lock.release()
    with suppress(OSError):  # another window has it now
        path.unlink(missing_ok=True)
