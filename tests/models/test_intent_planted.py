"""The demo's people come back to a thing, put it in the cart and buy it, with planted odds."""

import numpy as np
import pytest

from stdesk import metrics
from stdesk.demo import DemoSettings, write_demo
from stdesk.demo.shopping import RULES
from stdesk.features import HOUR_MS, Contexts, EventLog, load_log
from stdesk.models import Task
from stdesk.models.intent import Intent
from stdesk.progress import Progress
from stdesk.project import open_project


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> EventLog:
    path = tmp_path_factory.mktemp("demo") / "town.stdesk"
    write_demo(path, DemoSettings(events=40_000, users=150, images=0), Progress())
    with open_project(path, read_only=True) as project:
        return load_log(project)


def _foreseen(town: EventLog, kind: str) -> tuple[np.ndarray, np.ndarray, Contexts]:
    """What is said of the last fifth of the log, learnt from what comes before, time unknown."""
    instants = town.instant_ms[town.time_order]
    middle, late = (int(instants[int(len(town) * share)]) for share in (0.7, 0.8))
    model = Intent({"kind": kind, "rounds": 150, "learning_rate": 0.1})
    validation = model.horizon.moments(town, middle, late)
    model.fit(Task(town.before(middle), validation, None), Progress())
    asked = model.horizon.moments(town, late, 2**62)
    truth = model.horizon.outcome(asked, model.act.events(town))
    return truth, model.predict(asked.without_time()), asked


def _last_kind(asked: Contexts) -> np.ndarray:
    names = np.array([*asked.log.catalogue.kind_names, ""])
    known = asked.history_end > asked.history_begin
    return np.where(known, names[asked.log.kind[np.maximum(asked.history_end - 1, 0)]], "")


def test_the_odds_of_buying_what_lies_in_the_cart_are_found_again(town: EventLog) -> None:
    truth, chance, asked = _foreseen(town, "buy")
    after_cart = _last_kind(asked) == "cart"
    assert after_cart.sum() > 50
    assert chance[after_cart].mean() == pytest.approx(RULES.buy_after_cart, abs=0.08)
    assert chance[~after_cart].mean() < 0.01
    assert metrics.auc(truth, chance) > 0.97


def test_who_looks_again_at_a_thing_puts_it_in_the_cart(town: EventLog) -> None:
    """The planted rule is of the order of things, not of their counts."""
    _, chance, asked = _foreseen(town, "cart")
    looked_again = _looked_again(asked.log)[np.maximum(asked.history_end - 1, 0)]
    viewed = _last_kind(asked) == "view"
    again, first = viewed & looked_again, viewed & ~looked_again
    assert again.sum() > 50
    assert chance[again].mean() > 0.7 * RULES.cart_after_return
    assert chance[first].mean() < 3 * RULES.cart_at_once


def _looked_again(log: EventLog) -> np.ndarray:
    """(events,) whether the same user viewed the same item less than an hour before."""
    view = log.kind == log.catalogue.kind_names.index("view")
    again = np.zeros(len(log), bool)
    for back in range(1, 8):
        same = (log.user[back:] == log.user[:-back]) & (log.item[back:] == log.item[:-back])
        near = np.abs(log.instant_ms[back:] - log.instant_ms[:-back]) < HOUR_MS
        again[back:] |= same & near & view[:-back] & view[back:]
    return again
