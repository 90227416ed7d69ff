"""Reads what is told of the chosen entry of a list: its history, and its week as it grows."""

from typing import Any

from PySide6.QtCore import QObject

from stdesk.desk.recommend.asking import Asking
from stdesk.desk.recommend.entry_view import EntryView
from stdesk.desk.recommend.list import RecommendList
from stdesk.desk.recommend.work import read_entry
from stdesk.desk.work.desk import Desk

WEEK_STEP = 0.12  # of the week, after which its picture is drawn anew


class EntryReading(QObject):
    """Of the model that answers now: what a model of before still finds out is not shown."""

    def __init__(self, desk: Desk, asking: Asking, listed: RecommendList, view: EntryView) -> None:
        super().__init__(view)
        self._desk, self._asking, self._list, self._view = desk, asking, listed, view
        self._week_drawn = 0.0
        asking.opening.connect(lambda: view.show_entry(None))
        asking.week_grew.connect(self._on_week)

    def begin(self) -> None:
        """Another list stands: read its chosen line, and follow its week from the beginning."""
        self._week_drawn = 0.0
        self.read()

    def read(self) -> None:
        """Read the chosen line in the background."""
        line, session, lists = self._list.line(), self._asking.session, self._list.lists
        settings = lists.settings if lists is not None else None
        if line is None or session is None or settings is None:
            return
        if settings.run != session.run:  # the list is still the one of the model before
            return

        def show(found: Any) -> None:
            shown = self._view.line
            if shown is not None and shown.item == line.item and self._asking.session is session:
                self._view.show_details(*found)

        self._desk.jobs.query(
            lambda: read_entry(session, settings, line), show, key="entry", owner=self
        )

    def _on_week(self, share: float) -> None:
        if share == 1 or abs(share - self._week_drawn) >= WEEK_STEP:
            self._week_drawn = share
            self.read()
