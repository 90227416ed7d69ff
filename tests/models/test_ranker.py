"""The ranker beats the counts it is made of, and sees nothing that it must not."""

from dataclasses import replace

import numpy as np
import pytest

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.features import DAY_MS, Contexts, EventLog, contexts_of_events
from stdesk.insight import great_circle_km
from stdesk.metrics import expected_rank, hit_rate, mrr
from stdesk.models import Recommender, Task, model_class
from stdesk.models.ranker import Ranker
from stdesk.models.ranker.background import background, neighbourhood
from stdesk.models.ranker.candidates import candidates
from stdesk.models.ranker.features import attended_events, feature_table
from stdesk.models.ranker.instances import MomentSettings, replay
from stdesk.models.ranker.worlds import Era, Worlds
from stdesk.progress import Cancelled, Progress

from .town_log import friends_log, habitual_log, log_of

QUICK = {"moments": 1500, "rounds": 40, "leaves": 15, "threads": 1, "epochs": 3}
# Where it only matters that something was learned, not how well.
SMALL = {"moments": 400, "rounds": 20, "leaves": 7, "threads": 1, "epochs": 1, "width": 12}


@pytest.fixture(scope="module")
def log() -> EventLog:
    return habitual_log()


@pytest.fixture(scope="module")
def training(log: EventLog) -> EventLog:
    return log.before(int(np.quantile(log.instant_ms, 0.8)))


@pytest.fixture(scope="module")
def later(log: EventLog, training: EventLog) -> np.ndarray:
    return np.flatnonzero(log.instant_ms > training.instant_ms.max())


@pytest.fixture(scope="module")
def ranker(training: EventLog) -> Ranker:
    model = Ranker(QUICK)
    model.fit(Task(training, None, None, 0), Progress())
    return model


def ranks(model: Recommender, contexts: Contexts, item: np.ndarray) -> np.ndarray:
    return expected_rank(model.score(contexts), item)


@pytest.mark.parametrize("weighed_by", ["both", "trees", "network"])
def test_it_beats_every_count_with_and_without_the_time(
    log: EventLog, training: EventLog, later: np.ndarray, ranker: Ranker, weighed_by: str
) -> None:
    if weighed_by != "both":
        ranker = Ranker({**QUICK, "weighed_by": weighed_by})
        ranker.fit(Task(training, None, None, 0), Progress())
    for given in (True, False):
        contexts = contexts_of_events(log, later, given)
        own = ranks(ranker, contexts, log.item[later])
        for name in ("popularity", "visits", "recency", "rhythm", "markov"):
            model = model_class(name)({})
            model.fit(Task(training, None, None), Progress())
            assert isinstance(model, Recommender)
            counted = ranks(model, contexts, log.item[later])
            assert mrr(own).mean() > mrr(counted).mean()
            assert hit_rate(own, 1).mean() > hit_rate(counted, 1).mean()


def test_with_the_time_unknown_no_feature_sees_the_instant(
    log: EventLog, training: EventLog, later: np.ndarray, ranker: Ranker
) -> None:
    world = background(training, neighbourhood(training.catalogue))
    for target in (log.user_start[1:] - 1)[:12]:
        plain = contexts_of_events(log, np.array([target]), time_given=False)
        instant = log.instant_ms.copy()
        instant[target] += 3 * DAY_MS
        moved_log = replace(log, instant_ms=instant)
        moved = Contexts(moved_log, plain.user, plain.history_end, None, plain.offset_min + 137)
        first = feature_table(candidates(plain, world, 20))
        second = feature_table(candidates(moved, world, 20))
        assert first[0] == second[0]
        np.testing.assert_array_equal(first[1], second[1])
        pairs = [attended_events(candidates(which, world, 20)) for which in (plain, moved)]
        for before, after in zip(*pairs, strict=True):
            np.testing.assert_array_equal(before.table, after.table)
        assert (ranker.score(plain) == ranker.score(moved)).all()


def test_the_future_does_not_change_a_score(
    log: EventLog, later: np.ndarray, ranker: Ranker
) -> None:
    for position in later[:: len(later) // 6]:
        kept = (log.instant_ms < log.instant_ms[position]) | (np.arange(len(log)) == position)
        earlier = log.select(kept)
        now = ranker.score(contexts_of_events(log, np.array([position])))
        then = ranker.score(contexts_of_events(earlier, np.array([kept[:position].sum()])))
        np.testing.assert_array_equal(now, then)


def test_scoring_in_blocks_or_alone_is_the_same(
    log: EventLog, later: np.ndarray, ranker: Ranker
) -> None:
    contexts = contexts_of_events(log, later[:40])
    alone = np.concatenate([ranker.score(contexts.take(slice(i, i + 1))) for i in range(40)])
    np.testing.assert_allclose(ranker.score(contexts), alone, atol=1e-4)  # float32 in other blocks


def test_the_replay_learns_nothing_from_the_moment_itself_or_after(training: EventLog) -> None:
    settings = MomentSettings(wanted=500, new_items=20, threads=1, seed=1)
    blocks = replay(training, neighbourhood(training.catalogue), settings, Progress())
    assert sum(len(block.chosen) for block in blocks) > 300
    for block in blocks:
        before = training.instant_ms < training.instant_ms[block.chosen].min()
        assert block.world.count.sum() <= before.sum()
        assert (block.weight > 0).all()


def test_who_goes_where_a_friend_has_just_gone_is_found_there() -> None:
    """Friends meet at random places: only what the other did just now tells where."""
    log = friends_log()
    training = log.before(int(np.quantile(log.instant_ms, 0.8)))
    later = np.flatnonzero((log.instant_ms > training.instant_ms.max()) & (log.user % 2 == 1))
    model = Ranker({**QUICK, "rounds": 80})
    model.fit(Task(training, None, None, 0), Progress())
    contexts = contexts_of_events(log, later)
    assert hit_rate(ranks(model, contexts, log.item[later]), 1).mean() > 0.7
    unknown = contexts_of_events(log, later, time_given=False)
    assert hit_rate(ranks(model, unknown, log.item[later]), 1).mean() < 0.3


def test_company_of_a_moment_ago_is_a_reason_without_a_name() -> None:
    log = friends_log()
    training = log.before(int(np.quantile(log.instant_ms, 0.8)))
    model = Ranker(SMALL)
    model.fit(Task(training, None, None, 0), Progress())
    followers = (log.instant_ms > training.instant_ms.max()) & (log.user % 2 == 1)
    later = np.flatnonzero(followers)[:10]
    contexts = contexts_of_events(log, later)
    for row, position in enumerate(later):
        said = model.reasons(contexts, row, int(log.item[position]))
        strongest = max(said, key=lambda reason: reason.weight)
        assert "often" in strongest.text
        assert strongest.values == {"hours": 0.5}


def test_statistics_are_counted_anew_as_the_log_grows(
    log: EventLog, training: EventLog, later: np.ndarray, ranker: Ranker
) -> None:
    worlds = Worlds(background(training, neighbourhood(training.catalogue)), Era.of(training, 0.05))
    contexts = contexts_of_events(log, later)
    parts = list(worlds.parts(contexts))
    assert len(parts) > 2
    assert sorted(np.concatenate([rows for rows, _ in parts])) == list(range(len(later)))
    counted = [world.count.sum() for _, world in parts]
    assert counted[0] == len(training)
    assert counted == sorted(counted)
    for rows, world in parts:
        assert world.count.sum() <= (log.instant_ms < contexts.instant_ms[rows].min()).sum()


def test_what_is_stored_scores_the_same(log: EventLog, later: np.ndarray, ranker: Ranker) -> None:
    again = Ranker(ranker.settings)
    again.load_state(ranker.state(), ranker.details())
    contexts = contexts_of_events(log, later[:100])
    np.testing.assert_array_equal(ranker.score(contexts), again.score(contexts))


def test_the_same_seed_gives_the_same_trees(training: EventLog) -> None:
    one, twin = Ranker(SMALL), Ranker(SMALL)
    for model in (one, twin):
        model.fit(Task(training, None, None, 0), Progress())
    for name, value in one.state().items():
        np.testing.assert_array_equal(value, twin.state()[name])


def test_validation_settles_how_many_trees_are_grown(
    log: EventLog, training: EventLog, later: np.ndarray
) -> None:
    heard: list[str] = []

    class Listener(Progress):
        def on_metric(self, name: str, value: float, at: float) -> None:
            heard.append(name)

    model = Ranker(SMALL)
    contexts = contexts_of_events(log, later)
    model.fit(Task(training, contexts, log.item[later], 0), Listener())
    assert 1 <= model.settled()["rounds_given"] <= SMALL["rounds"]
    losses = ("validation loss", "network loss", "network validation loss")
    assert {f"{loss}, time {time}" for loss in losses for time in ("given", "unknown")} == set(
        heard
    )
    heard.clear()
    settling = Ranker(SMALL)
    task = Task(training, contexts, log.item[later], 0, settling=True)
    settling.fit(task, Listener())
    assert settling.settled() == model.settled()
    assert not any("network" in name for name in heard)


def test_a_log_without_coordinates_and_categories_is_ranked_too() -> None:
    bare = habitual_log(placed=False)
    model = Ranker(SMALL)
    model.fit(Task(bare, None, None, 0), Progress())
    contexts = contexts_of_events(bare, np.arange(500, 520))
    assert np.isfinite(model.score(contexts)).all()


def test_new_users_and_new_items_get_scores(ranker: Ranker, log: EventLog) -> None:
    rows = [(0, log.catalogue.items + 3, 1.0), (1, 2, 2.0), (0, 1, 3.0)]
    larger = log_of(rows)
    scores = ranker.score(contexts_of_events(larger, np.arange(3)))
    assert scores.shape == (3, larger.catalogue.items)
    assert np.isfinite(scores).all()


def test_other_models_become_columns(log: EventLog, training: EventLog, later: np.ndarray) -> None:
    model = Ranker({**SMALL, "components": "visits, markov"})
    model.fit(Task(training, None, None, 0), Progress())
    again = Ranker(model.settings)
    again.load_state(model.state(), model.details())
    contexts = contexts_of_events(log, later[:50])
    np.testing.assert_array_equal(model.score(contexts), again.score(contexts))
    names = model.details()["scorers"]["given"]["network"]["names"]
    assert {"model_visits", "model_markov"} <= set(names)


def test_a_component_that_does_not_rank_is_refused(training: EventLog) -> None:
    with pytest.raises(SettingProblem, match="arma"):
        Ranker({**SMALL, "components": "arma"}).fit(Task(training, None, None), Progress())


def test_too_short_a_log_is_a_problem_in_words() -> None:
    with pytest.raises(ModelProblem, match="could be used"):
        Ranker(SMALL).fit(Task(log_of([(0, 0, 1), (0, 1, 2)]), None, None), Progress())


def test_cancelling_stops_it(training: EventLog) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        Ranker(SMALL).fit(Task(training, None, None), progress)


def test_visits_of_others_are_known_before_the_moment(log: EventLog, training: EventLog) -> None:
    """What others do later changes nothing that the network is told."""
    world = background(training, neighbourhood(training.catalogue))
    position = int(log.user_start[3]) + 40
    asked = contexts_of_events(log, np.array([position]))
    earlier = log.instant_ms < log.instant_ms[position]
    earlier[position] = True
    past = contexts_of_events(log.select(earlier), np.array([earlier[:position].sum()]))
    for now, then in zip(
        attended_events(candidates(asked, world, 20)),
        attended_events(candidates(past, world, 20)),
        strict=True,
    ):
        np.testing.assert_array_equal(now.count, then.count)
        np.testing.assert_array_equal(now.table, then.table)
    assert attended_events(candidates(asked, world, 20))[1].count.sum() > 0


def test_several_networks_learn_apart_and_their_mean_counts(
    log: EventLog, training: EventLog, later: np.ndarray
) -> None:
    small = {**SMALL, "weighed_by": "network"}
    one, two = Ranker(small), Ranker({**small, "networks": 2})
    for model in (one, two):
        model.fit(Task(training, None, None, 0), Progress())
    first, both = one.state(), two.state()
    for name in first:
        np.testing.assert_array_equal(first[name], both[name])
    second = set(both) - set(first)
    assert len(second) == sum("network" in name and "knots" not in name for name in first)
    contexts = contexts_of_events(log, later[:100])
    assert not np.allclose(one.score(contexts), two.score(contexts))
    again = Ranker(two.settings)
    again.load_state(both, two.details())
    np.testing.assert_array_equal(two.score(contexts), again.score(contexts))


def test_a_long_log_is_learned_from_once_where_nothing_is_to_be_settled() -> None:
    for changed, events, settles in (
        ({}, 100_000, True),
        ({"stop_early": False}, 100_000, False),
        ({"stop_early": False}, 1_000, True),
        ({"stop_early": False, "rounds": 110, "learning_rate": 0.1}, 6_000, True),
        ({"stop_early": False, "rounds": 110, "learning_rate": 0.1}, 12_000, False),
        ({"stop_early": False, "rounds": 300, "learning_rate": 0.06}, 12_000, True),
        ({"weighed_by": "network"}, 100_000, False),
    ):
        assert Ranker({**SMALL, **changed}).settles(events) is settles


def test_where_a_user_says_she_is_counts_as_where_she_was_last(
    log: EventLog, training: EventLog, later: np.ndarray
) -> None:
    world = background(training, neighbourhood(training.catalogue))
    contexts = contexts_of_events(log, later[:20])
    catalogue = log.catalogue
    east = int(np.nanargmax(catalogue.item_longitude))
    place = float(catalogue.item_latitude[east]), float(catalogue.item_longitude[east])
    there = replace(contexts, latitude=np.full(20, place[0]), longitude=np.full(20, place[1]))
    compared = candidates(there, world, 20)
    names, table = feature_table(compared)
    away = great_circle_km(*place, catalogue.item_latitude, catalogue.item_longitude)
    said = table[:, list(names).index("km_from_last")]
    assert said == pytest.approx(np.log1p(away[compared.item]), abs=1e-5)
    unsaid = replace(contexts, latitude=np.full(20, np.nan), longitude=np.full(20, np.nan))
    plain = feature_table(candidates(contexts, world, 20))[1]
    np.testing.assert_array_equal(feature_table(candidates(unsaid, world, 20))[1], plain)
