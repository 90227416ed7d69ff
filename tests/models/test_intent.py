"""Intent: the probability that the next act is of a chosen act, and whether it is honest."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stdesk import metrics
from stdesk.errors import ModelProblem
from stdesk.features import EventLog, contexts_now, contexts_of_events
from stdesk.models import Task
from stdesk.models.act import chosen_act
from stdesk.models.intent import Intent, calibration
from stdesk.progress import Progress

Make = Callable[..., EventLog]
VIEW, CART, BUY = 0, 1, 2


@pytest.fixture(scope="module")
def shoppers(log_of: Make) -> EventLog:
    """Views; sometimes a cart, which three times of four is followed by a purchase."""
    generator = np.random.default_rng(0)
    kinds = []
    for _ in range(60):
        acts: list[int] = []
        while len(acts) < 60:
            acts.append(VIEW)
            if generator.random() < 0.08:
                acts.append(CART)
                acts.append(BUY if generator.random() < 0.75 else VIEW)
        kinds.append(acts[:60])
    items = [list(generator.integers(0, 30, 60)) for _ in kinds]
    return log_of(items, items=30, kinds=kinds, kind_names=["view", "cart", "buy"])


@pytest.fixture(scope="module")
def foresight(shoppers: EventLog, small: dict[str, Any]) -> Intent:
    model = Intent({**small, "kind": "buy", "balance": 0.5, "epochs": 8})
    late = np.arange(len(shoppers)) % 60 >= 48
    validation = contexts_of_events(shoppers, np.flatnonzero(late))
    task = Task(shoppers.select(~late), validation, shoppers.item[late], 0)
    model.fit(task, Progress())
    return model


def test_a_purchase_is_foreseen_and_the_probability_is_honest(
    foresight: Intent, shoppers: EventLog
) -> None:
    contexts = contexts_of_events(shoppers, np.flatnonzero(np.arange(len(shoppers)) % 60 >= 30))
    chance, truth = foresight.predict(contexts), foresight.truth(contexts)
    assert metrics.auc(truth, chance) > 0.9
    assert abs(chance.mean() - truth.mean()) < 0.02
    after_cart = contexts.log.kind[contexts.history_end - 1] == CART
    assert 0.55 < chance[after_cart].mean() < 0.9


def test_it_answers_for_the_moment_after_the_log(foresight: Intent, shoppers: EventLog) -> None:
    now = contexts_now(shoppers, np.arange(5), int(shoppers.instant_ms.max()) + 1)
    chance = foresight.predict(now)
    assert chance.shape == (5,)
    assert ((chance > 0) & (chance < 1)).all()
    assert np.isfinite(foresight.predict(now.without_time())).all()


def test_what_is_stored_says_the_same(foresight: Intent, shoppers: EventLog) -> None:
    again = Intent(foresight.settings)
    again.load_state(foresight.state(), foresight.details())
    contexts = contexts_of_events(shoppers, np.arange(0, 200, 9))
    np.testing.assert_array_equal(foresight.predict(contexts), again.predict(contexts))


def test_a_refit_keeps_the_calibration(foresight: Intent, shoppers: EventLog) -> None:
    again = Intent(foresight.settled())
    again.fit(Task(shoppers, None, None, 0), Progress())
    assert (again.scale, again.shift) == (foresight.scale, foresight.shift)


def test_an_unknown_act_lists_those_that_there_are(
    shoppers: EventLog, small: dict[str, Any]
) -> None:
    model = Intent({**small, "kind": "sell", "balance": 0.5})
    with pytest.raises(ModelProblem, match=r"'sell' is no kind.*buy, cart, view"):
        model.fit(Task(shoppers, None, None), Progress())


def test_without_a_wish_the_rarest_kind_is_foreseen(shoppers: EventLog) -> None:
    assert chosen_act("", shoppers).name == "buy"


def test_a_log_of_one_kind_foresees_its_most_frequent_category(
    log_of: Make, small: dict[str, Any]
) -> None:
    log = log_of([[0, 1, 0, 2] * 8], items=3, kinds=[[0] * 32], kind_names=["visit"])
    catalogue = replace(
        log.catalogue, category_names=["bar", "park"], item_category=np.array([1, 0, 0], np.int32)
    )
    log = replace(log, catalogue=catalogue)
    bars = chosen_act("bar", log)
    np.testing.assert_array_equal(bars.events(log), [False, True] * 16)
    model = Intent({**small, "kind": "bar", "balance": 0.5, "epochs": 30, "rate": 0.03})
    model.fit(Task(log, None, None), Progress())
    chance = model.predict(contexts_of_events(log, np.arange(24, 32)))
    assert chance[1::2].min() > chance[::2].max()


def test_a_log_without_kinds_and_categories_says_so(
    rounds: EventLog, small: dict[str, Any]
) -> None:
    with pytest.raises(ModelProblem, match="no act to tell"):
        Intent({**small, "kind": "buy", "balance": 0.5}).fit(Task(rounds, None, None), Progress())


def test_calibration_undoes_what_weights_and_overconfidence_did() -> None:
    generator = np.random.default_rng(0)
    logit = generator.normal(-2, 1, 20_000)
    truth = generator.random(20_000) < 1 / (1 + np.exp(-logit))
    scale, shift = calibration(3 * logit + 2, truth)
    assert scale == pytest.approx(1 / 3, abs=0.03)
    assert shift == pytest.approx(-2 / 3, abs=0.1)


def test_too_few_to_calibrate_leaves_the_logits_as_they_are() -> None:
    assert calibration(np.arange(10.0), np.arange(10) > 8) == (1.0, 0.0)
