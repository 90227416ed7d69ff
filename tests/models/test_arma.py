"""The model that learns the series of a log."""

import numpy as np
import pytest

from stdesk.errors import ModelProblem
from stdesk.features import EventLog
from stdesk.models import Task, model_class, model_info
from stdesk.models.arma.model import Arma, SeriesName
from stdesk.models.arma.series import HourCounts, series_of_hours
from stdesk.progress import Progress

from .hours_log import hours_log

DAY_H = 24


def log_of(days: int, per_day: int) -> EventLog:
    """Two users, one of whom does little; two categories, the second of which is rare."""
    chance = np.random.default_rng(0)
    count = days * per_day
    hour = np.sort(chance.integers(0, days * DAY_H, count))
    user = (chance.random(count) < 0.1).astype(np.int32)
    item = (chance.random(count) < 0.02).astype(np.int32)
    order = np.lexsort((hour, user))
    user, item, hour = user[order], item[order], hour[order]
    return hours_log(user, item, hour)


def test_everyone_categories_and_busy_users_get_a_series_and_survive_storing() -> None:
    model = Arma({"users": 1})
    model.fit(Task(log_of(60, 20), None, None), Progress())
    names = set(model.fits)
    assert {SeriesName("everyone", 0, "day"), SeriesName("everyone", 0, "hour")} < names
    assert {SeriesName("category", 0, "day"), SeriesName("user", 0, "day")} < names
    assert SeriesName("user", 1, "day") not in names
    again = Arma()
    again.load_state(model.state(), model.details())
    for name in names:
        one, two = model.forecast(name, 5, seed=1), again.forecast(name, 5, seed=1)
        assert np.array_equal(one.mean, two.mean)
        assert again.fits[name].next_period == model.fits[name].next_period
    with pytest.raises(ModelProblem):
        again.forecast(SeriesName("user", 1, "day"), 5)


def test_the_state_is_plain_arrays_for_safetensors() -> None:
    safetensors = pytest.importorskip("safetensors.numpy")
    model = Arma()
    model.fit(Task(log_of(30, 10), None, None), Progress())
    loaded = safetensors.load(safetensors.save(model.state()))
    again = Arma()
    again.load_state(loaded, model.details())
    assert set(again.fits) == set(model.fits)


def test_a_log_of_some_days_is_refused() -> None:
    with pytest.raises(ModelProblem):
        Arma().fit(Task(log_of(5, 30), None, None), Progress())


def test_the_registry_knows_it_and_its_presets() -> None:
    assert model_class("arma") is Arma
    assert model_info("arma").complete("fast", {"family": "ma"})["family"] == "ma"


def test_half_days_at_the_ends_are_left_out_and_days_without_events_count_zero() -> None:
    hours = [[day * 24 + h for h in range(8, 23)] for day in range(100, 110)]
    hours[0], hours[-1] = [100 * 24 + 20], [109 * 24 + 8]
    everyone = HourCounts.of(np.concatenate(hours) * 3_600_000)
    whole = series_of_hours(everyone, everyone, "day")
    assert (whole.first, whole.counts.tolist()) == (101, [15.0] * 8)
    chosen = HourCounts.of(np.array([103 * 24 + 9, 105 * 24 + 9]) * 3_600_000)
    assert series_of_hours(chosen, everyone, "day").counts.tolist() == [1, 0, 1, 0, 0, 0]


def test_a_stray_event_months_before_does_not_make_months_of_silence() -> None:
    log = np.arange(100 * 24, 110 * 24).repeat(10)
    everyone = HourCounts.of(np.append(log, 24) * 3_600_000)
    assert series_of_hours(everyone, everyone, "day").first == 100
    late = HourCounts.of(np.append(log, 4000) * 3_600_000)
    assert len(series_of_hours(late, late, "hour").counts) == 10 * 24 - 1
