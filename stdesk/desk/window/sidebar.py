"""The side bar: the project's name and the five steps in the order of the work."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QApplication, QButtonGroup, QFrame, QLabel, QSizePolicy, QToolButton

from stdesk.desk.look.pieces import button, rows, text
from stdesk.desk.look.theme import GRID, Theme, icon, step_icon
from stdesk.desk.work.desk import PAGES, STEP_TITLES
from stdesk.language import tr, tr_dynamic
from stdesk.project import Project

LEAST_WIDTH, ICON_SIDE = 23 * GRID, 20


class SideBar(QFrame):
    """Emits `chosen` with one of PAGES."""

    chosen = Signal(str)
    find_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "sidebar")
        self.setFixedWidth(LEAST_WIDTH)
        self.name, self.place = text("heading"), text("small")
        self.steps: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        layout = rows(margin=GRID, spacing=GRID // 2)
        head = rows(self.name, self.place, spacing=GRID // 4)
        head.setContentsMargins(GRID + GRID // 2, GRID, GRID, 2 * GRID)
        layout.addLayout(head)
        self.seek = button("find", self.find_wanted.emit)
        layout.addWidget(self.seek)
        layout.addSpacing(GRID)
        for name in PAGES:
            step = self.steps[name] = self._step(name)
            group.addButton(step)
            layout.addWidget(step)
        layout.addStretch(1)
        self.setLayout(layout)
        self.set_project(None)

    def set_project(self, project: Project | None) -> None:
        self._project = project
        for step in self.steps.values():
            step.setEnabled(project is not None)
        self.retranslate()

    def mark_current(self, name: str) -> None:
        self.steps[name].setChecked(True)

    def retranslate(self) -> None:
        for position, (name, step) in enumerate(self.steps.items(), start=1):
            step.setText(" " + tr_dynamic(STEP_TITLES[name]))
            step.setAccessibleName(tr_dynamic(STEP_TITLES[name]))
            shortcut = QKeySequence(f"Ctrl+{position}")
            step.setToolTip(f"{tr_dynamic(STEP_TITLES[name])} ({shortcut.toString()})")
        self.seek.setText(tr("Find …"))
        self.seek.setToolTip(
            tr("Find users, places, categories, segments, pages, actions") + " (Ctrl+K)"
        )
        self._fit()
        path = self._project.path if self._project else None
        self._say(self.name, path.stem if path else "stdesk")
        self._say(self.place, path.parent.name if path else tr("No project is open"))
        self.name.setToolTip(str(path or ""))
        self.place.setToolTip(str(path or ""))

    def apply_theme(self, theme: Theme) -> None:
        for name, step in self.steps.items():
            step.setIcon(step_icon(name, theme))
        self.seek.setIcon(icon("search", theme.muted))
        self.retranslate()

    def _fit(self) -> None:
        """As wide as the longest step in this language and text size, also when it is bold."""
        font = QFont(QApplication.font())
        font.setBold(True)
        metrics = QFontMetrics(font)
        widest = max(metrics.horizontalAdvance(step.text()) for step in self.steps.values())
        self.setFixedWidth(max(LEAST_WIDTH, widest + ICON_SIDE + 9 * GRID))

    def _say(self, label: QLabel, said: str) -> None:
        room = self.width() - 4 * GRID
        label.setText(label.fontMetrics().elidedText(said, Qt.TextElideMode.ElideMiddle, room))

    def _step(self, name: str) -> QToolButton:
        step = QToolButton()
        step.setProperty("look", "step")
        step.setCheckable(True)
        step.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        step.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
        step.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        step.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        step.clicked.connect(lambda: self.chosen.emit(name))
        return step
