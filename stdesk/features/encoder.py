"""Texts through a sentence encoder that the user has: a package of hers, a model on her disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from stdesk.errors import SettingProblem

PACKAGE = "sentence_transformers"
AT_ONCE = 64


@dataclass(frozen=True)
class EncodedAxes:
    """What a sentence encoder says of texts, along the axes in which the items' texts differ.

    folder: of the model. centre: (width,) what all texts have in common; axes: (width, dims).
    """

    folder: str
    centre: np.ndarray
    axes: np.ndarray

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """(texts, dims) float32 of length 1; zeros for an empty text."""
        return self.of_encoded(encoded(texts, self.folder))

    def of_encoded(self, spoken: np.ndarray) -> np.ndarray:
        """The same from what `encoded` gave."""
        told = np.abs(spoken).sum(axis=1, keepdims=True) > 0
        reduced = ((spoken - self.centre) * told) @ self.axes
        length = np.linalg.norm(reduced, axis=1, keepdims=True)
        unit: np.ndarray = (reduced / np.maximum(length, 1e-9)).astype(np.float32)
        return unit

    def arrays(self) -> dict[str, np.ndarray]:
        """As named arrays, to be stored; the folder is kept beside."""
        return {"centre": self.centre, "axes": self.axes}

    @classmethod
    def from_arrays(cls, folder: str, arrays: Mapping[str, np.ndarray]) -> "EncodedAxes":
        return cls(folder, np.asarray(arrays["centre"]), np.asarray(arrays["axes"]))


def encoded_axes(spoken: np.ndarray, folder: str, dims: int) -> EncodedAxes:
    """The main axes of what the encoder said of all texts, (texts, width)."""
    told = spoken[np.abs(spoken).sum(axis=1) > 0].astype(np.float64)
    axes = np.zeros((spoken.shape[1], dims), np.float32)
    if not len(told):
        return EncodedAxes(folder, np.zeros(spoken.shape[1], np.float32), axes)
    centre = told.mean(axis=0)
    strength, found = np.linalg.eigh((told - centre).T @ (told - centre))
    order = np.argsort(-strength)[: min(dims, int((strength > 1e-9).sum()))]
    most = found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])]
    axes[:, : len(order)] = (found * np.sign(most))[:, order]
    return EncodedAxes(folder, centre.astype(np.float32), axes)


def encoded(texts: Sequence[str], folder: str) -> np.ndarray:
    """(texts, width) float32 by the encoder in a folder; zeros for an empty text.

    Nothing is fetched. Raises `SettingProblem` when the package or the folder is not there.
    """
    if not Path(folder).is_dir():
        raise SettingProblem(
            "there is no sentence encoder in the folder {folder}; leave the setting empty to read "
            "texts without one.",
            folder=folder,
        )
    if find_spec(PACKAGE) is None:
        raise SettingProblem(
            "a sentence encoder needs the package sentence-transformers, which is not installed; "
            "leave the setting empty to read texts without one."
        )
    encoder = import_module(PACKAGE).SentenceTransformer(folder, local_files_only=True)
    told = [at for at, text in enumerate(texts) if text.strip()]
    spoken = np.asarray(
        encoder.encode([texts[at] for at in told], batch_size=AT_ONCE, show_progress_bar=False),
        np.float32,
    )
    if not told:
        return np.zeros((len(texts), 1), np.float32)
    found = np.zeros((len(texts), spoken.shape[1]), np.float32)
    found[told] = spoken
    return found
