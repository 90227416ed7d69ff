"""Lists of people as files: CSV, JSON, XLSX."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stdesk.recommend.export import table_rows, write_lists
from stdesk.recommend.files import Sheet
from stdesk.recommend.people_settings import PeopleLists
from stdesk.recommend.sentences import reason_sentence

_COLUMNS = (
    "user",
    "kind",
    "rank",
    "other",
    "score",
    "likeness",
    "meetings",
    "meeting_places",
    "expected",
    "shared",
    "new",
    "reasons",
)
_WIDTHS = (14, 9, 6, 14, 10, 10, 10, 10, 10, 8, 8, 100)


def people_columns() -> tuple[str, ...]:
    return _COLUMNS


def people_records(lists: PeopleLists) -> Iterator[dict[str, Any]]:
    """Each line with its numbers rounded as they are shown; reasons are sentences."""
    for row in lists.rows:
        yield {
            "user": row.user,
            "kind": row.kind,
            "rank": row.rank,
            "other": row.other,
            "score": round(row.score, 4),
            "likeness": round(row.likeness, 4),
            "meetings": row.meetings,
            "meeting_places": row.meeting_places,
            "expected": round(row.expected, 2),
            "shared": row.shared,
            "new": row.new,
            "reasons": [reason_sentence(reason) for reason in row.reasons],
        }


def export_people(lists: PeopleLists, path: Path) -> None:
    """Write the lists as .csv, .json or .xlsx, in the language that is spoken now."""
    rows = table_rows(people_records(lists))
    write_lists(path, Sheet("people", _COLUMNS, rows, _WIDTHS), lists.plain)
