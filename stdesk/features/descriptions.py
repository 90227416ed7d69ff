"""What files say of items besides a name: texts, tags and pictures; read when first asked for."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.features.images import Pictures, read_pictures

if TYPE_CHECKING:
    from stdesk.features.log import Catalogue


@dataclass(frozen=True)
class Descriptions:
    """Columns of the project's items, as Arrow arrays; nulls where nothing is known.

    attributes: further columns of the files, as JSON.
    folder: where the project lies; pictures whose path is relative are sought there.
    """

    text: Any
    tags: Any
    image: Any
    attributes: Any
    folder: Path

    @cached_property
    def has_image(self) -> np.ndarray:
        """(items,) whether a picture is named, be it there or not."""
        return _valid(self.image)

    @cached_property
    def pictures(self) -> Pictures:
        """All pictures that can be read, small; kept once read."""
        paths = [self._path(name) for name in self.image.to_pylist()]
        return read_pictures(paths)

    def words(self, item: int) -> list[str]:
        """The text, the tags and the further columns of an item, as they stand."""
        tags, further = self.tags[item].as_py(), self.attributes[item].as_py()
        said = [self.text[item].as_py(), tags.replace("|", " ") if tags else None]
        said += [str(value) for value in json.loads(further).values()] if further else []
        return [words for words in said if words]

    def _path(self, name: str | None) -> Path | None:
        return self.folder / name if name else None


def item_texts(catalogue: "Catalogue", items: slice = slice(None)) -> list[str]:
    """All that is known of each item in words: title, category, text, tags, further columns.

    A line each. A key is no word; an item of which nothing is known has an empty text.
    """
    names = catalogue.category_names
    texts = []
    for item in range(*items.indices(catalogue.items)):
        category = int(catalogue.item_category[item])
        lines = [catalogue.item_titles[item] or "", names[category] if category >= 0 else ""]
        if catalogue.descriptions is not None:
            lines += catalogue.descriptions.words(item)
        texts.append("\n".join(line for line in lines if line))
    return texts


def _valid(column: Any) -> np.ndarray:
    valid: np.ndarray = column.is_valid().to_numpy(zero_copy_only=False)
    return valid
