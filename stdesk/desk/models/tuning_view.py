"""Tune: search settings under a time budget; every trial a row as it comes, then the choice."""

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QWidget

from stdesk.desk.look.fields import Fields, ask_above
from stdesk.desk.look.metric_words import metric_help
from stdesk.desk.look.pieces import Choice, Inviting, beside, button, rows, text
from stdesk.desk.look.theme import Theme
from stdesk.desk.look.titles import protocol_title, title_of
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.warm_up import spare_threads, with_torch
from stdesk.desk.work.work_steps import setting_chosen
from stdesk.language import figure, mark, number, seconds, tr, tr_dynamic
from stdesk.models.registry import PRESETS, model_info, model_names
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.training import TUNED, TrainSettings, Trial, Tuned, TuneSettings
from stdesk.training.tuning_settings import FIGURES, PROTOCOLS

LOOK_EVERY_MS = 700
STATES = {
    "done": mark("finished"),
    "pruned": mark("stopped early"),
    "failed": mark("failed"),
}


class Minutes(QDoubleSpinBox):
    """Whole minutes stand without a decimal."""

    def textFromValue(self, value: float) -> str:
        return f"{value:g}"


class TuningView(QWidget):
    """Emits `train_wanted` with TrainSettings when what was chosen is to be trained."""

    train_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.trials: list[Trial] = []
        self.tuned: Tuned | None = None
        self._job: Job | None = None
        self.model, self.preset, self.measure, self.protocol = (Choice() for _ in range(4))
        self.minutes = Minutes(minimum=0.1, maximum=10_000, decimals=1, value=5)
        self.start = button("accent", self.tune)
        self.train = button("", self._train)
        self.table, self.said = Table(), text(wrap=True)
        self._wish = Fields(
            self.start,
            model=self.model,
            preset=self.preset,
            minutes=self.minutes,
            metric=self.measure,
            protocol=self.protocol,
        )
        for name in model_names():
            if model_info(name).search:
                self.model.addItem("", name)
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        self.model.currentIndexChanged.connect(self._on_model)
        self._lay_out()
        self.choose("ranker", "fast")

    def choose(self, model: str, preset: str) -> None:
        """Take up a model and a preset, as far as they can be tuned."""
        for box, value in ((self.model, model), (self.preset, preset)):
            if (position := box.findData(value)) >= 0:
                box.setCurrentIndex(position)

    def tune(self) -> Job | None:
        """Queue a tuning; trials of an earlier one that asked the same are taken up."""
        project = self._desk.project
        if project is None:
            return None
        name = self.model.currentData()
        settings = TuneSettings(
            model=name,
            preset=self.preset.currentData(),
            minutes=self.minutes.value(),
            metric=self.measure.currentData(),
            protocol=self.protocol.currentData(),
            threads=spare_threads(),
        )
        work = with_torch(_tune) if model_info(name).uses_torch else _tune
        title = tr("Tune “{model}”", model=title_of(name))
        job = self._desk.submit(title, work, project, settings)
        job.done.connect(lambda step: self._desk.changes.record(setting_chosen(title, *step)))
        job.ended.connect(self._on_end)
        self._job = job
        self._timer.start()
        return job

    def refresh(self) -> None:
        """Read the trials of the chosen model, also those of a tuning that runs."""
        project, name = self._desk.project, self.model.currentData()
        if project is None or name is None:
            return
        self.start.setEnabled(not project.read_only)
        self._desk.jobs.query(
            lambda: _read(project, name),
            self._take,
            self._desk.show_problem,
            key="tuning",
            owner=self,
        )

    def forget(self) -> None:
        """Another project: its trials are read when they are there."""
        self.trials, self.tuned = [], None
        self._show()

    def retranslate(self) -> None:
        self._wish.say(
            model=tr("Model"),
            preset=tr("Start from"),
            minutes=tr("Time"),
            metric=tr("Make better"),
            protocol=tr("Judged by"),
        )
        for position in range(self.model.count()):
            self.model.setItemText(position, title_of(self.model.itemData(position)))
        presets = {"fast": tr("Fast"), "balanced": tr("Balanced"), "best": tr("Best")}
        _fill(self.preset, {name: presets[name] for name in PRESETS})
        _fill(self.protocol, {name: protocol_title(name) for name in PROTOCOLS})
        self._on_model()
        self.minutes.setSuffix(tr(" min"))
        self.minutes.setToolTip(tr("No trial begins after so many minutes."))
        self.protocol.setToolTip(tr("How it will be judged later; those events stay unseen."))
        self.start.setText(tr("&Tune"))
        self.start.setToolTip(tr("Goes on with earlier trials that asked the same."))
        self.train.setText(tr("T&rain with these settings"))
        self.table.setAccessibleName(tr("Trials"))
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        self._show()

    def _lay_out(self) -> None:
        for box in (self.model, self.preset, self.measure, self.protocol):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(10)
        listed = rows(self.table, self.said, beside(None, self.train))
        listed.setStretch(0, 1)
        self._listed = Inviting(listed)
        self.setLayout(ask_above(self._wish, self._listed))

    def _on_model(self) -> None:
        name = self.model.currentData()
        if name is not None:
            _fill(self.measure, {one: tr_dynamic(one) for one in FIGURES[model_info(name).task]})
        self.refresh()

    def _on_end(self) -> None:
        self._job = None
        self._timer.stop()
        self.refresh()

    def _take(self, found: tuple[list[Trial], Tuned | None]) -> None:
        self.trials, self.tuned = found
        self._show()

    def _show(self) -> None:
        from stdesk.recommend import reason_sentence

        if not self.trials:
            self._listed.invite(
                "models",
                tr("No trials yet"),
                tr(
                    "Tuning tries settings of a model on events kept for validation, for as long "
                    "as you say; the best ones are kept and explained. Cancelling loses nothing."
                ),
                self._desk.theme,
            )
            return
        self._listed.show_contents()
        self.table.set_columns(self._columns(), key=[trial.number for trial in self.trials])
        said = [reason_sentence(one) for one in self.tuned.sentences] if self.tuned else []
        self.said.setText("\n".join(said))
        self.train.setEnabled(self.tuned is not None and self._job is None)

    def _columns(self) -> list[Column]:
        trials, best = self.trials, self.tuned.best if self.tuned is not None else -1
        metric = self.tuned.metric if self.tuned is not None else tr("Figure")
        return [
            Column(
                tr("Trial"),
                [trial.number for trial in trials],
                numeric=True,
                bold=lambda row: trials[row].number == best,
            ),
            Column(
                tr_dynamic(metric),
                [trial.value for trial in trials],
                show=figure,
                numeric=True,
                bold=lambda row: trials[row].number == best,
            ),
            Column(tr("Time"), [trial.seconds for trial in trials], show=seconds, numeric=True),
            Column(
                tr("State"),
                [trial.state for trial in trials],
                show=lambda state: tr_dynamic(STATES[state]),
                tip=lambda row: trials[row].message or None,
                color=lambda row: self._desk.theme.muted if trials[row].value is None else None,
            ),
            Column(tr("Settings"), [_params(trial) for trial in trials], stretch=True),
        ]

    def _train(self) -> None:
        if self.tuned is not None:
            wish = TrainSettings(self.tuned.model, TUNED, threads=spare_threads())
            self.train_wanted.emit(wish)


def _params(trial: Trial) -> str:
    return ", ".join(
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {_plain(value)}"
        for name, value in trial.params.items()
    )


def _plain(value: Any) -> str:
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _fill(box: Choice, titles: dict[str, str]) -> None:
    """Choices with their texts, the chosen one kept where it still is one."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for value, title in titles.items():
        box.addItem(title, value)
        box.setItemData(box.count() - 1, metric_help(title), Qt.ItemDataRole.ToolTipRole)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.blockSignals(False)


def _read(project: Project, model: str) -> tuple[list[Trial], Tuned | None]:
    from stdesk.training import read_tuning, trials

    return trials(project, model), read_tuning(project, model)


def _tune(
    project: Project, settings: TuneSettings, progress: Progress
) -> tuple[str, object, object]:
    """Name, former and new value of the setting in which a tuning is kept."""
    from stdesk.training import tune
    from stdesk.training.tuning_store import setting_of

    name = setting_of(settings.model)
    before = project.setting(name)
    tune(project, settings, progress)
    return name, before, project.setting(name)
