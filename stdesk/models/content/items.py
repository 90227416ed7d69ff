"""What `content` knows of items: read from the catalogue for training, kept with the weights."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from stdesk.features import (
    Catalogue,
    EncodedAxes,
    EventLog,
    TextAxes,
    cartesian_km,
    encoded,
    encoded_axes,
    item_texts,
    text_axes,
)
from stdesk.models.content.network import Items
from stdesk.models.content.reader import PICTURE

MOST_AREAS = 256
FINEST_KM = 0.25
AXES = "axes."


def item_arrays(log: EventLog, settings: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """All that is kept of the training's items, by name."""
    catalogue = log.catalogue
    place = cartesian_km(catalogue.item_latitude, catalogue.item_longitude)
    count = np.bincount(log.item, minlength=catalogue.items)
    text, axes = _read_texts(catalogue, settings)
    return {
        "text": text.astype(np.float16),
        "picture": np.zeros((catalogue.items, PICTURE), np.float16),
        "category": catalogue.item_category.astype(np.int32),
        "place": place,
        "count": count.astype(np.int32),
        "areas": areas(place),
        **{f"{AXES}{name}": values for name, values in axes.items()},
    }


def text_reader(
    kept: Mapping[str, np.ndarray], settings: Mapping[str, Any]
) -> TextAxes | EncodedAxes | None:
    """What reads further texts as those of the training were read; None where none were."""
    arrays = {n.removeprefix(AXES): values for n, values in kept.items() if n.startswith(AXES)}
    if not arrays:
        return None
    if settings["encoder"]:
        return EncodedAxes.from_arrays(settings["encoder"], arrays)
    return TextAxes.from_arrays(arrays)


def items_of(kept: Mapping[str, np.ndarray], categories: int) -> Items:
    """The training's items as the network reads them."""
    count = np.asarray(kept["count"], np.float32)
    seen = count > 0
    fame = np.log((count + 0.5) / (count.sum() + 0.5 * len(count)))
    return Items(
        text=_floats(kept["text"]),
        picture=_floats(kept["picture"]),
        category=_categories(kept["category"], categories),
        place=_floats(kept["place"]),
        fame=_floats(fame),
        own=torch.from_numpy(np.where(seen, np.cumsum(seen), 0).astype(np.int64)),
        past=_floats(seen),
    )


def newcomers(
    catalogue: Catalogue,
    known: int,
    categories: int,
    reader: TextAxes | EncodedAxes | None,
    pictures: Tensor,
    dims: int,
) -> Items:
    """Items that came after the training, known by their content alone.

    known: how many the training had. pictures: (new items, PICTURE).
    """
    new = slice(known, catalogue.items)
    count = catalogue.items - known
    text = np.zeros((count, dims), np.float32)
    if reader is not None and count:
        text = reader.vectors(item_texts(catalogue, new)).astype(np.float16)
    place = cartesian_km(catalogue.item_latitude[new], catalogue.item_longitude[new])
    return Items(
        text=_floats(text),
        picture=pictures,
        category=_categories(catalogue.item_category[new], categories),
        place=_floats(place),
        fame=torch.zeros(count),
        own=torch.zeros(count, dtype=torch.int64),
        past=torch.zeros(count),
    )


def areas(place: np.ndarray) -> np.ndarray:
    """(areas, 3) km: centres of the squares that items (items, 3) lie in, as fine as few allow."""
    located = place[np.isfinite(place[:, 0])]
    size, cells = FINEST_KM, located[:0]
    while len(located):
        square = np.floor(located / size).astype(np.int64)
        cells, of = np.unique(square, axis=0, return_inverse=True)
        if len(cells) <= MOST_AREAS:
            total = np.zeros((len(cells), 3))
            np.add.at(total, of.ravel(), located)
            return (total / np.bincount(of.ravel())[:, None]).astype(np.float32)
        size *= 1.25
    return cells.reshape(0, 3).astype(np.float32)


def _read_texts(
    catalogue: Catalogue, settings: Mapping[str, Any]
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    dims = int(settings["text_numbers"])
    if not settings["texts"]:
        return np.zeros((catalogue.items, dims), np.float32), {}
    texts = item_texts(catalogue)
    if settings["encoder"]:
        spoken = encoded(texts, settings["encoder"])
        encoder = encoded_axes(spoken, settings["encoder"], dims)
        return encoder.of_encoded(spoken), encoder.arrays()
    axes = text_axes(texts, dims)
    return axes.vectors(texts), axes.arrays()


def _categories(category: np.ndarray, known: int) -> Tensor:
    usable = (category >= 0) & (category < known)
    return torch.from_numpy(np.where(usable, category, known).astype(np.int64))


def _floats(values: np.ndarray) -> Tensor:
    return torch.from_numpy(np.asarray(values, np.float32))
