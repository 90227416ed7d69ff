"""What a report is about: a user, a segment or the project, and whose recommendations it gives."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSpinBox, QWidget

from stdesk.desk.look.pieces import Card, Choice, rows, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.page.choices import RunChoice, UserChoice
from stdesk.features import EventLog
from stdesk.language import ntr, tr
from stdesk.project import RunRecord, SegmentRecord

TEMPLATES = ("user", "segment", "project")
NO_RUN = 0


class RunOrNone(RunChoice):
    """A finished run, or none: then the report tells of behaviour alone."""

    def __init__(self) -> None:
        super().__init__()
        self.none_wanted = False
        self.activated.connect(lambda _: self._note())

    def show_runs(self, runs: Sequence[RunRecord]) -> None:
        self.blockSignals(True)
        super().show_runs(runs)
        self.addItem(tr("None: behaviour alone"), NO_RUN)
        if self.none_wanted or not runs:
            self.setCurrentIndex(self.count() - 1)
        self.blockSignals(False)
        self.currentIndexChanged.emit(self.currentIndex())

    @property
    def run(self) -> int | None:
        return self.currentData() or None

    def want_none(self, yes: bool) -> None:
        """Whether none shall be chosen, also when runs are shown later."""
        self.none_wanted = yes
        self.show_runs(self.runs)

    def _note(self) -> None:
        self.none_wanted = self.currentData() == NO_RUN


class ReportAbout(Card):
    """Template, then the user or the segment, then the model and the length of its lists."""

    changed = Signal()
    user_chosen = Signal(int)
    segment_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.template, self.user, self.segment = Choice(), UserChoice(), Choice()
        self.run, self.number = RunOrNone(), QSpinBox(minimum=1, maximum=500, value=20)
        self.segments: list[SegmentRecord] = []
        self._labels = {name: text("muted") for name in ("template", "whom", "run", "number")}
        self.hint = text("small", wrap=True)
        for box in (self.template, self.segment, self.run):  # long names end with …
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._lay_out()
        self.template.currentIndexChanged.connect(self._on_template)
        self.user.chosen.connect(self.user_chosen)
        self.segment.activated.connect(lambda: self.segment_chosen.emit(self.segment_id or -1))
        for signal in (
            self.user.chosen,
            self.segment.currentIndexChanged,
            self.run.currentIndexChanged,
            self.number.valueChanged,
        ):
            signal.connect(lambda *_: self.changed.emit())

    @property
    def kind(self) -> str:
        """The template: user, segment or project."""
        return self.template.currentData() or "user"

    @property
    def segment_id(self) -> int | None:
        return self.segment.currentData()

    @property
    def lacks_segments(self) -> bool:
        """Whether a segment is wanted where there is none."""
        return self.kind == "segment" and not self.segments

    @property
    def complete(self) -> bool:
        """Whether the user or segment that the template needs is there."""
        if self.kind == "user":
            return self.user.key is not None
        return self.kind == "project" or self.segment_id is not None

    def wishes(self) -> dict[str, Any]:
        """As `ReportSettings` names them."""
        key = self.user.key
        return {
            "run": self.run.run,
            "template": self.kind,
            "users": (key,) if self.kind == "user" and key is not None else None,
            "segment": self.segment_id if self.kind == "segment" else None,
            "k": self.number.value(),
        }

    def show_log(self, log: EventLog) -> None:
        self.user.show_users_of(log)

    def show_segments(self, segments: Sequence[SegmentRecord]) -> None:
        chosen = self.segment_id
        self.segments = list(segments)
        self.segment.blockSignals(True)
        self.segment.clear()
        for segment in self.segments:
            users = ntr("{n} user", "{n} users", len(segment.users))
            said = tr("{name} ({users})", name=segment.name, users=users)
            self.segment.addItem(said, segment.id)
        self.segment.setCurrentIndex(max(self.segment.findData(chosen), 0) if segments else -1)
        self.segment.blockSignals(False)
        self._on_template()

    def state(self) -> dict[str, Any]:
        return {
            "template": self.kind,
            "user": self.user.key,
            "k": self.number.value(),
            "behaviour_alone": self.run.none_wanted,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.user.setText(str(state.get("user") or ""))
        self.template.setCurrentIndex(max(self.template.findData(state.get("template")), 0))
        self.number.setValue(int(state.get("k", 20)))
        self.run.want_none(bool(state.get("behaviour_alone")))

    def retranslate(self) -> None:
        self.set_heading(tr("About"))
        chosen = self.kind
        self.template.blockSignals(True)
        self.template.clear()
        titles = (tr("One user"), tr("A segment"), tr("The whole project"))
        for name, title in zip(TEMPLATES, titles, strict=True):
            self.template.addItem(title, name)
        self.template.setCurrentIndex(self.template.findData(chosen))
        self.template.blockSignals(False)
        self.run.retranslate()
        self.user.retranslate()
        self.show_segments(self.segments)
        said = {"template": tr("Template"), "run": tr("Model"), "number": tr("How many")}
        for name, title in said.items():
            self._labels[name].setText(title)
            getattr(self, name).setAccessibleName(title)
        self.segment.setAccessibleName(tr("Segment"))
        self.number.setToolTip(tr("How many entries each list of recommendations has"))
        self.run.setToolTip(self.run.toolTip() or tr("Whose recommendations the report gives"))

    def _on_template(self) -> None:
        kind = self.kind
        self._labels["whom"].setText(tr("User") if kind == "user" else tr("Segment"))
        self._labels["whom"].setVisible(kind != "project")
        self.user.setVisible(kind == "user")
        self.segment.setVisible(kind == "segment" and bool(self.segments))
        self.hint.setVisible(self.lacks_segments)
        self.hint.setText(tr("none yet"))
        self.changed.emit()

    def _lay_out(self) -> None:
        whom = QWidget()
        whom.setLayout(rows(self.user, self.segment, self.hint, spacing=0))
        lines = (
            ("template", self.template),
            ("whom", whom),
            ("run", self.run),
            ("number", self.number),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for row, (name, field) in enumerate(lines):
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(field, row, 1)
        self._labels["whom"].setBuddy(self.user)
        self.body.addLayout(grid)
