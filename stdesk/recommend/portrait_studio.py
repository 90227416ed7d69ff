"""Portraits one after the other without waiting: what they share is read and counted only once.

studio = Studio(project, log)
one = studio.sketch(user)      # at once: what the log tells
one = studio.alike(one)        # compares with everyone; the first time takes a second
one = studio.expected(one)     # asks a model; the first time it is loaded
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stdesk.features import EventLog
from stdesk.recommend.people_lists import Crowd as Company
from stdesk.recommend.people_lists import acquaintance, gather
from stdesk.recommend.people_reasons import PeopleReasons
from stdesk.recommend.people_settings import SIMILAR, PeopleSettings
from stdesk.recommend.portrait_facts import Portrait, PortraitSettings
from stdesk.recommend.portrait_outlook import (
    alike_of,
    expectation,
    measured,
    newest_ranking_run,
)
from stdesk.recommend.portrait_sketch import Crowd, sketch
from stdesk.recommend.settings import RecommendSettings

if TYPE_CHECKING:
    from stdesk.project import Project
    from stdesk.recommend.what_if import WhatIf


class Studio:
    """Of one project and log. Its methods give what `portraits` gives; one call at a time."""

    def __init__(
        self, project: "Project", log: EventLog, settings: PortraitSettings | None = None
    ) -> None:
        self._project, self.log = project, log
        self._settings = settings or PortraitSettings()
        self._crowd = Crowd.of(project, log)
        self._people = PeopleSettings(k=max(self._settings.alike, 1))
        self._company: Company | None = None
        self._reasons: PeopleReasons | None = None
        self._session: WhatIf | None = None

    @property
    def run(self) -> int | None:
        """The run that says what comes next; None while there is none."""
        wanted = self._settings.run
        return wanted if wanted is not None else newest_ranking_run(self._project)

    def sketch(self, user: int) -> Portrait:
        """What the log alone tells of a user (index)."""
        return sketch(self._crowd, user, self._settings)

    def alike(self, one: Portrait) -> Portrait:
        """With the users who live most alike."""
        if not one.events or not self._settings.alike:
            return one
        if self._company is None or self._reasons is None:
            self._company = gather(self.log, self._people)
            self._reasons = PeopleReasons(self.log, self._company.met, self._people)
        asked = np.array([one.user_id - 1])
        lines = [
            acquaintance(self.log, line, self._company, self._reasons)
            for line in self._company.lines(asked, self._settings.alike)
            if line.kind == SIMILAR
        ]
        return replace(one, alike=tuple(alike_of(row) for row in lines))

    def expected(self, one: Portrait) -> Portrait:
        """With what the newest run expects; as it is without a run."""
        from stdesk.recommend.what_if import WhatIf

        run = self.run
        if run is None or not one.events or not self._settings.ahead:
            return one
        if self._session is None or self._session.run != run:
            self._session = WhatIf(self._project, run, self.log)
        wish = RecommendSettings(run=run, users=(one.user,), k=self._settings.ahead, store=False)
        lists = self._session.ask(wish).lists
        figures = measured(self._project, self._project.runs.get(run))
        return replace(one, expected=expectation(one, lists, lists.rows, figures))
