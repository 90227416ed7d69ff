"""Likely next routes of a user: a table of stops, the ways on the map, to be saved."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox, QSplitter, QWidget

from stdesk.desk.look.fields import Fields, ask_above
from stdesk.desk.look.pieces import Choice, Inviting, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.maps.map_view import MapView
from stdesk.desk.page.choices import UserChoice
from stdesk.desk.recommend.routes_drawing import around, draw_routes
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.saving import ROUTES, ask_for_file, save_in_background
from stdesk.features import EventLog
from stdesk.language import moment, percent, tr
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import Route, RouteLists, RouteSettings, Stop

CELLS = (None, 9, 8, 7)  # items, and cells of about 0.1, 0.7 and 5 km²


class RoutesView(QWidget):
    """A user and how far to look; then the likeliest ways, chosen one on the map."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.log: EventLog | None = None
        self.lists: RouteLists | None = None
        self.user, self.through = UserChoice(), Choice()
        self.steps = QSpinBox(minimum=1, maximum=12, value=4)
        self.number = QSpinBox(minimum=1, maximum=20, value=5)
        self.go, self.save = button("accent", self.search), button("", self.ask_for_export)
        self.table, self.map = Table(), MapView(desk)
        self.reasons, self.notes = text("", wrap=True), text("small", wrap=True)
        self._wish = Fields(
            self.go, user=self.user, steps=self.steps, number=self.number, through=self.through
        )
        self._lay_out()
        self.table.chosen.connect(lambda _: self._on_row())

    def set_log(self, log: EventLog | None) -> None:
        """Offer the users of a log; what was found before goes."""
        self.log, self.lists = log, None
        self.user.show_users_of(log)
        self._wish.offer("through", self._placed)
        self._fill()

    def search(self) -> Job | None:
        """Look for routes in the background."""
        key = self.user.key
        if self._desk.project is None or key is None:
            return None
        settings = RouteSettings(
            users=(key,),
            k=self.number.value(),
            steps=self.steps.value(),
            cells=self.through.currentData() if self.through.isVisibleTo(self) else None,
        )
        title = tr("Routes of “{user}”", user=key)
        job = self._desk.submit(title, _find, self._desk.project, settings)
        job.done.connect(self.show_lists)
        return job

    def show_lists(self, lists: RouteLists) -> None:
        self.lists = lists
        self._fill()
        self._prepare_map()
        if lists.routes:
            self.table.choose(0)

    def ask_for_export(self) -> None:
        path = ask_for_file(self, tr("Save the routes"), tr("routes"), ROUTES)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> Job | None:
        """Write the routes that are shown."""
        if self.lists is None:
            return None
        return save_in_background(self._desk, tr("Save the routes"), _write, self.lists, path)

    def retranslate(self) -> None:
        self.user.retranslate()
        self._wish.say(
            user=tr("User"), steps=tr("Steps"), number=tr("Routes"), through=tr("Through")
        )
        titles = (tr("Places"), tr("Cells of 200 m"), tr("Cells of 500 m"), tr("Cells of 1.4 km"))
        chosen = self.through.currentIndex()
        self.through.clear()
        for resolution, title in zip(CELLS, titles, strict=True):
            self.through.addItem(title, resolution)
        self.through.setCurrentIndex(max(chosen, 0))
        self.go.setText(tr("Find &routes"))
        self.save.setText(tr("&Save the routes …"))
        self.table.setAccessibleName(tr("Routes"))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self.map.apply_theme(theme)
        self._fill()

    def _lay_out(self) -> None:
        upper = QWidget()
        below = beside(self.notes, self.save, spacing=2 * GRID)
        below.setStretch(0, 1)
        listed = rows(self.table, self.reasons, below)
        listed.setStretch(0, 1)
        upper.setLayout(listed)
        down = QSplitter(Qt.Orientation.Vertical)
        down.addWidget(upper)
        down.addWidget(self.map)
        down.setSizes([300, 240])
        down.setChildrenCollapsible(False)
        down.setHandleWidth(10)
        self._listed = Inviting(rows(down))
        self.setLayout(ask_above(self._wish, self._listed))

    def _fill(self) -> None:
        from stdesk.recommend import reason_sentence

        if self.lists is None:
            self._listed.invite(
                "place",
                tr("No routes yet"),
                tr(
                    "Choose a user and press Find routes: the likeliest ways from where she was "
                    "last, step by step, learnt from the log alone."
                ),
                self._desk.theme,
            )
            return
        self._listed.show_contents()
        stops = self._stops()
        self.table.set_columns(self._columns(stops), key=[(r.rank, s) for r, s, _ in stops])
        said = [reason_sentence(note) for note in self.lists.notes]
        if not stops:
            said.insert(0, tr("Nothing is known of where this user goes."))
        self.notes.setText(" ".join(said))
        self._on_row()

    def _stops(self) -> list[tuple[Route, int, Stop]]:
        routes = self.lists.routes if self.lists is not None else ()
        return [(route, step, stop) for route in routes for step, stop in enumerate(route.stops)]

    def _columns(self, stops: list[tuple[Route, int, Stop]]) -> list[Column]:
        offset = self._offset_min()
        firsts = [step == 0 for _, step, _ in stops]
        return [
            Column(
                tr("Route"),
                [route.rank for route, _, _ in stops],
                numeric=True,
                bold=lambda row: firsts[row],
            ),
            Column(
                tr("Chance of all"),
                [route.chance if step == 0 else None for route, step, _ in stops],
                show=lambda chance: percent(chance, 1),
                numeric=True,
            ),
            Column(tr("Step"), [step + 1 for _, step, _ in stops], numeric=True),
            Column(tr("Place"), [stop.name for _, _, stop in stops], stretch=True),
            Column(
                tr("Chance"),
                [stop.chance for _, _, stop in stops],
                show=lambda chance: percent(chance, 1),
                numeric=True,
                help=tr("Of this step, given those before it, if the user moves on at all."),
            ),
            Column(
                tr("When, about"),
                [stop.at_ms for _, _, stop in stops],
                show=lambda at: moment(at, offset),
            ),
        ]

    def _on_row(self) -> None:
        from stdesk.recommend import reason_sentence

        row, stops = self.table.chosen_row(), self._stops()
        if not 0 <= row < len(stops):
            self.reasons.setText("")
            return
        route, step, stop = stops[row]
        said = [reason_sentence(reason) for reason in stop.reasons]
        lines = [tr("• {place}: {reason}", place=stop.name, reason=one) for one in said]
        self.reasons.setText("\n".join(lines))
        self._draw(route, step)

    def _draw(self, chosen: Route, step: int) -> None:
        if self.lists is None or not self._placed:
            return
        start = self.lists.starts.get(chosen.user)
        for name, message in self._messages(chosen, start).items():
            self.map.send(name, **message)
        if step == 0:
            area = around(chosen, start)
            if area is not None:
                self.map.fit(area, closest=15)

    def _messages(self, chosen: Route, start: tuple[float, float] | None) -> dict[str, Any]:
        routes = self.lists.of(chosen.user) if self.lists is not None else ()
        return draw_routes(routes, chosen, start, self._desk.theme, self._offset_min())

    def _prepare_map(self) -> None:
        if self._placed:
            self.map.show_map()
        else:
            self.map.say(
                tr("This log has no map"),
                tr("Its events carry no coordinates; the routes lead from item to item."),
            )

    @property
    def _placed(self) -> bool:
        return self.log is not None and self.log.catalogue.has_coordinates

    def _offset_min(self) -> int:
        """The local clock of the user's last event."""
        if self.log is None or self.user.user < 0:
            return 0
        part = self.log.of_user(self.user.user)
        return int(self.log.offset_min[part.stop - 1]) if part.stop > part.start else 0


def _find(project: Project, settings: RouteSettings, progress: Progress) -> RouteLists:
    from stdesk.recommend import likely_routes

    return likely_routes(project, settings, progress)


def _write(lists: RouteLists, path: Path) -> None:
    from stdesk.recommend import export_routes

    export_routes(lists, path)
