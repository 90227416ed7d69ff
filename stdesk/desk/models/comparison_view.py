"""The comparison: every model beside the honest baselines, with intervals, and what follows."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QSpinBox, QWidget

from stdesk.desk.look.metric_words import metric_help
from stdesk.desk.look.pieces import Card, Choice, EmptyState, beside, button, rows, scrolled, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.look.titles import PROTOCOL_TITLES
from stdesk.desk.models.ablation_dialog import AblationDialog
from stdesk.desk.models.comparison_pictures import ComparisonPictures, further_pictures
from stdesk.desk.models.comparison_table import (
    PART_TITLES,
    Comparison,
    comparison_columns,
    comparison_of,
    parts_of,
)
from stdesk.desk.models.comparison_work import (
    TIME_TITLES,
    Stored,
    ablated,
    compared,
    stored,
    title_of_stored,
)
from stdesk.desk.models.folds_table import (
    WINDOWS,
    WINDOWS_TITLE,
    about_mean,
    fold_columns,
    folds_of,
    has_folds,
    having,
)
from stdesk.desk.tables.table import Table
from stdesk.desk.work import work_steps
from stdesk.desk.work.desk import RESULTS, Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.warm_up import with_torch
from stdesk.evaluation import measure_title
from stdesk.language import tr, tr_dynamic
from stdesk.project import Measured

ABLATED = ("next-place", "leave-one-out")


class ComparisonView(QWidget):
    """Choose a protocol, compare, and read the tables stored with the project."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._found: Stored | None = None
        self._stored: list[dict[str, Any]] = []
        self._comparison: Comparison | None = None
        self.protocol, self.time, self.folds = Choice(), Choice(), QSpinBox()
        self.folds.setRange(1, 20)
        self.folds.setValue(3)
        self.stored, self.part, self.measure = Choice(), Choice(), Choice()
        self.compare, self.ablate = button("accent", self.start), button("", self.ask_parts)
        self.whole = QCheckBox()
        self.chart, self.table = ComparisonPictures(desk.theme), Table()
        self.summary, self.note = text(wrap=True), text("small", wrap=True)
        self._said = scrolled(self.summary, 12 * GRID)
        self.empty = EmptyState()
        self.result = Card()
        self._lay_out()
        self.stored.currentIndexChanged.connect(self._read)
        self.part.currentIndexChanged.connect(self._show)
        self.measure.activated.connect(self._show)
        self.whole.toggled.connect(self._show)
        self.table.chosen.connect(lambda _: self._show_picture())
        self.protocol.currentIndexChanged.connect(self._follow)

    def start(self) -> Job:
        """Queue a comparison of the newest trainings under the chosen protocol."""
        from stdesk.evaluation import EvaluateSettings

        settings = EvaluateSettings(
            self.protocol.currentData(), time=self.time.currentData(), folds=self.folds.value()
        )
        return self._submit(tr("Compare the models"), compared, settings)

    def ask_parts(self) -> AblationDialog:
        """Let the person choose which models the learned ranking is tried with."""
        dialog = AblationDialog(self, self.protocol.currentData(), self.time.currentData())
        dialog.accepted.connect(lambda: self.start_ablation(dialog.wish))
        dialog.open()
        return dialog

    def start_ablation(self, settings: Any) -> Job:
        """Queue the learned ranking with and without other models."""
        return self._submit(tr("What other models add"), ablated, settings)

    def refresh(self) -> None:
        """Read which comparisons are stored; the newest is shown."""
        project = self._desk.project
        if project is None:
            return
        self.compare.setEnabled(not project.read_only)
        self._follow()
        self._desk.jobs.query(
            lambda: project.results.evaluations().to_pylist(),
            self._offer,
            self._desk.show_problem,
            key="comparison: stored",
            owner=self,
        )

    def retranslate(self) -> None:
        pairs = {
            name: tr("{protocol}: {about}", protocol=tr_dynamic(a), about=tr_dynamic(b))
            for name, (a, b) in _protocols()
        }
        _fill(self.protocol, pairs)
        _fill(self.time, {name: tr_dynamic(TIME_TITLES[name]) for name in ("given", "unknown")})
        self.folds.setPrefix(tr("Windows: "))
        self.folds.setToolTip(tr("How many stretches of time, one after the other, are predicted."))
        self.compare.setText(tr("&Compare"))
        self.compare.setToolTip(tr("Trains each model again on the first part of the log only."))
        self.ablate.setText(tr("&What models add …"))
        self.whole.setText(tr("&All figures"))
        self.whole.setToolTip(tr("Shows every measure; the table then has to be scrolled."))
        for box, said in (
            (self.protocol, tr("Protocol")),
            (self.time, tr("Time")),
            (self.folds, tr("How many windows")),
            (self.stored, tr("Stored comparison")),
            (self.part, tr("Part of the events")),
            (self.measure, tr("Measure of the picture")),
            (self.table, tr("Comparison of the models")),
            (self._said, tr("What the comparison says")),
        ):
            box.setAccessibleName(said)
        self.empty.say(
            "models",
            tr("No comparison yet"),
            tr(
                "Each model is judged on events that it has not seen, beside honest baselines that "
                "only count."
            ),
        )
        self._follow()
        self._offer(self._stored)

    def apply_theme(self, theme: Theme) -> None:
        self.empty.apply_theme(theme)
        self._show()

    def _lay_out(self) -> None:
        for box in (self.protocol, self.stored):
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for box in (self.part, self.measure):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        wish = Card()
        wish.body.addLayout(
            beside(
                self.protocol, self.folds, self.time, self.compare, self.ablate, spacing=2 * GRID
            )
        )
        choices = beside(self.stored, self.part, self.measure, self.whole, spacing=2 * GRID)
        picture = beside(self.chart, self.table, spacing=2 * GRID)
        picture.setStretch(0, 1)
        picture.setStretch(1, 3)
        self.table.draw_closer()
        self.chart.intervals.stand_beside(self.table)
        self.result.body.addLayout(choices)
        self.result.body.addLayout(picture, 1)
        self.result.body.addWidget(self._said)
        self.result.body.addWidget(self.note)
        layout = rows(wish, self.result, self.empty, spacing=2 * GRID)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setStretch(1, 1)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.result.hide()

    def _follow(self) -> None:
        """Windows are asked for only where the protocol has several, parts where they can be."""
        protocol, project = self.protocol.currentData(), self._desk.project
        self.folds.setVisible(protocol == "rolling")
        self.ablate.setEnabled(
            protocol in ABLATED and project is not None and not project.read_only
        )
        self.ablate.setToolTip(
            tr("Trains the learned ranking with and without other models, to see what each brings.")
            if protocol in ABLATED
            else tr("Only for “Next place” and “Leave one out”.")
        )

    def _submit(self, title: str, work: Callable[..., Any], settings: Any) -> Job:
        changes = self._desk.changes
        job = self._desk.submit(title, with_torch(work), self._desk.project, settings)
        job.done.connect(lambda made: changes.record(work_steps.compared(title, made.number)))
        job.done.connect(lambda _: self._desk.tell(RESULTS))
        return job

    def _offer(self, stored: list[dict[str, Any]]) -> None:
        """The stored comparisons; a new one is shown at once."""
        before = max((row["evaluation"] for row in self._stored), default=None)
        newest = max((row["evaluation"] for row in stored), default=None)
        chosen = self.stored.currentData() if before == newest else newest
        self._stored = stored
        _refill(self.stored, {row["evaluation"]: title_of_stored(row) for row in stored}, chosen)
        self.result.setVisible(bool(stored))
        self.empty.setVisible(not stored)
        self._read()

    def _read(self) -> None:
        project, number = self._desk.project, self.stored.currentData()
        if project is None or number is None:
            self._found = None
            return
        self._desk.jobs.query(
            lambda: stored(project, number),
            self._take,
            self._desk.show_problem,
            key="comparison: values",
            owner=self,
        )

    def _take(self, found: Stored) -> None:
        self._found = found
        titles = {part: tr_dynamic(PART_TITLES[part]) for part in parts_of(found.values)}
        if has_folds(found.values):
            titles[WINDOWS] = tr_dynamic(WINDOWS_TITLE)
        _refill(self.part, titles, self.part.currentData())
        self._show()

    def _show(self) -> None:
        found, part = self._found, self.part.currentData()
        if found is None or not found.values or part is None:
            return
        windows = part == WINDOWS
        values, runs = found.values, found.runs
        comparison = folds_of(values, runs) if windows else comparison_of(values, part, runs)
        self._offer_measures(comparison, values)
        name = self.measure.currentData()
        self.whole.setVisible(not windows)
        if windows:
            comparison = having(comparison, name)
            columns = fold_columns(values, comparison, name, self._desk.theme)
        else:
            columns = comparison_columns(comparison, self._desk.theme, self.whole.isChecked())
        self._comparison = comparison
        self.table.set_columns(columns, key=comparison.lines)
        self.table.setMaximumWidth(self.table.whole_width())  # the intervals have the rest
        self._show_picture()
        self.summary.setText("\n".join(found.said()))
        self._said.setVisible(bool(found.sentences))

    def _show_picture(self) -> None:
        """The chosen measure of all models, or the calibration of the chosen ones."""
        comparison, found = self._comparison, self._found
        if comparison is None or found is None:
            return
        chosen = [comparison.lines[row] for row in sorted(self.table.chosen_rows())]
        name, theme = self.measure.currentData(), self._desk.theme
        note = self.chart.show_measure(found.values, comparison, name, theme, chosen)
        self.note.setText(about_mean() if self.part.currentData() == WINDOWS else note)

    def _offer_measures(self, comparison: Comparison, values: list[Measured]) -> None:
        names = [n for n in comparison.names if any(v and v.low for v in comparison.of(n))]
        names = names or comparison.names
        titles = {name: measure_title(name) for name in names}
        titles |= further_pictures(values, self.part.currentData())
        wanted = self.measure.currentData()
        _refill(self.measure, titles, wanted if wanted in titles else comparison.main_name)


def _protocols() -> Any:
    return PROTOCOL_TITLES.items()


def _fill(box: QComboBox, titles: dict[str, str]) -> None:
    """The same choices with texts of now."""
    _refill(box, titles, box.currentData())


def _refill(box: QComboBox, titles: dict[Any, str], chosen: Any) -> None:
    """Other choices, silently; `chosen` stays chosen where it still is one."""
    box.blockSignals(True)
    box.clear()
    for value, title in titles.items():
        box.addItem(title, value)
        box.setItemData(box.count() - 1, metric_help(title), Qt.ItemDataRole.ToolTipRole)
    box.setCurrentIndex(max(box.findData(chosen), 0) if titles else -1)
    box.blockSignals(False)
