"""Misses as files: CSV, JSON, XLSX."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stdesk.recommend.export import instant_text, table_rows, write_lists
from stdesk.recommend.files import Sheet
from stdesk.recommend.miss_settings import Misses
from stdesk.recommend.sentences import reason_sentence
from stdesk.recommend.settings import Recommended

_WIDTHS = (14, 24, 8, 18, 28, 18, 28, 8, 8, 12, 28, 28, 80, 80, 80, 80)
MISS_COLUMNS = (
    "user",
    "instant",
    "rank",
    "true_item",
    "true_name",
    "first_item",
    "first_name",
    "candidate",
    "had",
    "others",
    "last_name",
    "last_minutes",
    "facts",
    "needed",
    "true_reasons",
    "first_reasons",
)


def miss_records(found: Misses) -> Iterator[dict[str, Any]]:
    """Each miss with its sentences in the language that is spoken now."""
    for miss in found.rows:
        yield {
            "user": miss.user,
            "instant": instant_text(miss.instant_ms),
            "rank": miss.rank,
            "true_item": miss.true.item,
            "true_name": miss.true.name,
            "first_item": miss.first.item if miss.first else None,
            "first_name": miss.first.name if miss.first else None,
            "candidate": miss.is_candidate,
            "had": miss.had,
            "others": miss.others,
            "last_name": miss.last.name if miss.last else None,
            "last_minutes": round(miss.last.minutes, 1) if miss.last else None,
            "facts": [reason_sentence(fact) for fact in miss.facts],
            "needed": [reason_sentence(need) for need in miss.needed],
            "true_reasons": _reasons(miss.true),
            "first_reasons": _reasons(miss.first) if miss.first else [],
        }


def export_misses(found: Misses, path: Path) -> None:
    """Write them as .csv, .json or .xlsx, in the language that is spoken now."""
    sheet = Sheet("misses", MISS_COLUMNS, table_rows(miss_records(found)), _WIDTHS)
    write_lists(path, sheet, lambda: misses_object(found))


def misses_object(found: Misses) -> dict[str, Any]:
    """All of it as plain JSON values."""
    return {
        "model": found.model,
        "run": found.run,
        "protocol": found.protocol,
        "time": found.time,
        "beyond": found.beyond,
        "judged": found.judged,
        "missed": found.missed,
        "misses": list(miss_records(found)),
    }


def _reasons(line: Recommended) -> list[str]:
    return [reason_sentence(reason) for reason in line.reasons]
