"""Choose a model, a preset and what else a training needs; emits the wish to start."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem
from PySide6.QtWidgets import QComboBox, QGridLayout, QSpacerItem, QSpinBox

from stdesk.desk.look.pieces import Card, beside, button, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.models.model_card import ModelCard
from stdesk.desk.models.setting_editors import SettingsDialog
from stdesk.desk.work.warm_up import spare_threads
from stdesk.language import mark, ntr, tr, tr_dynamic
from stdesk.models.info import ModelInfo
from stdesk.models.registry import model_info, model_names
from stdesk.project import Summary
from stdesk.training import TUNED, TrainSettings, material

FAMILY_TITLES = {
    "baselines": mark("Honest baselines"),
    "temporal": mark("Time"),
    "spatial": mark("Space"),
    "fusion": mark("Time and space"),
    "intent": mark("Intent"),
}
PRESET_TITLES = {
    "fast": (mark("Fast"), mark("A first impression, in about a minute.")),
    "balanced": (mark("Balanced"), mark("Some minutes, for most of the accuracy.")),
    "best": (mark("Best"), mark("As long as it takes.")),
    "tuned": (mark("Tuned"), mark("What a tuning chose for this log; tune the model first.")),
}
DEVICE_TITLES = {
    "auto": mark("Automatic"),
    "cpu": mark("Processor (CPU)"),
    "cuda": mark("Graphics card (CUDA)"),
}


class TrainingForm(Card):
    """Emits `start_wanted` with TrainSettings, `all_wanted` with the preset for all models."""

    start_wanted = Signal(object)
    all_wanted = Signal(str)
    tune_wanted = Signal(str, str)  # model, preset

    def __init__(self) -> None:
        super().__init__()
        self._overrides: dict[str, dict[str, Any]] = {}
        self.model, self.preset, self.device = QComboBox(), QComboBox(), QComboBox()
        self.seed = QSpinBox()
        self.seed.setRange(0, 999_999)
        self.sentence, self.preset_note = text("muted", wrap=True), text("small", wrap=True)
        self.material = text("small", wrap=True)
        self._summary: Summary | None = None
        self.about = button("link", self._show_card)
        self.settings = button("link", self._edit_settings)
        self.start = button("accent", self._start)
        self.tune = button("", self._ask_to_tune)
        self.all = button("", lambda: self.all_wanted.emit(self.preset.currentData()))
        self._labels = {part: text() for part in ("preset", "device", "seed")}
        for name in model_names():
            self._add_model(model_info(name))
        self.model.setMaxVisibleItems(24)
        self.model.currentIndexChanged.connect(self._follow)
        self.preset.currentIndexChanged.connect(self._follow)
        self._lay_out()
        self.choose("ranker" if "ranker" in model_names() else model_names()[-1])

    def choose(self, name: str) -> None:
        position = self.model.findData(name)
        if position >= 0:
            self.model.setCurrentIndex(position)

    def show_material(self, summary: Summary) -> None:
        """Say what the project holds for the models that read more than events."""
        self._summary = summary
        self._follow()

    @property
    def info(self) -> ModelInfo:
        return model_info(self.model.currentData())

    @property
    def wish(self) -> TrainSettings:
        """What the form asks for now."""
        return TrainSettings(
            model=self.info.name,
            preset=self.preset.currentData(),
            overrides=self._overrides.get(self._key(), {}),
            seed=self.seed.value(),
            device=self.device.currentData(),
            threads=spare_threads(),
        )

    def retranslate(self) -> None:
        self.set_heading(tr("Train a model"))
        for position in range(self.model.count()):
            name, family = self.model.itemData(position), self.model.itemData(position, FAMILY)
            title = FAMILY_TITLES.get(family, family) if name is None else model_info(name).title
            self.model.setItemText(position, tr_dynamic(title))
        _fill(self.preset, {name: title for name, (title, _) in PRESET_TITLES.items()})
        _fill(self.device, DEVICE_TITLES)
        self._labels["preset"].setText(tr("&Preset"))
        self._labels["device"].setText(tr("Computed b&y"))
        self._labels["seed"].setText(tr("Seed of &chance"))
        for part, said in (
            (self.model, tr("Model")),
            (self.preset, tr("Preset")),
            (self.device, tr("Computed by")),
            (self.seed, tr("Seed of chance")),
        ):
            part.setAccessibleName(said)
        self.seed.setToolTip(tr("The same seed gives the same model again."))
        self.about.setText(tr("About this model …"))
        self.start.setText(tr("&Start"))
        self.tune.setText(tr("&Tune …"))
        self.tune.setToolTip(tr("Search the settings that suit this log."))
        self.all.setText(tr("Train &all of them"))
        self.all.setToolTip(tr("Queues every model with this preset, for the comparison."))
        self._follow()

    def state(self) -> dict[str, Any]:
        return {"model": self.model.currentData(), "preset": self.preset.currentData()}

    def restore(self, state: dict[str, Any]) -> None:
        self.choose(str(state.get("model")))
        position = self.preset.findData(state.get("preset"))
        self.preset.setCurrentIndex(max(position, 0))

    def set_enabled(self, enabled: bool) -> None:
        """Whether trainings can be started: not in a project open for reading only."""
        self.start.setEnabled(enabled)
        self.all.setEnabled(enabled and self.preset.currentData() != TUNED)

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setColumnStretch(1, 1)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        parts = {"preset": self.preset, "device": self.device, "seed": self.seed}
        for row, (name, part) in enumerate(parts.items()):
            self._labels[name].setBuddy(part)
            form.addWidget(self._labels[name], 2 * row, 0)
            form.addWidget(part, 2 * row, 1)
        form.addWidget(self.preset_note, 1, 0, 1, 2)
        self.body.addWidget(self.model)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.material)
        self.body.addLayout(beside(self.about, self.settings, None, spacing=0))
        self.body.addLayout(form)
        self.body.addSpacing(GRID)
        self.body.addLayout(beside(self.start, self.tune, self.all, None))
        self.body.addSpacerItem(QSpacerItem(33 * GRID, 0))
        self.body.addStretch(1)

    def _add_model(self, info: ModelInfo) -> None:
        model = self.model.model()
        if self.model.findData(info.family, FAMILY) < 0:
            head = QStandardItem()
            head.setData(info.family, FAMILY)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            model.appendRow(head)  # type: ignore[attr-defined]
        item = QStandardItem()
        item.setData(info.name, Qt.ItemDataRole.UserRole)
        item.setData(info.family, FAMILY)
        model.appendRow(item)  # type: ignore[attr-defined]

    def _follow(self) -> None:
        info, preset = self.info, self.preset.currentData()
        if preset is None:
            return
        self.sentence.setText(tr_dynamic(info.sentence))
        found = "" if self._summary is None else material(info.name, self._summary)
        self.material.setText(found)
        self.material.setVisible(bool(found))
        self.preset_note.setText(tr_dynamic(PRESET_TITLES[preset][1]))
        changed = len(self._overrides.get(self._key(), {}))
        said = ntr("Settings ({n} changed) …", "Settings ({n} changed) …", changed)
        self.settings.setText(said if changed else tr("Settings …"))
        self.settings.setVisible(bool(info.settings) and preset != TUNED)
        self.tune.setVisible(bool(info.search))
        self.all.setEnabled(self.start.isEnabled() and preset != TUNED)

    def _key(self) -> str:
        return f"{self.info.name}/{self.preset.currentData()}"

    def _ask_to_tune(self) -> None:
        self.tune_wanted.emit(self.info.name, self.preset.currentData())

    def _start(self) -> None:
        self.start_wanted.emit(self.wish)

    def _edit_settings(self) -> None:
        own = self._overrides.get(self._key(), {})
        dialog = SettingsDialog(self, self.info, self.preset.currentData(), own)
        key = self._key()

        def take() -> None:
            self._overrides[key] = dialog.overrides
            self._follow()

        dialog.accepted.connect(take)
        dialog.open()

    def _show_card(self) -> None:
        ModelCard(self, self.info).open()


FAMILY = Qt.ItemDataRole.UserRole + 1


def _fill(box: QComboBox, titles: dict[str, str]) -> None:
    """Choices with their texts, keeping the chosen one."""
    if box.count() == 0:
        for value in titles:
            box.addItem("", value)
    for position, title in enumerate(titles.values()):
        box.setItemText(position, tr_dynamic(title))
