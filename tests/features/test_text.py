"""Texts as numbers: the same everywhere, in every script, and near where subjects are near."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdesk.features import TextAxes, text_axes, words_of
from stdesk.features.text import hashed

LATIN = "abcdefghijklmnopqrstuvwxyz"
SCRIPTS = {"Cyrillic": 0x0430, "Hangul": 0xAC00, "Chinese": 0x4E00, "Devanagari": 0x0915}
SUBJECTS = {
    "noodles": "ramen broth noodle soup dumplings chopsticks",
    "books": "novels poetry shelves reading paperback library",
    "面": "手拉面 高汤 拉面 面馆 蒸饺 凉菜",
    "书": "小说 诗集 书架 阅读 平装书 图书馆",
}


def subject_texts() -> tuple[list[str], list[str]]:
    """Texts of three words each from one subject, and the subject of each."""
    generator = np.random.default_rng(0)
    texts, subjects = [], []
    for subject, words in SUBJECTS.items():
        for _ in range(30):
            texts.append(" ".join(generator.choice(words.split(), 3, replace=False)))
            subjects.append(subject)
    return texts, subjects


def test_a_text_has_the_same_numbers_on_every_machine() -> None:
    found = hashed(["Noodle House 面馆"])
    found.sort_indices()
    assert found.nnz == 40
    assert found.indices[:4].tolist() == [20, 464, 1075, 1128]
    assert np.sign(found.data[:4]).tolist() == [-1, -1, -1, -1]


@pytest.mark.parametrize("begin", SCRIPTS.values(), ids=SCRIPTS)
@given(words=st.lists(st.text(LATIN, min_size=1, max_size=9), min_size=1, max_size=8))
@settings(max_examples=25)
def test_a_text_in_another_script_has_as_many_features(begin: int, words: list[str]) -> None:
    other = str.maketrans({letter: chr(begin + at) for at, letter in enumerate(LATIN)})
    text = " ".join(words)
    one, two = hashed([text]), hashed([text.translate(other)])
    by_chance = 3 + one.nnz // 10  # features that meet in one bucket
    assert abs(one.nnz - two.nnz) <= by_chance
    assert np.abs(one.data).sum() == pytest.approx(np.abs(two.data).sum(), abs=9)


@given(texts=st.lists(st.text(max_size=30), max_size=6))
@settings(max_examples=60)
def test_a_text_is_read_alone_whatever_stands_beside_it(texts: list[str]) -> None:
    together = hashed(texts).toarray()
    for row, text in enumerate(texts):
        np.testing.assert_array_equal(together[row], hashed([text]).toarray()[0])


def test_equivalent_writings_are_one() -> None:
    written = hashed(["Café 42", "ＣＡＦÉ  ４２", "cafe\u0301, 42!"]).toarray()
    np.testing.assert_array_equal(written[0], written[1])
    np.testing.assert_array_equal(written[0], written[2])
    assert words_of("Café—北京 42!") == ["café", "北京", "42"]


def test_texts_about_one_subject_are_near_in_english_and_in_chinese() -> None:
    texts, subjects = subject_texts()
    vectors = text_axes(texts, 12).vectors(texts)
    likeness = vectors @ vectors.T
    same = np.equal.outer(subjects, subjects) & ~np.eye(len(texts), dtype=bool)
    other = np.not_equal.outer(subjects, subjects)
    assert likeness[same].mean() > 0.35
    assert abs(likeness[other].mean()) < 0.1


def test_nothing_said_is_no_direction() -> None:
    texts, _ = subject_texts()
    vectors = text_axes([*texts, "", " —! "], 8).vectors(["", " —! ", texts[0]])
    assert (vectors[:2] == 0).all()
    assert np.linalg.norm(vectors[2]) == pytest.approx(1.0, abs=1e-5)
    assert text_axes(["", ""], 8).vectors(["word"]).shape == (1, 8)
    assert np.isfinite(text_axes(["one text"], 8).vectors(["one text"])).all()


def test_axes_come_back_from_their_arrays() -> None:
    texts, _ = subject_texts()
    axes = text_axes(texts, 8)
    again = TextAxes.from_arrays(axes.arrays())
    np.testing.assert_array_equal(axes.vectors(texts), again.vectors(texts))
    np.testing.assert_array_equal(text_axes(texts, 8).axes, axes.axes)
