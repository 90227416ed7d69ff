"""Reports as CSV, XLSX and JSON: the lists, and with the last two all figures beside them."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stdesk.progress import Progress
from stdesk.recommend import (
    Sheet,
    list_columns,
    list_records,
    list_rows,
    lists_sheet,
    write_csv,
    write_json,
    write_workbook,
)
from stdesk.report.expected import expected_activity
from stdesk.report.facts import Facts, PersonFigures

_PERSON = tuple(PersonFigures.__dataclass_fields__)
_MEASURED = (
    "protocol",
    "time",
    "part",
    "model",
    "run",
    "fold",
    "name",
    "value",
    "low",
    "high",
    "peer",
    "p_value",
    "instances",
)


def write_csv_report(facts: Facts, path: Path, progress: Progress) -> None:
    """The lists, exactly as `export_lists` writes them."""
    progress.step(0, 1)
    write_csv(path, list_columns(), list_rows(facts.lists))


def write_xlsx_report(facts: Facts, path: Path, progress: Progress) -> None:
    """Sheets: recommendations, users, evaluation, about."""
    people = ([getattr(person, name) for name in _PERSON] for person in _people(facts, progress))
    about: list[list[Any]] = [[name, label, value] for name, label, value in facts.made()]
    about += [["note", "", note] for note in facts.notes]
    write_workbook(
        path,
        [
            lists_sheet(facts.lists),
            Sheet("users", _PERSON, people, (14, 9, 11, 9, 10, 11, 24, 24)),
            Sheet("evaluation", _MEASURED, _measured(facts), (14, 9, 11, 14, 6, 6, 12)),
            Sheet("about", ("name", "label", "value"), about, (18, 30, 90)),
        ],
    )


def write_json_report(facts: Facts, path: Path, progress: Progress) -> None:
    """One object with everything."""
    columns = _MEASURED
    write_json(
        path,
        {
            "title": facts.title,
            "made": {name: value for name, _, value in facts.made()},
            "settings": {} if facts.run is None else facts.run.settings,
            "notes": facts.notes,
            "users": [asdict(person) for person in _people(facts, progress)],
            "recommendations": list(list_records(facts.lists)),
            "activity": _activity(facts),
            "evaluation": [dict(zip(columns, row, strict=True)) for row in _measured(facts)],
        },
    )


def _people(facts: Facts, progress: Progress) -> Iterator[PersonFigures]:
    for position, user in enumerate(facts.users):
        progress.step(position, len(facts.users))
        yield facts.figures(int(user))


def _activity(facts: Facts) -> dict[str, Any] | None:
    """The forecast of the days ahead: its equation, and a row a day."""
    found = expected_activity(facts)
    if found is None:
        return None
    names = ("mean", "low80", "high80", "low95", "high95")
    days = [
        {"day": str(begin)[:10]} | {n: _rounded(float(getattr(found.ahead, n)[i])) for n in names}
        for i, begin in enumerate(found.begin_ms.astype("datetime64[ms]"))
    ]
    return {"equation": found.equation, "verdict": found.verdict, "days": days}


def _measured(facts: Facts) -> Iterator[list[Any]]:
    for found in facts.standing:
        for value in found.values:
            yield [_rounded(getattr(value, name)) for name in _MEASURED]


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value
