"""The advanced settings of a model: one editor for each, made from what the registry says of it."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from stdesk.desk.look.pieces import button, rows, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.work.messages import sentence
from stdesk.errors import SettingProblem
from stdesk.language import tr, tr_dynamic
from stdesk.models.info import ModelInfo, SettingInfo

MOST = 2_000_000_000


class SettingEditor:
    """The widget of one setting, and its value."""

    def __init__(self, name: str, info: SettingInfo, changed: Callable[[], object]) -> None:
        self.name, self.info = name, info
        self.widget, self._get, self._set = _MAKERS[info.type](info, changed)
        self.widget.setAccessibleName(name.replace("_", " "))
        self.widget.setAccessibleDescription(tr_dynamic(info.help))

    @property
    def value(self) -> Any:
        """Raises `SettingProblem` for text that is no value of this setting."""
        return self.info.read(self.name, self._get())

    @value.setter
    def value(self, value: Any) -> None:
        self._set(value)


class SettingsDialog(QDialog):
    """Shows all settings with the preset's values; `overrides` are those that were changed."""

    def __init__(
        self, parent: QWidget, info: ModelInfo, preset: str, overrides: Mapping[str, Any]
    ) -> None:
        super().__init__(parent)
        self._preset = info.complete(preset, {})
        self.editors = {
            name: SettingEditor(name, setting, self._check)
            for name, setting in info.settings.items()
        }
        self.overrides: dict[str, Any] = dict(overrides)
        self.setWindowTitle(tr("Settings of “{model}”", model=tr_dynamic(info.title)))
        self.problem = text("bad", wrap=True)
        self.reset = button("flat", self._take_preset)
        self.reset.setText(tr("Take the &preset’s values"))
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        layout = rows(self._form(), self.problem, self.buttons, margin=2 * GRID, spacing=2 * GRID)
        self.buttons.addButton(self.reset, QDialogButtonBox.ButtonRole.ResetRole)
        self.setLayout(layout)
        self.resize(80 * GRID, 60 * GRID)
        self._show({**self._preset, **overrides})

    def _form(self) -> QScrollArea:
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(2 * GRID)
        for row, editor in enumerate(self.editors.values()):
            name = text("", said=editor.name.replace("_", " "))
            name.setBuddy(editor.widget)
            said = text("small", wrap=True, said=tr_dynamic(editor.info.help))
            said.setVisible(bool(editor.info.help))
            grid.addLayout(rows(name, said, spacing=2), row, 0)
            editor.widget.setFixedWidth(24 * GRID)
            grid.addWidget(editor.widget, row, 1)
        grid.setRowStretch(len(self.editors), 1)
        inner = QWidget()
        inner.setProperty("look", "page")
        inner.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setAccessibleName(self.windowTitle())
        return area

    def _show(self, values: Mapping[str, Any]) -> None:
        for name, editor in self.editors.items():
            editor.value = values[name]
        self._check()

    def _take_preset(self) -> None:
        self._show(self._preset)

    def _check(self) -> None:
        if not hasattr(self, "buttons"):
            return
        problem = self._first_problem()
        self.problem.setText(sentence(problem) if problem else "")
        self.problem.setVisible(problem is not None)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(problem is None)

    def _first_problem(self) -> SettingProblem | None:
        for editor in self.editors.values():
            try:
                _ = editor.value
            except SettingProblem as problem:
                return problem
        return None

    def _accept(self) -> None:
        chosen = {name: editor.value for name, editor in self.editors.items()}
        self.overrides = {n: v for n, v in chosen.items() if v != self._preset[n]}
        self.accept()


Made = tuple[QWidget, Callable[[], Any], Callable[[Any], None]]


def _int_editor(info: SettingInfo, changed: Callable[[], object]) -> Made:
    box = QSpinBox()
    low, high = (
        (-MOST if info.low is None else info.low),
        (MOST if info.high is None else info.high),
    )
    box.setRange(int(low), int(high))
    box.setGroupSeparatorShown(True)
    box.lineEdit().setTextMargins(GRID - 2, 0, 0, 0)
    box.valueChanged.connect(lambda: changed())
    return box, box.value, lambda value: box.setValue(int(value))


def _text_editor(info: SettingInfo, changed: Callable[[], object]) -> Made:
    line = QLineEdit()
    line.textChanged.connect(lambda: changed())
    return line, line.text, lambda value: line.setText(f"{value}")


def _choice_editor(info: SettingInfo, changed: Callable[[], object]) -> Made:
    box = QComboBox()
    box.addItems(list(info.choices))
    box.currentIndexChanged.connect(lambda: changed())
    return box, box.currentText, lambda value: box.setCurrentText(str(value))


def _bool_editor(info: SettingInfo, changed: Callable[[], object]) -> Made:
    box = QCheckBox()
    box.toggled.connect(lambda: changed())
    return box, box.isChecked, lambda value: box.setChecked(bool(value))


_MAKERS: dict[str, Callable[[SettingInfo, Callable[[], object]], Made]] = {
    "int": _int_editor,
    "float": _text_editor,  # 0.0003 and 1e-3 are typed more easily than spun
    "bool": _bool_editor,
    "choice": _choice_editor,
    "text": _text_editor,
}
