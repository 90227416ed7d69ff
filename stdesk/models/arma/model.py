"""How much activity comes: AR, MA and ARMA for everyone, each category, and the busiest users."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from stdesk.language import mark
from stdesk.models.arma.backtest import backtest_series
from stdesk.models.arma.fit import fit_series
from stdesk.models.arma.forecast import ArmaForecaster, equation
from stdesk.models.arma.series import PERIOD, Series, Unit
from stdesk.models.forecaster import StoredForecaster
from stdesk.models.info import SettingInfo
from stdesk.models.series_learner import USERS, OneByOneModel, SeriesName
from stdesk.progress import Progress

HORIZON: dict[Unit, int] = {"day": 14, "hour": 48, "week": 8}


class Arma(OneByOneModel):
    """An equation a series, its orders chosen by AICc."""

    name: ClassVar[str] = "arma"
    family: ClassVar[str] = "temporal"
    FIT: ClassVar[type[StoredForecaster]] = ArmaForecaster
    SETTINGS: ClassVar[Mapping[str, SettingInfo]] = {
        "family": SettingInfo(
            "auto",
            "choice",
            mark("Which terms the equation may have."),
            choices=("auto", "ar", "ma", "arma"),
        ),
        "max_order": SettingInfo(
            3, "int", mark("How many past steps the equation may look back."), low=1, high=7
        ),
        "users": USERS,
    }

    def fit_one(self, counts: np.ndarray, unit: Unit) -> ArmaForecaster:
        return ArmaForecaster(fit_series(counts, PERIOD[unit], **self._how()))

    def equation_of(self, fit: StoredForecaster) -> str:
        return equation(fit.fit) if isinstance(fit, ArmaForecaster) else ""

    def tell(self, name: SeriesName, counted: Series, progress: Progress) -> None:
        """The error over the last fifth."""
        how = self._how()
        found = backtest_series(counted.counts, PERIOD[name.unit], HORIZON[name.unit], **how)
        if found is not None:
            progress.metric(f"mase_{name.unit}", found.arma.mase, 0)

    def _how(self) -> dict[str, Any]:
        settings = {name: info.default for name, info in self.SETTINGS.items()} | self.settings
        return {"family": settings["family"], "max_order": settings["max_order"]}
