"""Entropy and its bound on prediction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdesk.insight import entropy, highest_predictability, sequence_entropy

sequences = st.lists(st.integers(0, 6), min_size=1, max_size=60)


def shortest_new_lengths(items: list[int]) -> list[int]:
    """The definition, word by word: shortest sub-sequence from i that did not occur before i."""
    lengths = []
    for begin in range(len(items)):
        length = 1
        while begin + length <= len(items) and any(
            items[start : start + length] == items[begin : begin + length]
            for start in range(begin - length + 1)
        ):
            length += 1
        lengths.append(length)
    return lengths


@given(st.lists(st.integers(0, 3), min_size=2, max_size=40))
def test_the_fast_estimate_is_the_definition(items: list[int]) -> None:
    expected = len(items) * np.log2(len(items)) / sum(shortest_new_lengths(items))
    assert sequence_entropy(np.array(items)) == pytest.approx(expected)


@given(sequences)
def test_knowing_more_never_raises_the_entropy(items: list[int]) -> None:
    found = entropy(np.array(items))
    assert 0 <= found.uncorrelated <= found.random + 1e-9
    assert 0 <= found.real <= found.random + 1e-9
    assert 1 / found.places - 1e-9 <= found.predictability <= 1


@given(st.integers(2, 500), st.floats(0.01, 0.99))
def test_predictability_solves_fanos_equation(places: int, share: float) -> None:
    bits = share * np.log2(places)
    found = highest_predictability(bits, places)
    rest = 1 - found
    fano = -(found * np.log2(found) + rest * np.log2(rest)) + rest * np.log2(max(places - 1, 1))
    assert fano == pytest.approx(bits, abs=1e-6)


def test_coins_are_unpredictable_and_a_routine_is_not() -> None:
    coins = np.random.default_rng(0).integers(0, 8, 4000)
    assert entropy(coins).real == pytest.approx(3, abs=0.25)
    assert entropy(np.arange(4000) % 8).predictability > 0.97
    assert entropy(np.zeros(5, dtype=int)).predictability == 1


def test_ten_thousand_visits_lie_near_what_theory_says() -> None:
    assert sequence_entropy(np.zeros(10_000, dtype=int)) == pytest.approx(0, abs=0.01)
    chance = np.random.default_rng(0).integers(0, 50, 10_000)
    # The estimate comes from below, and slowly: it lacks a sixth still.
    assert 0.8 * np.log2(50) < sequence_entropy(chance) < np.log2(50)
