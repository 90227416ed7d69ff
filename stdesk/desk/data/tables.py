"""The columns of the Data page's tables, and what it says of them."""

from typing import TYPE_CHECKING

from stdesk.desk.look.theme import Theme
from stdesk.desk.look.titles import local_moment
from stdesk.desk.tables.columns import Column
from stdesk.ingest import PRESETS, reason_text
from stdesk.language import mark, ntr, number, tr, tr_dynamic
from stdesk.project import SourceRecord, Summary

if TYPE_CHECKING:
    import pyarrow as pa

ROLE_TITLES = {
    "log": mark("Log"),
    "items": mark("Items"),
    "users": mark("Users"),
}


def source_columns(sources: list[SourceRecord], theme: Theme) -> list[Column]:
    """One row a file, in the order of import."""

    def rejected(row: int) -> str | None:
        return theme.bad if sources[row].rows_rejected else None

    zones = [s.time_zone for s in sources]
    return [
        Column(tr("File"), [s.name for s in sources], tip=lambda row: _mapping_tip(sources[row])),
        Column(tr("Holds"), [tr_dynamic(ROLE_TITLES.get(s.role, s.role)) for s in sources]),
        Column(tr("Recognised as"), [preset_title(s.preset) for s in sources]),
        Column(tr("Rows read"), [s.rows_read for s in sources], show=number, numeric=True),
        Column(tr("Kept"), [s.rows_kept for s in sources], show=number, numeric=True),
        Column(
            tr("Rejected"),
            [s.rows_rejected for s in sources],
            show=number,
            numeric=True,
            color=rejected,
        ),
        Column(tr("Duplicate"), [s.rows_duplicate for s in sources], show=number, numeric=True),
        *([Column(tr("Time zone"), zones)] if any(zones) else []),
        Column(tr("Imported"), [s.imported_at for s in sources], show=local_moment, stretch=True),
    ]


def reject_columns(rejects: "pa.Table") -> list[Column]:
    texts = rejects["text"].to_pylist()
    return [
        Column(tr("File"), rejects["source"].to_pylist()),
        Column(tr("Line"), rejects["line"].to_pylist(), show=number, numeric=True),
        Column(tr("Reason"), rejects["reason"].to_pylist(), show=reason_text),
        Column(tr("Row"), texts, tip=lambda row: texts[row], stretch=True),
    ]


def rejects_said(rejected: int, shown: int) -> str:
    """How many rows were not imported, and how many of them the table shows."""
    if not rejected:
        return tr("No row was rejected.")
    if shown < rejected:
        return tr(
            "{n} rows were not imported; the first {shown} are shown.",
            n=number(rejected),
            shown=number(shown),
        )
    return tr("{n} rows were not imported, for these reasons.", n=number(rejected))


def category_columns(categories: "pa.Table") -> list[Column]:
    return [
        Column(tr("Category"), categories["key"].to_pylist(), stretch=True),
        Column(tr("Items"), categories["items"].to_pylist(), show=number, numeric=True),
        Column(tr("Events"), categories["events"].to_pylist(), show=number, numeric=True),
    ]


def kind_columns(kinds: "pa.Table") -> list[Column]:
    return [
        Column(tr("Kind"), kinds["key"].to_pylist(), stretch=True),
        Column(tr("Users"), kinds["users"].to_pylist(), show=number, numeric=True),
        Column(tr("Events"), kinds["events"].to_pylist(), show=number, numeric=True),
    ]


def preset_title(preset: str | None) -> str:
    """What a file was recognised as, for people."""
    if preset is None:
        return tr("by its columns")
    return tr_dynamic(PRESETS[preset].title) if preset in PRESETS else preset


def _mapping_tip(source: SourceRecord) -> str:
    from stdesk.ingest import ROLES

    lines = [
        f"{tr_dynamic(ROLES[role].title) if role in ROLES else role}: {column}"
        for role, column in source.mapping.items()
    ]
    return "\n".join(lines)


def content_said(summary: Summary) -> list[str]:
    """How many items are described in words, and how many in a picture; nothing where none is."""
    said = []
    if summary.described:
        said.append(ntr("{n} with a text", "{n} with a text", summary.described))
    if summary.pictured:
        said.append(ntr("{n} with a picture", "{n} with a picture", summary.pictured))
    return said
