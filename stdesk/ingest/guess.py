"""Guesses the roles of columns from their names and, where these say nothing, from their values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from stdesk.ingest.facts import Facts, facts_of
from stdesk.ingest.names import role_by_name

if TYPE_CHECKING:
    import pyarrow as pa

FileRole = Literal["log", "items", "users"]
_SAMPLE_ROWS = 5_000
_BY_VALUE = 0.5
ITEM_ROLES = {
    "item",
    "category",
    "title",
    "text",
    "latitude",
    "longitude",
    "image",
    "tags",
}


@dataclass(frozen=True)
class Guess:
    """Column and confidence (0 to 1) of each role, and what the file's rows are."""

    mapping: dict[str, str]
    confidence: dict[str, float]
    file_role: FileRole


def guess_roles(sample: "pa.Table", path: Path, header: bool) -> Guess:
    """sample: rows as string columns. `path` counts for its name (.item, users.csv)."""
    sample = sample.slice(0, _SAMPLE_ROWS)
    columns = [facts_of(name, at, sample[name]) for at, name in enumerate(sample.column_names)]
    found = _Found(columns)
    _by_names(found)
    file_role = _file_role(found, path)
    if file_role == "log":
        _time_by_value(found)
        if "time" not in found.column and path.suffix != ".inter":
            file_role = _description_role(found, path)
    if file_role == "log":
        _by_values(found, sample, header)
    else:
        _describe(found, file_role)
    mapping = {role: facts.name for role, facts in found.column.items()}
    return Guess(mapping, found.confidence, file_role)


def fits_file(role: str, file_role: FileRole) -> bool:
    """Whether a column can play a role in such a file; descriptions have few."""
    return file_role == "log" or role in (ITEM_ROLES if file_role == "items" else {"user"})


class _Found:
    """Roles given so far; each column plays one role."""

    def __init__(self, columns: Sequence[Facts]) -> None:
        self.columns = columns
        self.column: dict[str, Facts] = {}
        self.confidence: dict[str, float] = {}

    def give(self, role: str, facts: Facts, confidence: float) -> None:
        self.column[role] = facts
        self.confidence[role] = round(confidence, 2)

    def take(self, role: str) -> None:
        self.column.pop(role, None)
        self.confidence.pop(role, None)

    @property
    def free(self) -> list[Facts]:
        taken = {facts.name for facts in self.column.values()}
        return [facts for facts in self.columns if facts.name not in taken and facts.filled]


# Whether a column's values can be what its name says.
_FITS: dict[str, Callable[[Facts], bool]] = {
    "time": lambda facts: facts.times >= 0.2,
    "end_time": lambda facts: facts.times >= 0.2,
    "clock": lambda facts: facts.clocks >= 0.5,
    "latitude": lambda facts: facts.numeric >= 0.5,
    "longitude": lambda facts: facts.numeric >= 0.5,
    "end_latitude": lambda facts: facts.numeric >= 0.5,
    "end_longitude": lambda facts: facts.numeric >= 0.5,
    "value": lambda facts: facts.numeric >= 0.5,
    "offset": lambda facts: facts.within(50_400) or facts.distinct <= 40,
    "kind": lambda facts: facts.distinct <= 200,
}


def _by_names(found: _Found) -> None:
    candidates = []
    for facts in found.columns:
        role, confidence = role_by_name(facts.name)
        if role and (not facts.filled or _FITS.get(role, _anything)(facts)):
            candidates.append((confidence + _preference(role, facts), role, facts, confidence))
    for _, role, facts, confidence in sorted(candidates, key=lambda c: (-c[0], c[2].position)):
        if role not in found.column:
            found.give(role, facts, confidence)
    _separate_clock(found)
    if "end_time" not in found.column:
        for role in ("end_item", "end_title", "end_latitude", "end_longitude"):
            found.take(role)


def _anything(_: Facts) -> bool:
    return True


def _preference(role: str, facts: Facts) -> float:
    """Among columns with equally good names, which one: finer times, readable categories."""
    if role == "time":
        return 0.02 * facts.with_clock
    if role in ("category", "kind"):
        return 0.02 * facts.words
    return 0.01 * (facts.filled > 0)


def _separate_clock(found: _Found) -> None:
    """A date column beside a column of clock times, whatever that one is called."""
    date = found.column.get("time")
    if date is None or date.with_clock > 0.1 or "clock" in found.column:
        return
    for facts in found.free:
        if facts.clocks >= 0.9:
            found.give("clock", facts, 0.8)
            return


def _file_role(found: _Found, path: Path) -> FileRole:
    suffix = path.name.removesuffix(".gz").rpartition(".")[2].casefold()
    if suffix in ("item", "user"):
        return "items" if suffix == "item" else "users"
    column = found.column
    item, user = column.get("item"), column.get("user")
    acts = {"kind", "latitude", "value"} & set(column)
    if "time" in column and user and not item and not acts and user.is_unique and user.rows > 20:
        return "users"
    if item and not user and item.is_unique and ("time" not in column or item.rows > 20):
        return "items"
    if user and not item and not acts and "time" not in column and user.is_unique:
        return "users"
    return "log"


def _description_role(found: _Found, path: Path) -> FileRole:
    """What a file without any time describes."""
    column = found.column
    if "item" in column and "user" in column:
        known = column["item"].is_unique and column["item"].rows > 20
        return "items" if known else "log"
    name = path.name.casefold()
    about_users = any(word in name for word in ("user", "member", "customer", "用户", "会员"))
    if "user" in column or (about_users and "item" not in column):
        return "users"
    # Without one known name it is a description of nothing: as a log, its time is missed aloud.
    return "items" if ITEM_ROLES & set(column) else "log"


def _describe(found: _Found, file_role: FileRole) -> None:
    """Keep the roles that a description has, and find its key: the first unique column."""
    key = "item" if file_role == "items" else "user"
    for role in list(found.column):
        if not fits_file(role, file_role):
            found.take(role)
    if key not in found.column:
        unique = [facts for facts in found.free if facts.is_unique] or found.free
        if unique:
            found.give(key, unique[0], _BY_VALUE)


def _by_values(found: _Found, sample: "pa.Table", header: bool) -> None:
    """Find the roles that a log needs and no name told; all that can be, without a header."""
    if not {"latitude", "longitude"} & set(found.column):
        _coordinates_by_value(found)
    if not header:
        _kind_and_offset_by_value(found)
    _keys_by_value(found, header)
    if not header:
        _category_by_value(found, sample)
        ratings = [facts for facts in found.free if _is_rating(facts)]
        if ratings and "value" not in found.column:
            found.give("value", ratings[0], 0.3)


def _time_by_value(found: _Found) -> None:
    if "time" in found.column:
        return
    times = [facts for facts in found.free if facts.times >= 0.9 and facts.with_clock >= 0.9]
    if times:
        finest = max(times, key=lambda facts: (not facts.is_numeric, facts.position))
        found.give("time", finest, _BY_VALUE)


def _coordinates_by_value(found: _Found) -> None:
    free = found.free
    for first, second in pairwise(free):
        if second.position != first.position + 1 or min(first.precise, second.precise) < 0.5:
            continue
        if first.within(90) and second.within(180):
            found.give("latitude", first, _BY_VALUE)
            found.give("longitude", second, _BY_VALUE)
            return
        if first.within(180) and second.within(90):
            found.give("longitude", first, _BY_VALUE)
            found.give("latitude", second, _BY_VALUE)
            return


def _kind_and_offset_by_value(found: _Found) -> None:
    for facts in found.free:
        few = facts.rows >= 20 * facts.distinct
        if "offset" not in found.column and facts.is_offset:
            found.give("offset", facts, 0.4)
        elif "kind" not in found.column and facts.letters >= 0.9 and facts.distinct <= 12 and few:
            found.give("kind", facts, 0.4)


def _is_rating(facts: Facts) -> bool:
    """A few small numbers, many times, and not the first column."""
    few = facts.distinct <= 11 and facts.rows >= 20 * facts.distinct
    if not facts.position or not facts.is_numeric or not few:
        return False
    return bool(np.abs(facts.numbers).max() <= 100)


def _keys_by_value(found: _Found, header: bool) -> None:
    """Users stand before items; both repeat or are whole numbers or codes."""
    codes = [facts for facts in found.free if facts.precise < 0.1 and facts.clocks < 0.5]
    if len(codes) > 2:
        codes = [facts for facts in codes if not _is_rating(facts)]
    if header:
        codes = [facts for facts in codes if role_by_name(facts.name)[0] in (None, "user", "item")]
    for role in ("user", "item"):
        if role not in found.column and codes:
            if role == "item" and "latitude" in found.column and header:
                return
            found.give(role, codes.pop(0), 0.4 if not header else 0.3)


def _category_by_value(found: _Found, sample: "pa.Table") -> None:
    """A column that each item always has the same value of, and several items share."""
    item = found.column.get("item")
    if item is None or "category" in found.column or item.rows < 1.2 * item.distinct:
        return
    items = sample[item.name].to_pylist()
    fitting = []
    for facts in found.free:
        pairs = set(zip(items, sample[facts.name].to_pylist(), strict=True))
        if facts.distinct < item.distinct and len(pairs) <= 1.02 * item.distinct:
            fitting.append(facts)
    if fitting:
        found.give("category", max(fitting, key=lambda facts: facts.words), 0.4)
