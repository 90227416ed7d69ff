"""One file a model, one interface; the registry knows them by name."""

import os

from stdesk.models.act import Act
from stdesk.models.arma_backtest import Backtest
from stdesk.models.arma_fit import Family
from stdesk.models.arma_forecast import SeriesForecast
from stdesk.models.arma_outlook import Outlook, outlook
from stdesk.models.arma_series import HourCounts, Series, Unit, period_of_hour, series_of_hours
from stdesk.models.base import Checkpoint, CheckpointStore, Learner, Reason, Recommender, Task
from stdesk.models.forecaster import score as score_ahead
from stdesk.models.info import ModelInfo, Search, SettingInfo
from stdesk.models.intent_habit import instants_known, own_rate
from stdesk.models.intent_horizon import Horizon
from stdesk.models.nodes import Nodes, Whose, choose_nodes
from stdesk.models.panel import Panel, panel_of, with_everyone
from stdesk.models.registry import model_class, model_info, model_names
from stdesk.models.returns import Returns
from stdesk.models.series_learner import NamedForecast, SeriesModel
from stdesk.models.storing import restored_model, stored_details

# Read by OpenMP when torch or LightGBM is first imported. Threads that wait actively hold the cores
# that a window or another program needs: measured on two busy cores, training was ten times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

__all__ = [
    "Act",
    "Backtest",
    "Checkpoint",
    "CheckpointStore",
    "Family",
    "Horizon",
    "HourCounts",
    "Learner",
    "ModelInfo",
    "NamedForecast",
    "Nodes",
    "Outlook",
    "Panel",
    "Reason",
    "Recommender",
    "Returns",
    "Search",
    "Series",
    "SeriesForecast",
    "SeriesModel",
    "SettingInfo",
    "Task",
    "Unit",
    "Whose",
    "choose_nodes",
    "instants_known",
    "model_class",
    "model_info",
    "model_names",
    "outlook",
    "own_rate",
    "panel_of",
    "period_of_hour",
    "restored_model",
    "score_ahead",
    "series_of_hours",
    "stored_details",
    "with_everyone",
]
