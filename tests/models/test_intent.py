"""Intent: the probability that the next act is of a chosen act, and whether it is honest."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stdesk import metrics
from stdesk.errors import ModelProblem
from stdesk.features import Contexts, EventLog, contexts_now, contexts_of_events
from stdesk.models import Task
from stdesk.models.act import chosen_act
from stdesk.models.intent import Intent
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


@pytest.fixture(scope="module", params=["trees", "lstm", "transformer"])
def foresight(request: pytest.FixtureRequest, shoppers: EventLog, small: dict[str, Any]) -> Intent:
    model = Intent({**small, "head": request.param, "kind": "buy", "balance": 0.5, "epochs": 6})
    model.fit(_task(shoppers), Progress())
    return model


def _task(log: EventLog) -> Task:
    late = np.arange(len(log)) % 60 >= 48
    validation = contexts_of_events(log, np.flatnonzero(late))
    return Task(log.select(~late), validation, log.item[late], 0)


def _later(log: EventLog) -> Contexts:
    return contexts_of_events(log, np.flatnonzero(np.arange(len(log)) % 60 >= 30))


def _truth(model: Intent, contexts: Contexts) -> np.ndarray:
    return model.horizon.outcome(contexts, model.act.events(contexts.log))


def test_a_purchase_is_foreseen_and_the_probability_is_honest(
    foresight: Intent, shoppers: EventLog
) -> None:
    contexts = _later(shoppers)
    chance, truth = foresight.predict(contexts), _truth(foresight, contexts)
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
    assert again.details()["fitted"] == foresight.details()["fitted"]
    assert again.details()["fitted"]["given"]["scale"] != 1.0


def test_the_same_seed_gives_the_same_numbers(foresight: Intent, shoppers: EventLog) -> None:
    again = Intent(foresight.settings)
    again.fit(_task(shoppers), Progress())
    contexts = _later(shoppers)
    np.testing.assert_array_equal(again.predict(contexts), foresight.predict(contexts))


def test_nothing_that_comes_after_a_moment_changes_what_is_said(
    foresight: Intent, shoppers: EventLog
) -> None:
    """Everyone's later events become other kinds of other items at other times."""
    cut = int(np.median(shoppers.instant_ms))
    after = shoppers.instant_ms >= cut
    changed = replace(
        shoppers,
        kind=np.where(after, BUY, shoppers.kind).astype(np.int16),
        item=np.where(after, 29 - shoppers.item, shoppers.item).astype(np.int32),
        instant_ms=np.where(after, shoppers.instant_ms + 12_345, shoppers.instant_ms),
    )
    users = np.arange(60)
    before, now = (contexts_now(log, users, cut) for log in (shoppers, changed))
    np.testing.assert_array_equal(foresight.predict(before), foresight.predict(now))
    np.testing.assert_array_equal(
        foresight.predict(before.without_time()), foresight.predict(now.without_time())
    )


def test_a_cart_is_named_as_what_raises_a_purchase(foresight: Intent, shoppers: EventLog) -> None:
    contexts = contexts_of_events(shoppers, np.flatnonzero(shoppers.kind == CART)[-20:] + 1)
    said = foresight.reasons(contexts)
    assert len(said) == 20
    raised = [reasons[0] for reasons in said if reasons[0].text == "raises it: {fact}"]
    assert len(raised) >= 15
    assert sum("cart" in str(reason.values) for reason in raised) >= 15


def test_an_unknown_act_lists_those_that_there_are(shoppers: EventLog) -> None:
    with pytest.raises(ModelProblem, match=r"'sell' is no kind.*buy, cart, view"):
        Intent({"kind": "sell"}).fit(Task(shoppers, None, None), Progress())


def test_without_a_wish_the_rarest_kind_is_foreseen(shoppers: EventLog) -> None:
    assert chosen_act("", shoppers).name == "buy"


@pytest.mark.parametrize("head", ["trees", "lstm"])
def test_a_log_of_one_kind_foresees_its_most_frequent_category(
    log_of: Make, small: dict[str, Any], head: str
) -> None:
    log = log_of([[0, 1, 0, 2] * 8] * 6, items=3, kinds=[[0] * 32] * 6, kind_names=["visit"])
    catalogue = replace(
        log.catalogue, category_names=["bar", "park"], item_category=np.array([1, 0, 0], np.int32)
    )
    log = replace(log, catalogue=catalogue)
    bars = chosen_act("bar", log)
    np.testing.assert_array_equal(bars.events(log), [False, True] * 96)
    model = Intent({**small, "head": head, "kind": "bar", "epochs": 30, "rate": 0.03})
    model.fit(Task(log, None, None), Progress())
    chance = model.predict(contexts_of_events(log, np.arange(24, 32)))
    assert chance[1::2].min() > chance[::2].max()


def test_a_log_without_kinds_and_categories_says_so(rounds: EventLog) -> None:
    with pytest.raises(ModelProblem, match="no act to tell"):
        Intent({"kind": "buy"}).fit(Task(rounds, None, None), Progress())


def test_where_everyone_always_buys_there_is_nothing_to_tell_apart(log_of: Make) -> None:
    weeks = [[hour * 168.0 for hour in range(10)]] * 3
    always = log_of([[0] * 10] * 3, weeks, kinds=[[0, 1] * 5] * 3, kind_names=["view", "buy"])
    settings = {"kind": "buy", "horizon": "days", "days": 14.0}
    with pytest.raises(ModelProblem, match="'buy' followed all of the"):
        Intent(settings).fit(Task(always, None, None), Progress())


def test_a_horizon_longer_than_the_log_says_so(shoppers: EventLog) -> None:
    settings = {"kind": "buy", "horizon": "days", "days": 60.0}
    with pytest.raises(ModelProblem, match="too short for this horizon"):
        Intent(settings).fit(Task(shoppers, None, None), Progress())


def test_one_user_or_one_event_gives_a_result_or_a_sentence(log_of: Make) -> None:
    one = log_of([[0, 1] * 10], kinds=[[0, 1] * 10], kind_names=["view", "buy"])
    model = Intent({"kind": "buy"})
    model.fit(Task(one, None, None), Progress())
    assert np.isfinite(model.predict(contexts_of_events(one, np.arange(20)))).all()
    with pytest.raises(ModelProblem, match="no act to tell"):
        Intent({}).fit(Task(one.select(np.arange(20) < 1), None, None), Progress())
