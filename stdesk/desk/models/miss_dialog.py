"""Why did it miss? One event: what was true, what was put first, the reasons of both, the map."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from stdesk.desk.look.pieces import beside, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.maps.map_view import MapView
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.warm_up import with_torch
from stdesk.errors import Problem
from stdesk.evaluation import JudgedModel
from stdesk.insight import Bounds
from stdesk.language import moment, number, seconds, tr
from stdesk.models.registry import model_info, model_names
from stdesk.progress import Progress
from stdesk.project import Project, beside_name, short_name
from stdesk.recommend import Miss, Misses, MissSettings, Recommended, reason_sentence

SLACK = 0.002  # degrees around the places
WIDE, HIGH = 120 * GRID, 72 * GRID


class MissDialog(QDialog):
    """Asks the model again in the background, which may take some seconds; then tells."""

    def __init__(
        self, parent: QWidget, desk: Desk, line: JudgedModel, name: str, event: int
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Why did it miss?"))
        self._desk, self._name = desk, name
        self.miss: Miss | None = None
        self._told = QVBoxLayout()
        self._told.setSpacing(GRID)
        self.waiting = text("muted", wrap=True, said=tr("“{model}” is asked again …", model=name))
        self._told.addWidget(self.waiting)
        self._told.addStretch(1)
        inner = QWidget()
        inner.setLayout(self._told)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setAccessibleName(self.windowTitle())
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.map: MapView | None = None
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self._beside = beside(self.area, spacing=2 * GRID)
        self.setLayout(rows(self._beside, buttons, margin=2 * GRID, spacing=2 * GRID))
        self.resize(WIDE, HIGH)
        self._ask(line, event)

    def _ask(self, line: JudgedModel, event: int) -> None:
        project = self._desk.project
        if project is None:
            return
        settings = MissSettings(
            model=line.model, run=line.run, protocol=line.judgement.protocol, event=event
        )
        uses_torch = line.model in model_names() and model_info(line.model).uses_torch
        work = with_torch(_explained) if uses_torch else _explained
        self._desk.jobs.query(
            lambda: work(project, settings, Progress()), self._tell, self._fail, owner=self
        )

    def _fail(self, problem: Problem) -> None:
        self.waiting.setText(str(problem))

    def _tell(self, found: Misses) -> None:
        self.waiting.hide()
        miss = self.miss = found.rows[0]
        for place, label in enumerate(self._sentences(miss)):
            self._told.insertWidget(place, label)
        places = [line for line in (miss.true, miss.first) if line is not None]
        if any(line.latitude is not None for line in places):
            self._show_map(miss)

    def _sentences(self, miss: Miss) -> Iterator[QWidget]:
        """Headings and paragraphs from top to bottom."""
        when = moment(miss.instant_ms, miss.offset_min)
        yield text("heading", wrap=True, said=tr("User {user}, {when}", user=miss.user, when=when))
        if miss.last is not None:
            said = tr(
                "Last seen: {place}, {time} before; {past} events were known.",
                place=short_name(miss.last.name),
                time=seconds(miss.last.minutes * 60),
                past=number(miss.past),
            )
            label, on_map = text("muted", wrap=True, said=said), miss.last.latitude is not None
            yield _after(text(said="●"), label) if on_map else label
        theme = self._desk.theme
        yield _part(tr("What was true: {item}", item=_called(miss.true)), theme.good)
        for fact in miss.facts:
            yield text(wrap=True, said=_unbroken(reason_sentence(fact)))
        yield from _reasons(miss.true)
        if miss.first is not None and miss.first.item_id != miss.true.item_id:
            yield _part(tr("What was put first: {item}", item=_called(miss.first)), theme.bad)
            yield from _reasons(miss.first)
        if miss.needed:
            yield _part(tr("What would have had to be different"))
            for need in miss.needed:
                yield text(wrap=True, said=_unbroken(reason_sentence(need)))

    def _show_map(self, miss: Miss) -> None:
        self.map = view = MapView(self._desk)
        view.setMinimumWidth(WIDE * 2 // 5)
        self._beside.addWidget(view, 1)
        self._beside.setStretch(0, 1)
        view.show_map()
        draw_miss(view, miss, self._desk.theme)


def draw_miss(view: MapView, miss: Miss, theme: Theme) -> None:
    """The true place, the one put first, and where the user was last."""
    lines = [(miss.true, theme.good, tr("What was true"))]
    if miss.first is not None and miss.first.item_id != miss.true.item_id:
        lines.append((miss.first, theme.bad, tr("What was put first")))
    known = [(line, color, said) for line, color, said in lines if line.latitude is not None]
    places = [_place(*one, one[0] is miss.true) for one in known]
    here = None
    points = [(float(line.latitude or 0), float(line.longitude or 0)) for line, _, _ in known]
    if miss.last is not None and miss.last.latitude is not None:
        at = (miss.last.latitude, float(miss.last.longitude or 0))
        here = {"at": list(at), "title": tr("Last seen"), "lines": [miss.last.name]}
        points.append(at)
    view.send("places", places=places, here=here)
    latitude, longitude = [at[0] for at in points], [at[1] for at in points]
    west, south = min(longitude) - SLACK, min(latitude) - SLACK
    view.fit(Bounds(west, south, max(longitude) + SLACK, max(latitude) + SLACK), closest=15)


def _place(line: Recommended, color: str, said: str, is_true: bool) -> dict[str, Any]:
    return {
        "at": [line.latitude, line.longitude],
        "rank": line.rank,
        "isTrue": is_true,
        "id": line.rank,
        "title": line.name,
        "lines": [said],
        "colour": color,
    }


def _part(heading: str, color: str = "") -> QWidget:
    """A heading, with a dot in the colour that it has on the map."""
    label = text("heading", wrap=True, said=heading)
    if not color:
        label.setContentsMargins(0, GRID, 0, 0)
        return label
    dot = text("heading", said="●")
    dot.setStyleSheet(f"color: {color}")
    part = _after(dot, label)
    part.setContentsMargins(0, GRID, 0, 0)
    return part


def _reasons(line: Recommended) -> Iterator[QWidget]:
    for reason in line.reasons:
        yield _after(
            text("muted", said="•"), text("muted", wrap=True, said=reason_sentence(reason))
        )


def _after(sign: QLabel, label: QLabel) -> QWidget:
    """A text whose lines all begin right of its sign."""
    part, layout = QWidget(), beside(sign, label)
    layout.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    layout.setStretch(1, 1)
    part.setLayout(layout)
    return part


def _unbroken(said: str) -> str:
    """No line of a paragraph begins with a bare sign of percent."""
    return said.replace(" %", "\N{NO-BREAK SPACE}%")


def _called(line: Recommended) -> str:
    name, category = short_name(line.name), beside_name(line.name, line.category)
    return tr("{name} ({category})", name=name, category=category) if category else name


def _explained(project: Project, settings: MissSettings, progress: Progress) -> Misses:
    from stdesk.recommend import misses

    return misses(project, settings, progress)
