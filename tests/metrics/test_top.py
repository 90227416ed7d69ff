"""The best few are those that sorting the whole list would give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stdesk.metrics import best_items, best_of_row

some_values = st.sampled_from([-np.inf, np.nan, np.inf, *map(float, range(-3, 4))])
rows = arrays(np.float64, st.integers(0, 700), elements=some_values)


@given(rows, st.integers(0, 9))
def test_they_are_the_first_of_the_sorted_list(row: np.ndarray, count: int) -> None:
    some = np.flatnonzero(row > -np.inf)
    expected = some[np.lexsort((some, -row[some]))][:count]
    assert best_of_row(row, count).tolist() == expected.tolist()


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_long_row_is_no_different(kind: type) -> None:
    scores = np.random.default_rng(0).normal(size=(3, 20_000)).astype(kind)
    found = best_items(scores, 20)
    assert (found == np.argsort(-scores, axis=1, kind="stable")[:, :20]).all()


def test_where_fewer_have_a_score_the_list_ends_with_none() -> None:
    scores = np.array([[1.0, -np.inf, 2.0], [-np.inf, -np.inf, -np.inf]])
    assert best_items(scores, 4).tolist() == [[2, 0, -1, -1], [-1, -1, -1, -1]]
