"""Changes and courses as files: CSV for spreadsheets, JSON with everything."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from stdesk.errors import ReportProblem
from stdesk.insight.evolution import ChangePoint, UserChanges
from stdesk.insight.evolution_course import Course
from stdesk.insight.evolution_words import change_sentence

CHANGE_COLUMNS = ("user", "since", "earliest", "latest", "chance", "strength", "holds", "sentence")


def change_rows(
    found: Iterable[UserChanges], user_keys: Sequence[str], names: Sequence[str]
) -> list[dict[str, Any]]:
    """One row a change, the clearest users first."""
    return [
        {"user": user_keys[one.user], **change_row(change, names), "holds": one.holds}
        for one in found
        for change in one.changes
    ]


def change_row(change: ChangePoint, names: Sequence[str]) -> dict[str, Any]:
    """A change in plain values; days as 2024-06-12."""
    return {
        "since": _day(change.local_ms),
        "earliest": _day(change.earliest_ms),
        "latest": _day(change.latest_ms),
        "chance": change.chance,
        "strength": round(change.strength, 3),
        "sentence": change_sentence(change, names),
        "aspects": [_known(asdict(aspect)) for aspect in change.aspects],
    }


def course_rows(course: Course, names: Sequence[str]) -> list[dict[str, Any]]:
    """One row a period: its first day, each measure, for a group its quartiles, and the
    shares of the categories that occur."""
    present = [code for code in range(len(names)) if np.nansum(course.mix[:, code]) > 0]
    rows = []
    for number, start in enumerate(course.start_ms.tolist()):
        row: dict[str, Any] = {"from": _day(start), "days": course.days}
        for name, line in course.lines.items():
            row[name] = _or_none(line.value[number])
            if line.low is not None and line.high is not None:
                row[f"{name}_low"] = _or_none(line.low[number])
                row[f"{name}_high"] = _or_none(line.high[number])
        for code in present:
            row[f"share of {names[code]}"] = _or_none(course.mix[number, code])
        rows.append(row)
    return rows


def write_changes(
    found: Iterable[UserChanges], user_keys: Sequence[str], names: Sequence[str], path: Path
) -> None:
    """The changes of many users; raises ReportProblem for another ending than .csv and .json."""
    rows = change_rows(found, user_keys, names)
    if _kind(path) == "json":
        _write_json(path, {"changes": rows})
    else:
        _write_csv(path, CHANGE_COLUMNS, rows)


def write_course(
    course: Course, changes: Sequence[ChangePoint], names: Sequence[str], path: Path
) -> None:
    """One life: CSV has a row a period, JSON the changes too."""
    rows = course_rows(course, names)
    if _kind(path) == "json":
        told = [change_row(change, names) for change in changes]
        _write_json(path, {"changes": told, "periods": rows})
    else:
        _write_csv(path, tuple(rows[0]) if rows else (), rows)


def _kind(path: Path) -> str:
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("csv", "json"):
        raise ReportProblem("{name} should end in .csv or .json.", name=path.name)
    return kind


def _write_csv(path: Path, columns: Sequence[str], rows: list[dict[str, Any]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    _replace(path, text.getvalue())


def _write_json(path: Path, content: dict[str, Any]) -> None:
    _replace(path, json.dumps(content, ensure_ascii=False, indent=1))


def _replace(path: Path, text: str) -> None:
    """Write beside the file first, so that a failure leaves the old one whole."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ReportProblem("{path} cannot be written: {error}.", path=path, error=error) from error


def _day(local_ms: int) -> str:
    return str(np.datetime64(int(local_ms), "ms").astype("M8[D]"))


def _or_none(value: float) -> float | None:
    return None if value != value else round(float(value), 6)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and value != value else value
        for name, value in values.items()
    }
