"""What the project remembers of long actions that failed or were cancelled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class JobNote:
    """A long action that did not come to its end; ended_at: UTC ms."""

    name: str
    state: str
    message: str
    ended_at: int


def read_job_notes(query: "Callable[..., pa.Table]", most: int) -> list[JobNote]:
    """The newest first."""
    rows = query("SELECT name, state, message, ended_at FROM job ORDER BY id DESC LIMIT ?", most)
    return [JobNote(**row) for row in rows.to_pylist()]
