"""Lists as files. Every format, and every report, takes its numbers from `list_records`."""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from stdesk.errors import ReportProblem
from stdesk.recommend.files import Sheet, write_atomically, write_csv, write_workbook
from stdesk.recommend.sentences import reason_sentence
from stdesk.recommend.settings import RecommendationLists, Recommended

SUFFIXES = (".csv", ".json", ".xlsx")
_COLUMNS = (
    "user",
    "rank",
    "item",
    "name",
    "category",
    "latitude",
    "longitude",
    "distance_km",
    "score",
    "share",
    "reasons",
    "as_of",
)
_WIDTHS = (14, 6, 28, 28, 22, 11, 11, 11, 11, 11, 90, 22)


def list_columns() -> tuple[str, ...]:
    """The columns of a list, in every format."""
    return _COLUMNS


def list_records(lists: RecommendationLists) -> Iterator[dict[str, Any]]:
    """Each line with its numbers rounded as they are shown; reasons are sentences.

    score and share have six decimals, distance_km three; as_of is ISO 8601 in UTC.
    """
    as_of = instant_text(lists.as_of_ms)
    for row in lists.rows:
        yield record(row, as_of)


def record(row: Recommended, as_of: str) -> dict[str, Any]:
    """One line, in the order of `list_columns`."""
    return {
        "user": row.user,
        "rank": row.rank,
        "item": row.item,
        "name": row.name,
        "category": row.category,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "distance_km": None if row.distance_km is None else round(row.distance_km, 3),
        "score": round(row.score, 6),
        "share": round(row.share, 6),
        "reasons": [reason_sentence(reason) for reason in row.reasons],
        "as_of": as_of,
    }


def export_lists(lists: RecommendationLists, path: Path) -> None:
    """Write the lists as .csv, .json or .xlsx, in the language that is spoken now."""
    write_lists(path, lists_sheet(lists), lambda: lists_object(lists))


def list_rows(lists: RecommendationLists) -> Iterator[list[Any]]:
    """The records as table rows; the reasons joined by semicolons."""
    return table_rows(list_records(lists))


def lists_sheet(lists: RecommendationLists) -> Sheet:
    return Sheet("recommendations", _COLUMNS, list_rows(lists), _WIDTHS)


def lists_object(lists: RecommendationLists) -> dict[str, Any]:
    """All of it as plain JSON values."""
    return {
        "run": lists.run,
        "model": lists.model,
        "target": lists.target,
        "as_of": instant_text(lists.as_of_ms),
        "users": list(lists.users),
        "notes": [reason_sentence(note) for note in lists.notes],
        "recommendations": list(list_records(lists)),
    }


def write_lists(
    path: Path, sheet: Sheet, whole: Callable[[], Any], **others: Callable[[], Any]
) -> None:
    """The sheet as .csv or .xlsx, `whole` as .json; others: what more endings hold, as JSON.

    Raises `ReportProblem` for any other ending.
    """
    plain = {".json": whole} | {f".{ending}": made for ending, made in others.items()}
    suffix = path.suffix.lower()
    if suffix == ".csv":
        write_csv(path, sheet.columns, sheet.rows)
    elif suffix == ".xlsx":
        write_workbook(path, [sheet])
    elif suffix in plain:
        write_json(path, plain[suffix]())
    else:
        raise ReportProblem(
            "{path}: lists are written as {suffixes}; choose one of these endings.",
            path=path,
            suffixes=", ".join((*SUFFIXES, *(f".{ending}" for ending in others))),
        )


def table_rows(records: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    """Records as rows of a table; reasons joined by semicolons."""
    for record in records:
        yield ["; ".join(value) if isinstance(value, list) else value for value in record.values()]


def write_json(path: Path, value: Any) -> None:
    with write_atomically(path) as draft:
        draft.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def instant_text(instant_ms: int) -> str:
    """2012-12-21T18:05:00.001Z"""
    instant = datetime.datetime.fromtimestamp(0, datetime.UTC)
    instant += datetime.timedelta(milliseconds=instant_ms)
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant_ms % 1000:03d}Z"
