"""What happened at the same time a season ago, for everyone, categories and the busiest users."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from stdesk.models.arma.series import PERIOD, Unit
from stdesk.models.forecaster import StoredForecaster
from stdesk.models.info import SettingInfo
from stdesk.models.series_learner import USERS, OneByOneModel
from stdesk.models.series_rules import RuleFit, fit_rule


class SeasonalNaive(OneByOneModel):
    """Repeats the week before (of weeks: the year before); costs nothing, and often good."""

    name: ClassVar[str] = "seasonal_naive"
    family: ClassVar[str] = "baselines"
    FIT: ClassVar[type[StoredForecaster]] = RuleFit
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {"users": USERS}

    def fit_one(self, counts: np.ndarray, unit: Unit) -> RuleFit:
        period = PERIOD[unit]
        if unit == "hour" and len(counts) < 2 * period:
            period = 24
        return fit_rule(counts, period, "seasonal_naive")

    def equation_of(self, fit: StoredForecaster) -> str:
        return f"X_t = X_{{t-{len(fit.last)}}} + ε_t" if isinstance(fit, RuleFit) else ""
