"""What a person chooses for an import, and what they are told afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stdesk.ingest.guess import FileRole


@dataclass(frozen=True)
class ImportSettings:
    """How to import some files.

    paths: files, or folders that are searched. preset: a name of `PRESETS`, found out where None.
    mapping: corrections of the guess, role to column; they hold for every file that has the column.
    time_zone: IANA name for times that carry no zone, and for local hours. day_first: how to read
    1/2/17, found out where None. encoding, file_role (log, items, users): found out where None.
    kind: of events whose file does not say what was done. cell_resolution: of the H3 cells that
    serve as places in a log without any. earliest, latest: ISO dates; events outside are refused.
    dry_run: report, but write nothing.
    """

    paths: tuple[str | Path, ...]
    preset: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    day_first: bool | None = None
    encoding: str | None = None
    file_role: FileRole | None = None
    kind: str | None = None
    cell_resolution: int = 9
    earliest: str = "1980-01-01"
    latest: str | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class ImportReport:
    """What became of one file.

    rows_read = rows_kept + rows_rejected + rows_duplicate. events: written events; two for a trip.
    reasons: how many rows were rejected for which reason (translate with `reason_text`). examples:
    for each reason its first row, "line 1,204: ...". notes: sentences in the reader's language.
    """

    path: Path
    name: str
    file_role: FileRole
    preset: str | None
    mapping: dict[str, str]
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_duplicate: int
    events: int
    reasons: dict[str, int]
    examples: dict[str, str]
    notes: tuple[str, ...]
    seconds: float
    already_imported: bool = False
    dry_run: bool = False
