"""What the files of a known data set look like, and whether a file is one of them."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from stdesk.ingest.guess import FileRole
from stdesk.ingest.layout import Layout
from stdesk.ingest.names import plain_name


@dataclass(frozen=True)
class Form:
    """One kind of file of a data set.

    header: names that its first line holds, as `plain_name` gives them; or, where it has no header,
    cells: a regular expression for each column, and columns: our names for them. first_line: a
    regular expression instead, for files with something above the table.
    """

    role: FileRole
    mapping: dict[str, str]
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    delimiter: str = ""
    first_line: str = ""
    skipped_lines: int = 0
    suffix: str = ""
    kind: str | None = None
    time_zone: str | None = None
    user_from: Literal["", "folder"] = ""


@dataclass(frozen=True)
class Preset:
    """A data set by name, with all the forms that its files come in."""

    name: str
    title: str
    forms: tuple[Form, ...] = field(repr=False)


def fitting_form(preset: Preset, path: Path, layout: Layout, lines: tuple[str, ...]) -> Form | None:
    """The form of a data set that a file has, if any."""
    return next((form for form in preset.forms if _fits(form, path, layout, lines)), None)


def form_mapping(form: Form, columns: tuple[str, ...]) -> dict[str, str]:
    """Role to column of a file; of alternatives (a|b) the first that the file has."""
    if not form.header and not form.suffix:
        return dict(form.mapping)
    by_plain_name = {plain_name(name): name for name in reversed(columns)}
    mapping = {}
    for role, names in form.mapping.items():
        found = [by_plain_name[name] for name in names.split("|") if name in by_plain_name]
        if found:
            mapping[role] = found[0]
    return mapping


def _fits(form: Form, path: Path, layout: Layout, lines: tuple[str, ...]) -> bool:
    bare = path.name.casefold().removesuffix(".gz")
    if form.suffix and not bare.endswith(form.suffix):
        return False
    if form.first_line:
        return bool(lines) and re.match(form.first_line, lines[0]) is not None
    if form.cells:
        return bool(lines) and not layout.header and _cells_fit(form, lines)
    names = {plain_name(name) for name in layout.columns}
    return layout.header | (layout.kind != "text") and names.issuperset(form.header)


def _cells_fit(form: Form, lines: tuple[str, ...]) -> bool:
    """Whether nine of the first ten lines look as they should."""
    sample = [line for line in lines[:100] if line]
    good = 0
    for line in sample:
        cells = line.split(form.delimiter)
        good += len(cells) == len(form.cells) and all(
            re.fullmatch(pattern, cell.strip()) is not None
            for pattern, cell in zip(form.cells, cells, strict=True)
        )
    return good >= 0.9 * len(sample)
