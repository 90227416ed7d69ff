"""Probabilities are made honest on one half and judged on the other, whose odds are known."""

import numpy as np
import pytest

from stdesk import metrics
from stdesk.models.intent.calibration import Calibration, calibrate, habit_share, platt


@pytest.mark.parametrize("kind", ["temperature", "platt", "isotonic"])
def test_calibration_lowers_the_error_on_moments_that_it_has_not_seen(kind: str) -> None:
    generator = np.random.default_rng(0)
    true = generator.normal(-2, 1.5, 20_000)
    truth = (generator.random(20_000) < 1 / (1 + np.exp(-true))).astype(float)
    overconfident = 2.5 * true
    fitted = calibrate(kind, overconfident[:10_000], truth[:10_000])
    before = metrics.ece(truth[10_000:], Calibration()(overconfident[10_000:]))
    after = metrics.ece(truth[10_000:], fitted(overconfident[10_000:]))
    assert before > 0.05
    assert after < before / 4


def test_platt_undoes_a_shift_and_a_stretch() -> None:
    generator = np.random.default_rng(0)
    logit = generator.normal(-2, 1, 20_000)
    truth = generator.random(20_000) < 1 / (1 + np.exp(-logit))
    scale, shift = platt(3 * logit + 2, truth)
    assert scale == pytest.approx(1 / 3, abs=0.03)
    assert shift == pytest.approx(-2 / 3, abs=0.1)


def test_isotonic_finds_a_curve_that_no_line_fits() -> None:
    generator = np.random.default_rng(0)
    score = generator.uniform(-3, 3, 20_000)
    chance = np.where(score < 0, 0.1, 0.4)
    truth = (generator.random(20_000) < chance).astype(float)
    fitted = calibrate("isotonic", score, truth)
    np.testing.assert_allclose(fitted(np.array([-2.0, 2.0])), [0.1, 0.4], atol=0.04)
    assert (np.diff(fitted(np.linspace(-4, 4, 200))) >= 0).all()


@pytest.mark.parametrize("kind", ["temperature", "platt", "isotonic"])
def test_too_few_to_calibrate_leaves_the_log_odds_as_they_are(kind: str) -> None:
    assert calibrate(kind, np.arange(10.0), np.arange(10) > 8) == Calibration("none")


def test_a_perfect_separation_gives_no_certainty() -> None:
    score = np.arange(-50.0, 50)
    for kind in ("temperature", "platt", "isotonic"):
        chance = calibrate(kind, score, score > 0)(score)
        assert chance.min() > 0
        assert chance.max() < 1


def test_what_is_written_down_says_the_same() -> None:
    generator = np.random.default_rng(0)
    score = generator.normal(size=2_000)
    fitted = calibrate("isotonic", score, generator.random(2_000) < 1 / (1 + np.exp(-score)))
    again = Calibration.of(fitted.details())
    np.testing.assert_array_equal(again(score), fitted(score))


def test_a_learner_that_knows_nothing_gives_way_to_the_habit() -> None:
    generator = np.random.default_rng(0)
    habit = generator.normal(-2, 1, 5_000)
    truth = (generator.random(5_000) < 1 / (1 + np.exp(-habit))).astype(float)
    noise = generator.permutation(habit)
    assert habit_share(noise, habit, truth) > 0.8
    assert habit_share(habit, noise, truth) < 0.2


def test_where_few_moments_speak_both_are_trusted_alike() -> None:
    generator = np.random.default_rng(0)
    one, other = generator.normal(-1, 0.3, (2, 60))
    truth = (generator.random(60) < 0.3).astype(float)
    assert 0.35 <= habit_share(one, other, truth) <= 0.65
    assert habit_share(one, other, np.zeros(60)) == 0.0
