"""Keys in order, and numbered."""

import numpy as np
import pytest

from stdesk.insight.pairs import ascending, numbered


@pytest.mark.parametrize("most", [1, 90, 5_000_000, 2**40, 2**62])
@pytest.mark.parametrize("events", [1, 2, 2000])
def test_keys_of_any_span_are_put_in_order_and_numbered(most, events):
    key = np.random.default_rng(events).integers(0, most, events)
    assert ascending(key).tolist() == np.argsort(key, kind="stable").tolist()
    different, number = numbered(key)
    assert different.tolist() == sorted(set(key.tolist()))
    assert (different[number] == key).all()


def test_no_keys_are_in_order():
    assert len(ascending(np.zeros(0, dtype=np.int64))) == 0
