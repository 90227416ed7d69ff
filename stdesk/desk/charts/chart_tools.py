"""What a person can do with every chart: copy it, save it, drag it out, copy its numbers.

`charts.make_plot` and `PaintedChart` give each chart its tools, as `chart.tools`. A menu opens with
the right button, the menu key, or the grip that appears in the corner under the mouse; whoever
presses the grip and moves on drags the picture to another program.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMenu, QToolButton, QWidget

from stdesk.desk.charts.chart_pictures import ask_where_to_save, drag_out, picture_of, save_picture
from stdesk.desk.look.theme import GRID, Theme, icon
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.tab_separated import tab_separated
from stdesk.desk.work.messages import show_problem
from stdesk.errors import ReportProblem
from stdesk.language import tr

GRIP_SIDE = 3 * GRID


class ChartTools(QObject):
    """Belongs to one chart; its picture is named after the chart's accessible name.

    numbers: the chart's numbers as a table, if they can be copied. show_all: brings everything into
    sight again. more: adds entries of the page's own to the menu.
    """

    def __init__(self, chart: QWidget, theme: Theme) -> None:
        super().__init__(chart)
        self._chart = chart
        self.numbers: Callable[[], Sequence[Column]] | None = None
        self.show_all: Callable[[], object] | None = None
        self.more: Callable[[QMenu], object] | None = None
        self.grip = _Grip(self, chart)
        # The events of a plot arrive at its viewport, its keys at the plot itself.
        self._surface = chart.viewport() if isinstance(chart, QAbstractScrollArea) else chart
        for watched in {chart, self._surface}:
            watched.installEventFilter(self)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self.grip.setIcon(icon("more", theme.muted))

    def menu(self) -> QMenu:
        """What can be done with the chart, in the language of now."""
        menu = QMenu(self._chart)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.more is not None:
            self.more(menu)
            menu.addSeparator()
        if self.show_all is not None:
            menu.addAction(tr("Show all of it"), self.show_all)
            menu.addSeparator()
        copy = menu.addAction(tr("&Copy as a picture"), self.copy_picture)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        menu.addAction(tr("&Save as a picture …"), self.ask_to_save)
        if self.numbers is not None:
            menu.addAction(tr("Copy the &numbers"), self.copy_numbers)
        return menu

    def copy_picture(self) -> None:
        with _Bare(self):
            QGuiApplication.clipboard().setImage(picture_of(self._chart))

    def copy_numbers(self) -> None:
        if self.numbers is not None:
            QGuiApplication.clipboard().setText(tab_separated(self.numbers()))

    def ask_to_save(self) -> None:
        path = ask_where_to_save(self._chart, self._chart.accessibleName())
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Write the chart to a .png or .svg file; a failure is shown in a box."""
        try:
            with _Bare(self):
                save_picture(self._chart, path)
        except OSError as error:
            problem = ReportProblem("{path} cannot be written: {error}.", path=path, error=error)
            show_problem(self._chart.window(), problem)

    def drag(self) -> None:
        with _Bare(self):
            drag_out(self._chart, self._chart.accessibleName())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind, kinds = event.type(), QEvent.Type
        if kind == kinds.ContextMenu and isinstance(event, QContextMenuEvent):
            self._open_menu(event)
            return True
        if kind == kinds.KeyPress and isinstance(event, QKeyEvent) and _copies(event):
            self.copy_picture()
            return True
        if kind == kinds.Enter:
            self.grip.appear()
        elif kind == kinds.Leave:
            self.grip.disappear()
        elif kind == kinds.Resize:
            self.grip.settle()
        return False

    def open_menu_at_grip(self) -> None:
        self.menu().popup(self.grip.mapToGlobal(QPoint(0, self.grip.height())))

    def _open_menu(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        middle = self._chart.mapToGlobal(self._chart.rect().center())
        self.menu().popup(middle if by_key else event.globalPos())


class _Grip(QToolButton):
    """Appears over a chart's corner: a click opens the menu, pulling drags the picture out."""

    def __init__(self, tools: ChartTools, chart: QWidget) -> None:
        super().__init__(chart)
        self._tools, self._chart = tools, chart
        self._pressed: QPoint | None = None
        self.setProperty("look", "grip")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the menu key does the same for the keyboard
        self.setFixedSize(GRIP_SIDE, GRIP_SIDE)
        self.setIconSize(QSize(2 * GRID, 2 * GRID))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.hide()

    def appear(self) -> None:
        self.setAccessibleName(tr("What to do with this chart"))
        self.setToolTip(tr("Click for what to do with this chart, or drag its picture out"))
        self.settle()
        self.show()
        self.raise_()

    def disappear(self) -> None:
        inside = self._chart.rect().contains(self._chart.mapFromGlobal(self.cursor().pos()))
        if not inside:
            self.hide()

    def settle(self) -> None:
        self.move(self._chart.width() - self.width() - GRID // 2, GRID // 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed = None
            self._tools.drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self._pressed = None
            self._tools.open_menu_at_grip()


class _Bare:
    """While a picture is taken, the chart has no grip and no ring."""

    def __init__(self, tools: ChartTools) -> None:
        self._chart, self._grip = tools._chart, tools.grip

    def __enter__(self) -> None:
        self._seen = not self._grip.isHidden()
        self._grip.hide()
        self._chart.setProperty("bare", True)

    def __exit__(self, *_: object) -> None:
        self._chart.setProperty("bare", False)
        self._grip.setVisible(self._seen)


def _copies(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Copy)
