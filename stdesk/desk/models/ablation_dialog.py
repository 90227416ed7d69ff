"""Asks which models the learned ranking is to be tried with, and how thoroughly."""

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QSpinBox,
    QWidget,
)

from stdesk.desk.look.pieces import rows, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.look.titles import title_of
from stdesk.desk.models.training_form import PRESET_TITLES
from stdesk.evaluation import AblateSettings
from stdesk.evaluation.variants import ALONE, variants
from stdesk.language import number, tr, tr_dynamic
from stdesk.models.registry import PRESETS, model_names

_COLUMNS = 2


class AblationDialog(QDialog):
    """Shows the models that rank items; `wish` is what was asked for."""

    def __init__(self, parent: QWidget, protocol: str, time: str) -> None:
        super().__init__(parent)
        self._protocol, self._time = protocol, time
        self.parts = {
            name: QCheckBox(title_of(name)) for name in model_names("items") if name != ALONE
        }
        self.preset, self.seed = QComboBox(), QSpinBox(maximum=999_999)
        self.seed.lineEdit().setTextMargins(GRID - 2, 0, 0, 0)  # as on pages
        self.cost = text("small", wrap=True)
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self._say()
        self._lay_out()
        for name, box in self.parts.items():
            box.setChecked(name in AblateSettings.parts)
            box.toggled.connect(self._follow)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._follow()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The models that are ticked."""
        return tuple(name for name, box in self.parts.items() if box.isChecked())

    @property
    def wish(self) -> AblateSettings:
        """Raises `SettingProblem` while no model is ticked."""
        return AblateSettings(
            self.chosen, self._protocol, self._time, self.preset.currentData(), self.seed.value()
        )

    def _say(self) -> None:
        self.setWindowTitle(tr("What other models add"))
        for preset in PRESETS:
            self.preset.addItem(tr_dynamic(PRESET_TITLES[preset][0]), preset)
        self.preset.setAccessibleName(tr("Preset"))
        self.seed.setAccessibleName(tr("Seed of chance"))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("&Start"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))

    def _lay_out(self) -> None:
        about = text(wrap=True, said=tr(
            "The learned ranking is trained without any of these models, with each, and with all; "
            "then each stands alone. All are judged on the same events."
        ))  # fmt: skip
        boxes = QGridLayout()
        boxes.setHorizontalSpacing(3 * GRID)
        boxes.setVerticalSpacing(GRID)
        for position, box in enumerate(self.parts.values()):
            boxes.addWidget(box, position // _COLUMNS, position % _COLUMNS)
        form = QGridLayout()
        form.setColumnStretch(1, 1)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        for row, (said, part) in enumerate(
            ((tr("&Preset"), self.preset), (tr("Seed of &chance"), self.seed))
        ):
            label = text(said=said)
            label.setBuddy(part)
            form.addWidget(label, row, 0)
            form.addWidget(part, row, 1)
        self.setLayout(
            rows(about, boxes, form, self.cost, self.buttons, margin=2 * GRID, spacing=2 * GRID)
        )
        self.setMinimumWidth(64 * GRID)

    def _follow(self) -> None:
        """Say how many trainings it takes; nothing to try is nothing to start."""
        start = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        start.setEnabled(bool(self.chosen))
        if not self.chosen:
            self.cost.setText(tr("Tick at least one model."))
            return
        count = sum(1 for _ in variants(self.wish))
        self.cost.setText(tr("{count} trainings, one after the other.", count=number(count)))
