"""The window: `main` opens it and returns its exit code; nothing of Qt is loaded before that."""

__all__ = ["main"]


def main(path: str | None) -> int:
    """Open the window, on the project at `path` or on the last one; returns the exit code."""
    from stdesk.desk.app import run

    return run(path)
