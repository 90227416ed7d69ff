"""A sentence encoder is used where the user has one, and asked for nothing that is not there."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from stdesk.errors import SettingProblem
from stdesk.features import EncodedAxes, encoded, encoded_axes

ENCODER = '''
import numpy as np

class SentenceTransformer:
    """Counts the letters of a text."""

    def __init__(self, folder, local_files_only):
        assert local_files_only, "nothing may be fetched"
        self.scale = float(open(f"{folder}/scale.txt").read())

    def encode(self, texts, batch_size, show_progress_bar):
        return np.array([[self.scale * text.count(c) for c in "abcdefgh"] for text in texts])
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A model on the disk, and a package that can read it."""
    (tmp_path / "sentence_transformers.py").write_text(ENCODER)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "scale.txt").write_text("2.0")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield str(tmp_path / "model")
    sys.modules.pop("sentence_transformers", None)


def test_texts_come_from_the_encoder_along_their_main_axes(folder: str) -> None:
    texts = ["aab", "aab", "ccd", "", "gh"]
    spoken = encoded(texts, folder)
    assert spoken[0].tolist() == [4, 2, 0, 0, 0, 0, 0, 0]
    axes = encoded_axes(spoken, folder, 4)
    vectors = axes.of_encoded(spoken)
    assert vectors.shape == (5, 4)
    np.testing.assert_allclose(vectors[0], vectors[1])
    assert vectors[0] @ vectors[2] < 0.5
    assert (vectors[3] == 0).all()
    again = EncodedAxes.from_arrays(folder, axes.arrays())
    np.testing.assert_allclose(again.vectors(texts), vectors, atol=1e-6)


def test_an_encoder_that_is_not_there_is_a_problem_in_words(tmp_path: Path) -> None:
    with pytest.raises(SettingProblem, match="no sentence encoder in the folder"):
        encoded(["text"], str(tmp_path / "nowhere"))
