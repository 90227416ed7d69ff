"""Reports as CSV, XLSX and JSON: the lists, and with the last two what the sections hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stdesk.progress import Progress
from stdesk.recommend import (
    Sheet,
    list_columns,
    list_rows,
    write_csv,
    write_json,
    write_workbook,
)
from stdesk.report.expected import expected_activity
from stdesk.report.facts import Facts
from stdesk.report.making import made
from stdesk.report.records import Part, parts_of, portrait_object


def write_csv_report(facts: Facts, path: Path, progress: Progress) -> None:
    """The lists, exactly as `export_lists` writes them."""
    progress.step(0, 1)
    write_csv(path, list_columns(), list_rows(facts.lists))


def write_xlsx_report(facts: Facts, path: Path, progress: Progress) -> None:
    """A sheet for each table of the sections, and one about how it was made."""
    sheets = [
        Sheet(part.name, part.columns, _cells(part, facts, progress), part.widths)
        for part in parts_of(facts)
    ]
    if facts.has("made"):
        about: list[list[Any]] = [["title", "", facts.title]]
        about += [[name, label, value] for name, label, value in made(facts)]
        about += [["note", "", note] for note in facts.notes]
        sheets.insert(_place_of_made(facts), Sheet("about", _ABOUT, about, (18, 30, 90)))
    write_workbook(path, sheets)


def write_json_report(facts: Facts, path: Path, progress: Progress) -> None:
    """One object: the title, then what each section holds."""
    said: dict[str, Any] = {"title": facts.title}
    if facts.has("made"):
        said["made"] = {name: value for name, _, value in made(facts)}
        said["settings"] = {} if facts.run is None else facts.run.settings
        said["notes"] = facts.notes
    if facts.has("portrait"):
        said["portrait"] = portrait_object(facts)
    for part in parts_of(facts):
        rows = list(part.records(facts, progress))
        said[part.name] = _activity(facts, rows) if part.name == "activity" else rows
    write_json(path, said)


_ABOUT = ("name", "label", "value")


def _cells(part: Part, facts: Facts, progress: Progress) -> Iterator[list[Any]]:
    """Rows of a sheet; what is a list within a row is joined by semicolons."""
    for record in part.records(facts, progress):
        yield [
            "; ".join(map(str, value)) if isinstance(value, list) else value
            for value in (record[name] for name in part.columns)
        ]


def _place_of_made(facts: Facts) -> int:
    """After how many sheets the one about the making stands, as the sections are ordered."""
    names = [section.name for section in facts.sections]
    before = facts.sections[: names.index("made")]
    earlier = {part.name for part in parts_of(facts.with_sections(before))}
    return len(earlier)


def _activity(facts: Facts, days: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The forecast of the days ahead with its equation."""
    found = expected_activity(facts)
    if found is None:
        return None
    return {"equation": found.equation, "verdict": found.verdict, "days": days}
