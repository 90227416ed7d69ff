"""Lists of users with their chances as files: .csv, .json or .xlsx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stdesk.recommend.chances import Chances
from stdesk.recommend.export import instant_text, table_rows, write_lists
from stdesk.recommend.files import Sheet
from stdesk.recommend.sentences import reason_sentence

CHANCE_COLUMNS = (
    "user", "rank", "chance", "lift", "acts", "events", "last_event", "reasons", "act", "within",
    "as_of",
)  # fmt: skip
_WIDTHS = (14, 6, 11, 8, 8, 8, 24, 90, 14, 14, 24)


def chance_records(found: Chances) -> Iterator[dict[str, Any]]:
    """Each user with numbers rounded as they are shown; chance has six decimals, lift two.

    within: next event, next session, or the number of days; instants are ISO 8601 in UTC.
    """
    as_of, within = instant_text(found.as_of_ms), within_text(found)
    for row in found.rows:
        yield {
            "user": row.user,
            "rank": row.rank,
            "chance": round(row.chance, 6),
            "lift": round(row.lift, 2),
            "acts": row.acts,
            "events": row.events,
            "last_event": None if row.last_ms is None else instant_text(row.last_ms),
            "reasons": [reason_sentence(reason) for reason in row.reasons],
            "act": found.act,
            "within": within,
            "as_of": as_of,
        }


def within_text(found: Chances) -> str:
    """The horizon as programs read it: event, session, or such as 7 days."""
    horizon = found.horizon
    return f"{horizon.days:g} days" if horizon.until == "days" else horizon.until


def export_chances(found: Chances, path: Path) -> None:
    """Write the list as .csv, .json or .xlsx, in the language that is spoken now."""
    rows = table_rows(chance_records(found))
    write_lists(path, Sheet("chances", CHANCE_COLUMNS, rows, _WIDTHS), lambda: _object(found))


def _object(found: Chances) -> dict[str, Any]:
    return {
        "run": found.run,
        "model": found.model,
        "act": found.act,
        "within": within_text(found),
        "as_of": instant_text(found.as_of_ms),
        "base_rate": round(found.base_rate, 6),
        "expected": round(found.expected, 2),
        "notes": [reason_sentence(note) for note in found.notes],
        "users": list(chance_records(found)),
    }
