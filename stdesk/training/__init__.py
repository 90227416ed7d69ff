"""Trains models on a project's log, keeps them as runs, and loads them again.

run = train(project, TrainSettings("transformer", preset="fast"), progress)
model = load_run(project, run)
tuned = tune(project, TuneSettings("transformer", minutes=5), progress)

What is heavy is imported when a function is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stdesk.training.settings import TrainSettings

if TYPE_CHECKING:
    from stdesk.training.described import material
    from stdesk.training.fit import fit_model
    from stdesk.training.flow_forecasting import FlowForecast, FlowSettings, forecast_flows
    from stdesk.training.forecasting import (
        OPPONENTS,
        Forecast,
        ForecastSettings,
        backtest_said,
        forecast,
    )
    from stdesk.training.packing import export_run, import_run
    from stdesk.training.run import load_run, train
    from stdesk.training.run_forecasting import RunForecast, forecast_run
    from stdesk.training.split import intent_task
    from stdesk.training.tuning import tune
    from stdesk.training.tuning_settings import TUNED, Trial, Tuned, TuneSettings
    from stdesk.training.tuning_store import read_tuning, trials, unseen_by_tuning

_LAZY = {
    "OPPONENTS": "stdesk.training.forecasting",
    "TUNED": "stdesk.training.tuning_settings",
    "FlowForecast": "stdesk.training.flow_forecasting",
    "FlowSettings": "stdesk.training.flow_forecasting",
    "Forecast": "stdesk.training.forecasting",
    "ForecastSettings": "stdesk.training.forecasting",
    "Trial": "stdesk.training.tuning_settings",
    "TuneSettings": "stdesk.training.tuning_settings",
    "Tuned": "stdesk.training.tuning_settings",
    "RunForecast": "stdesk.training.run_forecasting",
    "backtest_said": "stdesk.training.forecasting",
    "export_run": "stdesk.training.packing",
    "import_run": "stdesk.training.packing",
    "fit_model": "stdesk.training.fit",
    "forecast": "stdesk.training.forecasting",
    "forecast_run": "stdesk.training.run_forecasting",
    "forecast_flows": "stdesk.training.flow_forecasting",
    "intent_task": "stdesk.training.split",
    "load_run": "stdesk.training.run",
    "material": "stdesk.training.described",
    "train": "stdesk.training.run",
    "trials": "stdesk.training.tuning_store",
    "tune": "stdesk.training.tuning",
    "unseen_by_tuning": "stdesk.training.tuning_store",
    "read_tuning": "stdesk.training.tuning_store",
}

__all__ = [
    "OPPONENTS",
    "TUNED",
    "FlowForecast",
    "FlowSettings",
    "Forecast",
    "ForecastSettings",
    "RunForecast",
    "TrainSettings",
    "Trial",
    "TuneSettings",
    "Tuned",
    "backtest_said",
    "export_run",
    "fit_model",
    "forecast",
    "forecast_flows",
    "forecast_run",
    "import_run",
    "intent_task",
    "load_run",
    "material",
    "read_tuning",
    "train",
    "trials",
    "tune",
    "unseen_by_tuning",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(name)
    return getattr(import_module(_LAZY[name]), name)
