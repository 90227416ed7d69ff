"""Places forecast together: planted diffusion is found, and where there is none nothing is lost."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import lfilter

from stdesk.errors import ModelProblem
from stdesk.evaluation.forecasts import replay_panel
from stdesk.features import EventLog
from stdesk.models import Panel, SeriesModel, Task, choose_nodes, model_class, panel_of
from stdesk.models.cells import Cells
from stdesk.models.count_spread import Spread, learn_spread
from stdesk.models.node_rhythm import learn_rhythm
from stdesk.progress import Progress

from .hours_log import hours_log

NODES, DAYS = 12, 160


def panel(counts: np.ndarray, flow: np.ndarray | None = None) -> Panel:
    nodes = len(counts)
    return Panel(
        unit="day",
        first=17_000,
        counts=counts.astype(float),
        begin=np.zeros(nodes, dtype=int),
        flow=np.zeros((nodes, nodes)) if flow is None else flow,
        place=np.full((nodes, 3), np.nan),
        names=tuple(str(node) for node in range(nodes)),
    )


def ring() -> np.ndarray:
    """Moves from each node to the next."""
    return 100.0 * np.roll(np.eye(NODES), 1, axis=1)


def diffusing(seed: int = 0) -> Panel:
    """What happens at a node happens at the next one three days later."""
    chance = np.random.default_rng(seed)
    burst = np.exp(chance.normal(0, 0.9, DAYS + 3 * NODES))
    rows = [burst[3 * (NODES - n) : 3 * (NODES - n) + DAYS] for n in range(NODES)]
    return panel(chance.poisson(30 * np.array(rows)), ring())


def alone(seed: int = 0) -> Panel:
    """Each node lives by itself: an AR process."""
    chance = np.random.default_rng(seed)
    level = lfilter([1.0], [1.0, -0.7], chance.normal(0, 0.25, (NODES, DAYS + 50)), axis=1)
    return panel(chance.poisson(30 * np.exp(level[:, 50:])), ring())


def mase(model: SeriesModel, judged: Panel) -> float:
    return float(replay_panel(model, judged, DAYS - 42, 0, Progress())[:, 0].mean())


@pytest.mark.parametrize("how", ["gate", "add"])
def test_planted_diffusion_is_found(how: str) -> None:
    judged = diffusing()
    own = mase(model_class("arma")({}), judged)  # type: ignore[arg-type]
    together = mase(Cells({"how": how, "epochs": 25, "rate": 0.02}), judged)
    assert together < 0.95 * own


def test_little_is_lost_where_places_have_nothing_to_do_with_each_other() -> None:
    judged = alone()
    own = mase(model_class("arma")({}), judged)  # type: ignore[arg-type]
    assert mase(Cells({"epochs": 8}), judged) < 1.08 * own


def test_intervals_hold_what_they_promise() -> None:
    figures = replay_panel(Cells({"epochs": 3}), alone(1), DAYS - 42, 0, Progress())
    assert 0.7 < figures[:, 3].mean() < 0.92
    assert 0.88 < figures[:, 4].mean() <= 1


def test_the_same_seed_gives_the_same_forecast_and_a_stored_one_too() -> None:
    settings = {"epochs": 2}
    one = Cells(settings).fit_panel(alone(), 3, Progress())
    two = Cells(settings).fit_panel(alone(), 3, Progress())
    again = type(one).from_arrays(one.to_arrays(), one.unit, one.how)
    for left, right, stored in zip(*(f.ahead(9, 1, 50) for f in (one, two, again)), strict=True):
        assert np.array_equal(left.paths, right.paths)
        assert left.mean == pytest.approx(stored.mean, rel=1e-5)


@pytest.mark.parametrize("fill", [0.0, 4.0])
def test_places_where_nothing_ever_changes_are_forecast(fill: float) -> None:
    counts = np.full((3, 60), fill)
    counts[1, 20:30] = 0  # a gap
    made = Cells({"epochs": 1}).fit_panel(panel(counts), 0, Progress()).ahead(3, 0, 50)
    assert all(np.isfinite(one.mean).all() and (one.paths >= 0).all() for one in made)
    assert made[0].mean == pytest.approx(np.full(3, fill), abs=0.3)


def test_a_place_with_few_counts_leans_on_the_rhythm_of_all() -> None:
    chance = np.random.default_rng(2)
    day = np.repeat([0.1, 2.0], 12)
    busy = chance.poisson(np.tile(day * 10, 28), (5, 28 * 24))
    rare = chance.poisson(np.tile(day * 0.05, 28), (1, 28 * 24))
    rhythm = learn_rhythm(np.vstack([busy, rare]).astype(float), 0, "hour")
    by_hour = rhythm.usual[5].reshape(7, 24).mean(axis=0)
    assert by_hour[12:].mean() > 4 * by_hour[:12].mean()
    assert rhythm.usual.mean() == pytest.approx(np.vstack([busy, rare]).mean(), rel=0.05)


def test_the_scatter_of_counts_and_their_silences_are_found() -> None:
    chance = np.random.default_rng(3)
    expected = np.full((4, 3000), 20.0)
    truth = Spread(np.array([1000.0, 2.0, 2.0, 1000.0]), np.array([0.0, 0.0, 0.12, 0.12]))
    came = np.stack([truth.draw(expected, 1, chance)[0] for _ in range(1)])[0]
    found = learn_spread(expected, came)
    assert found.size[[1, 2]] == pytest.approx(np.full(2, 2.0), rel=0.4)
    assert (found.size[[0, 3]] > 30).all()
    assert found.silence == pytest.approx(truth.silence, abs=0.03)
    drawn = found.draw(expected[:, :5], 4000, chance)
    assert drawn.mean(axis=(0, 2)) == pytest.approx(np.full(4, 20.0), rel=0.05)


def test_one_event_is_a_sentence() -> None:
    with pytest.raises(ModelProblem, match="whole periods"):
        Cells({}).fit(Task(_small_log(), None, None), Progress())


def test_nodes_are_places_where_there_are_few_and_categories_without_a_map() -> None:
    log = _small_log(600)
    assert choose_nodes(log).whose == "category"
    mapped = replace(
        log,
        catalogue=replace(
            log.catalogue, item_latitude=np.array([1.0, 1.1]), item_longitude=np.array([2.0, 2.1])
        ),
    )
    nodes = choose_nodes(mapped)
    assert (nodes.whose, nodes.names) == ("item", ("a", "b"))
    counted = panel_of(mapped, nodes, "day")
    assert counted.counts.sum() == pytest.approx(600, abs=60)
    assert choose_nodes(mapped, "cell").names[0].startswith("8")


def test_a_run_of_a_log_tells_each_place_its_future() -> None:
    model = Cells({"epochs": 1, "unit": "day"})
    model.fit(Task(_small_log(3000, 60), None, None), Progress())
    told = list(model.forecasts(7))
    assert [one.name for one in told] == ["often", "rare"]
    assert told[0].equation.count("ε_t") >= 1
    again = Cells({})
    again.load_state(model.state(), model.details())
    for one, two in zip(told, again.forecasts(7), strict=True):
        assert one.ahead.mean == pytest.approx(two.ahead.mean, rel=1e-5)


def _small_log(events: int = 1, days: int = 30) -> EventLog:
    chance = np.random.default_rng(0)
    hour = np.sort(chance.integers(0, days * 24, events))
    item = (chance.random(events) < 0.3).astype(np.int32)
    return hours_log(np.zeros(events, np.int32), item, hour)
