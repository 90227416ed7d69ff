"""Hands out the rows that were not imported, so that they can be put right."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from stdesk.errors import ReportProblem
from stdesk.ingest.reasons import reason_text
from stdesk.language import tr

if TYPE_CHECKING:
    from stdesk.project import Project

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_rejects(project: "Project", path: str | Path) -> int:
    """Write file, line, reason and text of each rejected row as CSV; returns how many.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    rows = project.log.rejects()
    try:
        with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([tr("file"), tr("line"), tr("reason"), tr("text")])
            for batch in rows.to_batches(max_chunksize=10_000):
                for row in batch.to_pylist():
                    cells = (row["source"], row["line"], reason_text(row["reason"]), row["text"])
                    writer.writerow([_harmless(cell) for cell in cells])
    except OSError as error:
        raise ReportProblem(
            "{path} cannot be written: {error}.", path=path, error=error.strerror
        ) from error
    return int(rows.num_rows)


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
