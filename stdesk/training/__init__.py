"""Trains models on a project's log, keeps them as runs, and loads them again.

run = train(project, TrainSettings("transformer", preset="fast"), progress)
model = load_run(project, run)

What is heavy is imported when a function is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stdesk.training.settings import TrainSettings

if TYPE_CHECKING:
    from stdesk.training.fit import fit_model
    from stdesk.training.forecasting import OPPONENTS, Forecast, ForecastSettings, forecast
    from stdesk.training.material import material
    from stdesk.training.run import load_run, train

_LAZY = {
    "OPPONENTS": "stdesk.training.forecasting",
    "Forecast": "stdesk.training.forecasting",
    "ForecastSettings": "stdesk.training.forecasting",
    "fit_model": "stdesk.training.fit",
    "forecast": "stdesk.training.forecasting",
    "load_run": "stdesk.training.run",
    "material": "stdesk.training.material",
    "train": "stdesk.training.run",
}

__all__ = [
    "OPPONENTS",
    "Forecast",
    "ForecastSettings",
    "TrainSettings",
    "fit_model",
    "forecast",
    "load_run",
    "material",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(name)
    return getattr(import_module(_LAZY[name]), name)
