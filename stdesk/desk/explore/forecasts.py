"""The forecast that the timeline shows: made in the background, remembered while the log stands."""

from collections.abc import Callable, Hashable
from typing import Any

from stdesk.desk.charts.volume_chart import Band
from stdesk.desk.work.desk import Desk
from stdesk.insight import Unit
from stdesk.language import tr
from stdesk.progress import Progress
from stdesk.project import Project

HORIZON = {"hour": 48, "day": 14, "week": 8}
_made: dict[tuple[Hashable, int | None, str], Any] = {}


def ask_for_forecast(
    desk: Desk,
    state: Hashable,
    name: str | None,
    user: int | None,
    unit: Unit,
    show: Callable[[int | None, Band], None],
) -> None:
    """Forecast the activity of a user (key and index) or of everyone.

    state: of the log; while it is the same, a forecast is made only once. `show` gets the user and
    the band.
    """
    key = (state, user, unit)
    if key in _made:
        show(user, as_band(_made[key]))
        return
    if desk.project is None:
        return
    who = tr("User {key}", key=name) if name is not None else tr("Everyone")
    job = desk.submit(tr("Forecast: {who}", who=who), _forecast, desk.project, name, unit)

    def done(found: Any) -> None:
        if len(_made) > 50:
            _made.clear()
        _made[key] = found
        show(user, as_band(found))

    job.done.connect(done)


def as_band(forecast: Any) -> Band:
    """A forecast of the training room as the timeline draws it, with its plain verdict."""
    ahead = forecast.ahead
    return Band(
        start_ms=forecast.start_ms,
        mean=ahead.mean,
        low_80=ahead.low80,
        high_80=ahead.high80,
        low_95=ahead.low95,
        high_95=ahead.high95,
        sentence=forecast.verdict(),
        equation=forecast.equation,
    )


def _forecast(project: Project, user: str | None, unit: Any, progress: Progress) -> Any:
    from stdesk.training import ForecastSettings, forecast

    settings = ForecastSettings(user=user, unit=unit, horizon=HORIZON[unit])
    return forecast(project, settings, progress)
