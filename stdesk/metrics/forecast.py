"""How good a forecast of counts is, scaled so that series of any size compare."""

import numpy as np


def mase(actual: np.ndarray, forecast: np.ndarray, history: np.ndarray, season: int = 1) -> float:
    """Mean absolute error over that of the seasonal naive forecast within `history`.

    actual, forecast: (horizon,); history: (steps,) the values before, in order. NaN where the
    history is shorter than a season or does not vary. Hyndman and Koehler, IJF 2006.
    """
    error = np.abs(np.asarray(actual, np.float64) - np.asarray(forecast, np.float64)).mean()
    return float(error) / seasonal_scale(history, season)


def rmsse(actual: np.ndarray, forecast: np.ndarray, history: np.ndarray, season: int = 1) -> float:
    """Root of the mean squared error over that of the seasonal naive forecast within `history`."""
    scale = _seasonal_steps(history, season) ** 2
    if not len(scale) or scale.mean() == 0:
        return float("nan")
    error = (np.asarray(actual, np.float64) - np.asarray(forecast, np.float64)) ** 2
    return float(np.sqrt(error.mean() / scale.mean()))


def seasonal_scale(history: np.ndarray, season: int = 1) -> float:
    """Mean absolute step from season to season within `history`, (steps,); NaN where it is zero."""
    steps = np.abs(_seasonal_steps(history, season))
    return float(steps.mean()) if len(steps) and steps.any() else float("nan")


def interval_coverage(actual: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """The share of actual values inside their intervals, ends included."""
    actual = np.asarray(actual)
    return float(((actual >= low) & (actual <= high)).mean())


def crps(actual: np.ndarray, samples: np.ndarray) -> float:
    """Continuous ranked probability score of a sample forecast, averaged over the horizon.

    actual: (horizon,); samples: (draws, horizon). E|X - y| - E|X - X'| / 2, with the fair
    denominator. Gneiting and Raftery, JASA 2007.
    """
    samples = np.sort(np.asarray(samples, np.float64), axis=0)
    draws = len(samples)
    error = np.abs(samples - np.asarray(actual, np.float64)).mean(axis=0)
    if draws < 2:
        return float(error.mean())
    weight = 2 * np.arange(1, draws + 1) - draws - 1
    spread = 2 * (weight[:, None] * samples).sum(axis=0) / (draws * (draws - 1))
    return float((error - spread / 2).mean())


def _seasonal_steps(history: np.ndarray, season: int) -> np.ndarray:
    history = np.asarray(history, np.float64)
    steps: np.ndarray = history[season:] - history[:-season]
    return steps
