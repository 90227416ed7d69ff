"""What a report asks for all of its users at once, so that a batch asks only once a bunch."""

from functools import cached_property
from typing import TYPE_CHECKING

from stdesk.progress import Progress
from stdesk.report.settings import ReportSettings

if TYPE_CHECKING:
    from stdesk.features import EventLog
    from stdesk.models import HourCounts
    from stdesk.project import Project
    from stdesk.recommend import Crowd, Route

ROUTES, STEPS = 3, 4


class Company:
    """The users of one request, and what is known of each: asked for when it is first wanted."""

    def __init__(
        self, project: "Project", users: tuple[str, ...], settings: ReportSettings
    ) -> None:
        self._project, self._users, self._settings = project, users, settings
        self._crowd: Crowd | None = None
        self._hours: HourCounts | None = None

    def crowd(self, log: "EventLog") -> "Crowd":
        """What portraits are compared with; log: up to the moment of the lists."""
        from stdesk.recommend import Crowd

        if self._crowd is None:
            self._crowd = Crowd.of(self._project, log)
        return self._crowd

    def hour_counts(self, log: "EventLog") -> "HourCounts":
        """Everyone's events by hour."""
        from stdesk.models import HourCounts

        if self._hours is None:
            self._hours = HourCounts.of(log.local_ms)
        return self._hours

    @cached_property
    def routes(self) -> "dict[str, list[Route]]":
        """The likeliest ways of each user, in the order of their chances."""
        from stdesk.recommend import RouteSettings, likely_routes

        wanted = RouteSettings(self._users, k=ROUTES, steps=STEPS, at_ms=self._settings.at_ms)
        found: dict[str, list[Route]] = {user: [] for user in self._users}
        for route in likely_routes(self._project, wanted, Progress()).routes:
            found[route.user].append(route)
        return found
