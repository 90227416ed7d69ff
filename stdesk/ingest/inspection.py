"""Looks at a file before it is imported: layout, roles of its columns, a preview, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stdesk.errors import ImportProblem, SettingProblem
from stdesk.ingest.guess import FileRole, Guess, fits_file, guess_roles
from stdesk.ingest.known_files import Form, Preset, fitting_form, form_mapping
from stdesk.ingest.layout import Layout
from stdesk.ingest.presets import ALIASES as PRESET_ALIASES
from stdesk.ingest.presets import PRESETS
from stdesk.ingest.roles import ALIASES, ROLES
from stdesk.ingest.rows import read_rows
from stdesk.ingest.sniff import SAMPLE_BYTES, bare_name, sniff

if TYPE_CHECKING:
    import pyarrow as pa

PREVIEW_ROWS = 50
_DESCRIPTION_KEYS = {"items": "item", "users": "user"}


@dataclass(frozen=True)
class Column:
    """A column of a file: the role it seems to play (None: none), how sure that is, some values."""

    name: str
    role: str | None
    confidence: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Inspection:
    """What a file looks like.

    file_role: log, items or users. mapping: role to column. preview: the first 50 rows, empty cells
    as "". problems: sentences in the reader's language that forbid an import; notes: others.
    kind: what was done, where the file has no column for it.
    """

    path: Path
    layout: Layout
    columns: tuple[Column, ...]
    mapping: dict[str, str]
    preview: tuple[tuple[str, ...], ...]
    file_role: FileRole
    preset: str | None
    time_zone: str | None
    kind: str | None
    user_from_folder: bool
    ambiguous_dates: bool
    day_first: bool
    problems: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_trips(self) -> bool:
        """Whether a row is a trip with two ends."""
        return "end_time" in self.mapping

    @property
    def format_name(self) -> str:
        """csv, jsonl, parquet or xlsx, with what it is packed in."""
        name = "csv" if self.layout.kind == "text" else self.layout.kind
        return f"{name}, {self.layout.compression}" if self.layout.compression else name


def inspect_file(
    path: str | Path,
    preset: str | None = None,
    mapping: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    encoding: str | None = None,
    file_role: FileRole | None = None,
) -> Inspection:
    """Look at a file's first megabytes.

    preset: a name of `PRESETS`; None finds out. mapping: corrections, role to column (an empty
    column takes the role away). Raises `ImportProblem` when the file cannot be read as a table at
    all, `SettingProblem` for unknown presets, roles, columns and zones.
    """
    path = Path(path)
    sniffed = sniff(path, encoding)
    found = _known_form(path, preset, sniffed.layout, sniffed.lines)
    layout = _form_layout(sniffed.layout, found[1]) if found else sniffed.layout
    sample = _sample(path, layout)
    if found:
        guess = _guess_of_form(found[1], layout)
    else:
        guess = guess_roles(sample, path, layout.header or layout.kind != "text")
    guess = _corrected(guess, mapping or {}, layout.columns, file_role)
    form = found[1] if found else None
    return _inspection(path, layout, sample, guess, found[0] if found else None, form, time_zone)


def _known_form(
    path: Path, name: str | None, layout: Layout, lines: tuple[str, ...]
) -> tuple[Preset, Form] | None:
    if name is None:
        forms = ((preset, fitting_form(preset, path, layout, lines)) for preset in PRESETS.values())
        return next(((preset, form) for preset, form in forms if form), None)
    preset = PRESETS.get(PRESET_ALIASES.get(name, name))
    if preset is None:
        raise SettingProblem(
            "there is no preset {preset}; there are: {presets}.",
            preset=name,
            presets=", ".join(PRESETS),
        )
    form = fitting_form(preset, path, layout, lines)
    if form is None:
        raise ImportProblem(
            "{path} does not look like a file of {preset}: its columns are {columns}.",
            path=path,
            preset=preset.title,
            columns=", ".join(layout.columns),
        )
    return preset, form


def _form_layout(layout: Layout, form: Form) -> Layout:
    if not form.columns:
        return layout
    return replace(
        layout,
        columns=form.columns,
        delimiter=form.delimiter,
        # Tab-separated originals have no quoting: a quote there is a character.
        quoting=form.delimiter == ",",
        header=False,
        skipped_lines=form.skipped_lines,
    )


def _sample(path: Path, layout: Layout) -> "pa.Table":
    for block in read_rows(path, layout, layout.columns, block_bytes=SAMPLE_BYTES):
        if block.rows.num_rows:
            return block.rows
    raise ImportProblem("{path} has no row under its column names.", path=path)


def _guess_of_form(form: Form, layout: Layout) -> Guess:
    mapping = form_mapping(form, layout.columns)
    return Guess(mapping, dict.fromkeys(mapping, 1.0), form.role)


def _corrected(
    guess: Guess,
    corrections: Mapping[str, str],
    columns: tuple[str, ...],
    file_role: FileRole | None,
) -> Guess:
    mapping, confidence = dict(guess.mapping), dict(guess.confidence)
    for given_role, given_column in corrections.items():
        role = ALIASES.get(given_role, given_role)
        if role not in ROLES:
            raise SettingProblem(
                "there is no role {role}; there are: {roles}.", role=role, roles=", ".join(ROLES)
            )
        if not given_column:
            mapping.pop(role, None)
            continue
        column = find_column(given_column, columns)
        if column is None:
            raise SettingProblem(
                "there is no column {column}; there are: {columns}.",
                column=given_column,
                columns=", ".join(columns),
            )
        chosen = {ALIASES.get(other, other) for other in corrections}
        for other in [other for other, name in mapping.items() if name == column]:
            if other not in chosen:
                mapping.pop(other)
        mapping[role], confidence[role] = column, 1.0
    chosen = {ALIASES.get(role, role) for role, column in corrections.items() if column}
    file_role = file_role or _role_of_file(guess.file_role, mapping, chosen)
    fitting = {role: name for role, name in mapping.items() if fits_file(role, file_role)}
    return Guess(fitting, confidence, file_role)


def _role_of_file(guessed: FileRole, mapping: Mapping[str, str], chosen: set[str]) -> FileRole:
    """What a file holds once a person has said which column is the time, the item, the user."""
    if "time" in chosen:
        return "log"
    if guessed == "log" and "time" not in mapping and len({"item", "user"} & chosen) == 1:
        return "items" if "item" in chosen else "users"
    return guessed


def find_column(name: str, columns: tuple[str, ...]) -> str | None:
    """A column by its name, or by its number from 1 where no column is called so."""
    for candidate in (name, bare_name(name)):
        if candidate in columns:
            return candidate
    if name.isdigit() and 1 <= int(name) <= len(columns):
        return columns[int(name) - 1]
    return None


def _inspection(
    path: Path,
    layout: Layout,
    sample: "pa.Table",
    guess: Guess,
    preset: Preset | None,
    form: Form | None,
    time_zone: str | None,
) -> Inspection:
    from stdesk.ingest.check import date_reading, notes_of, problems_of

    time_zone = time_zone or (form.time_zone if form else None)
    from_folder = bool(form and form.user_from) and "user" not in guess.mapping
    mapping = guess.mapping
    reading = date_reading(sample, mapping)
    role_of = {column: role for role, column in reversed(mapping.items())}
    return Inspection(
        path,
        layout,
        tuple(
            Column(
                name,
                role_of.get(name),
                guess.confidence.get(role_of.get(name, ""), 0.0),
                _examples(sample[name]),
            )
            for name in layout.columns
        ),
        mapping,
        _preview(sample),
        guess.file_role,
        preset.name if preset else None,
        time_zone,
        form.kind if form else None,
        from_folder,
        ambiguous_dates=reading.ambiguous,
        day_first=reading.prefers_day,
        problems=problems_of(guess, time_zone, from_folder),
        notes=notes_of(sample, guess, time_zone, reading),
    )


def _examples(column: "pa.ChunkedArray") -> tuple[str, ...]:
    values = dict.fromkeys(value for value in column[:100].to_pylist() if value)
    return tuple(values)[:3]


def _preview(sample: "pa.Table") -> tuple[tuple[str, ...], ...]:
    columns = [column[:PREVIEW_ROWS].to_pylist() for column in sample.columns]
    return tuple(tuple(cell or "" for cell in row) for row in zip(*columns, strict=True))
