"""One file a model, one interface; the registry knows them by name."""

import os

from stdesk.models.act import Act
from stdesk.models.arma.backtest import Backtest
from stdesk.models.arma.fit import Family
from stdesk.models.arma.forecast import SeriesForecast
from stdesk.models.arma.outlook import Outlook, outlook
from stdesk.models.arma.series import HourCounts, Series, Unit, period_of_hour, series_of_hours
from stdesk.models.base import Checkpoint, CheckpointStore, Learner, Reason, Recommender, Task
from stdesk.models.flow.backtest import FlowBacktest, backtest_flows
from stdesk.models.flow.fit import fit_flows, hour_moves
from stdesk.models.forecaster import score as score_ahead
from stdesk.models.info import ModelInfo, Search, SettingInfo
from stdesk.models.intent.habit import instants_known, own_rate
from stdesk.models.intent.horizon import Horizon
from stdesk.models.nodes import Nodes, Whose, choose_nodes
from stdesk.models.panel import Panel, panel_of, with_everyone
from stdesk.models.registry import model_class, model_info, model_names
from stdesk.models.returns import Returns
from stdesk.models.route_beam import Way, likely_ways
from stdesk.models.route_model import FIRST_ORDER, OWN_FIRST_ORDER, Level, RouteModel
from stdesk.models.route_trails import (
    Places,
    Trails,
    places_of_cells,
    places_of_items,
    trails_of,
)
from stdesk.models.series_learner import NamedForecast, SeriesModel
from stdesk.models.storing import restored_model, stored_details

# Read by OpenMP when torch or LightGBM is first imported. Threads that wait actively hold the cores
# that a window or another program needs: measured on two busy cores, training was ten times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

__all__ = [
    "FIRST_ORDER",
    "OWN_FIRST_ORDER",
    "Act",
    "Backtest",
    "Checkpoint",
    "CheckpointStore",
    "Family",
    "FlowBacktest",
    "Horizon",
    "HourCounts",
    "Learner",
    "Level",
    "ModelInfo",
    "NamedForecast",
    "Nodes",
    "Outlook",
    "Panel",
    "Places",
    "Reason",
    "Recommender",
    "Returns",
    "RouteModel",
    "Search",
    "Series",
    "SeriesForecast",
    "SeriesModel",
    "SettingInfo",
    "Task",
    "Trails",
    "Unit",
    "Way",
    "Whose",
    "backtest_flows",
    "choose_nodes",
    "fit_flows",
    "hour_moves",
    "instants_known",
    "likely_ways",
    "model_class",
    "model_info",
    "model_names",
    "outlook",
    "own_rate",
    "panel_of",
    "period_of_hour",
    "places_of_cells",
    "places_of_items",
    "restored_model",
    "score_ahead",
    "series_of_hours",
    "stored_details",
    "trails_of",
    "with_everyone",
]
