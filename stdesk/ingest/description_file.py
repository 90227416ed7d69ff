"""Writes a file that describes items or users into a project, joined by key."""

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from stdesk.ingest.catalogue import Catalogue
from stdesk.ingest.columns import Keys, keys_of, numbers_of
from stdesk.ingest.inspection import Inspection
from stdesk.ingest.item_words import ItemWords
from stdesk.ingest.layout import Block
from stdesk.ingest.pictures import picture_paths
from stdesk.ingest.reasons import (
    BAD_COORDINATES,
    IMPOSSIBLE_COORDINATES,
    NO_ITEM,
    NO_USER,
    Verdict,
)
from stdesk.ingest.tally import Tally

if TYPE_CHECKING:
    from stdesk.project.writer import Before, BulkWriter

_LIST = re.compile(r"\s*[|;；、]\s*")
_PATH = re.compile(r"\s+>\s+|\s*»\s*")


class DescriptionWriter:
    """Adds blocks of one description file. A key that comes again in it is a duplicate."""

    def __init__(self, catalogue: Catalogue, words: ItemWords, inspection: Inspection) -> None:
        self._catalogue, self._words, self._inspection = catalogue, words, inspection
        self._mapping = inspection.mapping
        self._met = np.zeros(0, bool)
        self._user_rows: list[tuple[np.ndarray, list[str | None]]] = []

    def write(self, block: Block, tally: Tally) -> None:
        about_items = self._inspection.file_role == "items"
        verdict = Verdict(block.rows.num_rows)
        keys = keys_of(block.rows[self._mapping["item" if about_items else "user"]])
        verdict.reject(keys.missing, NO_ITEM if about_items else NO_USER)
        places = self._coordinates(block.rows, verdict) if about_items else {}
        good = np.flatnonzero(verdict.good)
        coder = self._catalogue.items if about_items else self._catalogue.users
        ids = coder.encode(keys[good])
        first = self._first_of_each(ids, len(coder))
        rows, ids = good[first], ids[first]
        table = block.rows.take(pa.array(rows))
        if about_items:
            self._describe_items(table, ids, {name: at[rows] for name, at in places.items()})
        else:
            self._user_rows.append((ids, self._attributes(table)))
        tally.add(block, verdict, len(good) - len(rows))

    def write_users(self, writer: "BulkWriter", before: "Before") -> None:
        """Set the attributes of users, once all users are in the project."""
        for ids, attributes in self._user_rows:
            said = pa.table({"id": ids, "attributes": pa.array(attributes, "string")})
            writer.update("user", said, before)

    def _first_of_each(self, ids: np.ndarray, known: int) -> np.ndarray:
        """Positions of the first row of each id that did not come before."""
        if len(self._met) <= known:
            self._met = np.concatenate([self._met, np.zeros(2 * known + 1 - len(self._met), bool)])
        _, first = np.unique(ids, return_index=True)
        first = np.sort(first)
        first = first[~self._met[ids[first]]]
        self._met[ids] = True
        return first

    def _coordinates(self, rows: pa.Table, verdict: Verdict) -> dict[str, np.ndarray]:
        if not {"latitude", "longitude"} <= set(self._mapping):
            return {}
        latitude, bad_latitude = numbers_of(rows[self._mapping["latitude"]])
        longitude, bad_longitude = numbers_of(rows[self._mapping["longitude"]])
        verdict.reject(bad_latitude | bad_longitude, BAD_COORDINATES)
        with np.errstate(invalid="ignore"):
            impossible = (np.abs(latitude) > 90) | (np.abs(longitude) > 180)
        verdict.reject(impossible, IMPOSSIBLE_COORDINATES)
        lone = np.isnan(latitude) | np.isnan(longitude) | ((latitude == 0) & (longitude == 0))
        return {
            "latitude": np.where(lone, np.nan, latitude),
            "longitude": np.where(lone, np.nan, longitude),
        }

    def _describe_items(
        self, table: pa.Table, ids: np.ndarray, places: dict[str, np.ndarray]
    ) -> None:
        say = self._words.description_says
        for name in ("title", "text"):
            if name in self._mapping:
                say(name, ids, _trimmed(table[self._mapping[name]]))
        for name, degrees in places.items():
            say(name, ids, pa.array(degrees, from_pandas=True))
        if "image" in self._mapping:
            folder = self._inspection.path.resolve().parent
            say("image", ids, picture_paths(table[self._mapping["image"]].to_pylist(), folder))
        self._sort_items(table, ids)
        say("attributes", ids, pa.array(self._attributes(table), pa.string()))

    def _sort_items(self, table: pa.Table, ids: np.ndarray) -> None:
        """Category and tags. Of a path (Food > Bar) the last step is the category, of a list the
        first word; tags keep all."""
        spaced = self._inspection.preset == "recbole"
        categories: list[str | None] = [None] * len(ids)
        tags: list[str | None] = [None] * len(ids)
        for role in ("tags", "category"):  # what is called category decides
            if role not in self._mapping:
                continue
            cells = table[self._mapping[role]].to_pylist()
            for row, cell in enumerate(cells):
                words, category = _words_of(cell, spaced and role == "tags")
                categories[row] = category or categories[row]
                if len(words) > 1 or role == "tags":
                    tags[row] = tags[row] or "|".join(words) or None
        self._words.description_says("category", ids, pa.array(categories, pa.string()))
        self._words.description_says("tags", ids, pa.array(tags, pa.string()))

    def _attributes(self, table: pa.Table) -> list[str | None]:
        """The columns without a role, as JSON; empty cells are left out."""
        used = set(self._mapping.values())
        names = [name for name in table.column_names if name not in used]
        columns = [table[name].to_pylist() for name in names]
        result: list[str | None] = []
        for cells in zip(*columns, strict=True) if columns else ((),) * table.num_rows:
            said = {name: cell for name, cell in zip(names, cells, strict=True) if cell}
            result.append(json.dumps(said, ensure_ascii=False) if said else None)
        return result


def _words_of(cell: str | None, spaced: bool) -> tuple[list[str], str | None]:
    """The words of a cell and the one that is the category."""
    text = (cell or "").strip()
    if not text:
        return [], None
    steps = _PATH.split(text)
    if len(steps) > 1:
        return steps, steps[-1]
    words = [word for word in (text.split() if spaced else _LIST.split(text)) if word]
    return words, words[0] if words else None


def _trimmed(column: pa.ChunkedArray) -> pa.Array:
    keys: Keys = keys_of(column)
    return keys.values.take(pa.array(keys.codes, mask=keys.missing))
