"""What the project holds and how well it was read: files, rows kept and refused, and why."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdesk.ingest import reason_text
from stdesk.language import day, moment, ntr, number, percent, tr

if TYPE_CHECKING:
    from stdesk.project import Project

MOST_REASONS = 8


@dataclass(frozen=True)
class SourceLine:
    """One imported file; parts: kept, refused, twice, as shares of 100."""

    name: str
    read: str
    kept: str
    rejected: str
    duplicate: str
    imported: str
    parts: tuple[float, float, float]


@dataclass(frozen=True)
class SourceQuality:
    """sources: of all files. reasons: why rows were refused, with how many. kinds: of events."""

    figures: tuple[tuple[str, str], ...]
    sentence: str
    sources: tuple[SourceLine, ...]
    reasons: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str, str], ...]


def source_quality(project: "Project") -> SourceQuality:
    summary, sources = project.log.summary(), project.log.sources()
    read = sum(source.rows_read for source in sources)
    kept = sum(source.rows_kept for source in sources)
    figures = [
        (tr("users"), number(summary.users)),
        (tr("events"), number(summary.events)),
        (tr("places") if summary.has_coordinates else tr("items"), number(summary.items)),
        (tr("categories"), number(summary.categories)),
    ]
    if summary.first_instant is not None and summary.last_instant is not None:
        first = day(summary.first_instant, summary.first_offset)
        last = day(summary.last_instant, summary.last_offset)
        figures.append((tr("time"), f"{first} – {last}"))
    return SourceQuality(
        figures=tuple(figures),
        sentence=ntr(
            "Of {read} rows in {n} file, {share} were kept.",
            "Of {read} rows in {n} files, {share} were kept.",
            len(sources),
            read=number(read),
            share=percent(kept / read, 2 if kept < read else 0),
        )
        if read
        else "",
        sources=tuple(
            SourceLine(
                name=source.name,
                read=number(source.rows_read),
                kept=number(source.rows_kept),
                rejected=number(source.rows_rejected),
                duplicate=number(source.rows_duplicate),
                imported=moment(source.imported_at),
                parts=_parts(source.rows_kept, source.rows_rejected, source.rows_duplicate),
            )
            for source in sources
        ),
        reasons=tuple(
            (reason_text(row["reason"]), number(row["rows"]))
            for row in project.log.reject_reasons().to_pylist()[:MOST_REASONS]
        ),
        kinds=tuple(
            (row["key"], number(row["users"]), number(row["events"]))
            for row in project.log.kind_activity().to_pylist()
        ),
    )


def _parts(kept: int, rejected: int, duplicate: int) -> tuple[float, float, float]:
    whole = max(kept + rejected + duplicate, 1)
    return (
        round(100 * kept / whole, 2),
        round(100 * rejected / whole, 2),
        round(100 * duplicate / whole, 2),
    )
