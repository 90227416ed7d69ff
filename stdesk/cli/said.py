"""Sentences that several commands say."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from stdesk.language import ntr

if TYPE_CHECKING:
    from stdesk.models import Reason


def sentences(reasons: "Iterable[Reason]") -> list[str]:
    """In the reader's language."""
    from stdesk.recommend import reason_sentence

    return [reason_sentence(reason) for reason in reasons]


def because(reasons: "Iterable[Reason]") -> str:
    """All reasons of a line, in one cell of a table."""
    return "; ".join(sentences(reasons))


def wrote(path: Path, users: int) -> str:
    """That the file is there, and how many users it is about."""
    return ntr("Wrote {path}: {n} user.", "Wrote {path}: {n} users.", users, path=path)
