"""Exponential smoothing for everyone, each category, and the busiest users."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from stdesk.models.arma.series import PERIOD, Unit
from stdesk.models.ets.fit import EtsFit, fit_ets
from stdesk.models.forecaster import StoredForecaster
from stdesk.models.info import SettingInfo
from stdesk.models.series_learner import USERS, OneByOneModel


class Ets(OneByOneModel):
    """Level, trend and season that follow the series; the honest opponent of every forecast."""

    name: ClassVar[str] = "ets"
    family: ClassVar[str] = "baselines"
    FIT: ClassVar[type[StoredForecaster]] = EtsFit
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {"users": USERS}

    def fit_one(self, counts: np.ndarray, unit: Unit) -> EtsFit:
        return fit_ets(counts, PERIOD[unit])

    def equation_of(self, fit: StoredForecaster) -> str:
        return fit.equation() if isinstance(fit, EtsFit) else ""
