"""The small pieces that pages are built of: texts by their weight, cards, buttons, empty states."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from stdesk.desk.look.theme import GRID, Theme, picture


def text(role: str = "", wrap: bool = False, said: str = "") -> QLabel:
    """A label; role is title, heading, figure, muted, small, good, warning, bad or empty."""
    label = QLabel(said)
    label.setTextFormat(Qt.TextFormat.PlainText)  # names from a log are never markup
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    return label


def set_role(label: QLabel, role: str) -> None:
    """Give a label another weight or colour after it was made."""
    label.setProperty("role", role)
    label.style().unpolish(label)
    label.style().polish(label)


def button(look: str = "", on_click: Callable[[], object] | None = None) -> QPushButton:
    """A button; look is accent (the one that leads on), flat, link, choice or empty."""
    made = QPushButton()
    made.setProperty("look", look)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(look == "accent")  # in a dialog, Enter does what leads on
    if on_click is not None:
        made.clicked.connect(lambda: on_click())
    return made


def rows(*contents: QWidget | QLayout, margin: int = 0, spacing: int = GRID) -> QVBoxLayout:
    """Contents below one another."""
    return _filled(QVBoxLayout(), contents, margin, spacing)


def beside(
    *contents: QWidget | QLayout | None, margin: int = 0, spacing: int = GRID
) -> QHBoxLayout:
    """Contents beside one another; None is a stretch."""
    return _filled(QHBoxLayout(), contents, margin, spacing)


def scrolled(contents: QWidget, height: int) -> QScrollArea:
    """Contents that scroll where they need more than `height` pixels."""
    area = _LowScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(contents)
    area.setMaximumHeight(height)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def form_width() -> int:
    """How wide a column with a form is, at the text size of now."""
    return QFontMetrics(QApplication.font()).horizontalAdvance("0" * 33) + 13 * GRID


def line() -> QFrame:
    """A thin horizontal line."""
    frame = QFrame()
    frame.setProperty("look", "line")
    return frame


class Card(QFrame):
    """A framed group with an optional heading; add contents to `body`."""

    def __init__(self, margin: int = 2 * GRID) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.heading = text("heading")
        self.heading.hide()
        self.body = rows(self.heading, margin=margin)
        self.setLayout(self.body)

    def set_heading(self, said: str) -> None:
        self.heading.setText(said)
        self.heading.setVisible(bool(said))


class FigureCard(Card):
    """One number with what it counts, and a small line below."""

    def __init__(self) -> None:
        super().__init__()
        self.label, self.figure, self.note = text("muted"), text("figure"), text("small", wrap=True)
        self.body.setSpacing(GRID // 2)
        for part in (self.label, self.figure, self.note):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def say(self, label: str, figure: str, note: str = "") -> None:
        self.label.setText(label)
        self.figure.setText(figure)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.setAccessibleName(f"{label}: {figure}")


class EmptyState(QWidget):
    """What to do when there is nothing to see yet: a picture, a sentence, the one button.

    Blank until something is said.
    """

    def __init__(self) -> None:
        super().__init__()
        self._icon = ""
        self.image = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.heading, self.sentence = text("heading"), text("muted", wrap=True)
        self.button = button("accent")
        self._action: Callable[[], object] | None = None
        self.button.clicked.connect(self._act)
        for label in (self.heading, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # A label that wraps tells its height only to a layout that gives it all its width.
        self.middle = middle = QWidget()
        middle.setFixedWidth(60 * GRID)
        action = beside(None, self.button, None)
        middle.setLayout(rows(self.image, self.heading, self.sentence, action))
        middle.hide()
        column = rows(beside(None, middle, None))
        column.insertStretch(0, 1)
        column.addStretch(2)
        self.setLayout(column)

    def say(
        self,
        icon: str,
        heading: str,
        sentence: str,
        action: str = "",
        on_click: Callable[[], object] | None = None,
    ) -> None:
        self._icon = icon
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.middle.show()
        self._action = on_click

    def apply_theme(self, theme: Theme) -> None:
        if self._icon:
            self.image.setPixmap(picture(self._icon, theme.muted, 6 * GRID))

    def _act(self) -> None:
        if self._action is not None:
            self._action()


class Inviting(QStackedWidget):
    """Contents, or an empty state in their place while there is nothing to show."""

    def __init__(self, contents: QLayout) -> None:
        super().__init__()
        self.notice, self.contents = EmptyState(), QWidget()
        self.contents.setLayout(contents)
        self.addWidget(self.notice)
        self.addWidget(self.contents)

    def invite(self, icon: str, heading: str, sentence: str, theme: Theme) -> None:
        self.notice.say(icon, heading, sentence)
        self.notice.apply_theme(theme)
        self.setCurrentWidget(self.notice)

    def show_contents(self) -> None:
        self.setCurrentWidget(self.contents)


class Choice(QComboBox):
    """A combo box that ends a text too long for it with …, and tells it whole as a tip.

    A tip of the chosen entry (ToolTipRole) is told too.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        option, painter = QStyleOptionComboBox(), QStylePainter(self)
        self.initStyleOption(option)
        kinds = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(kinds[0], option, kinds[1], self).width()
        whole = option.currentText
        elided = option.fontMetrics.elidedText(whole, Qt.TextElideMode.ElideRight, room)
        option.currentText = elided
        painter.drawComplexControl(kinds[0], option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        told = self.currentData(Qt.ItemDataRole.ToolTipRole) or ""
        self.setToolTip(
            "\n".join(part for part in (whole if elided != whole else "", told) if part)
        )


class _LowScrollArea(QScrollArea):
    """As high as its contents, up to the maximum height."""

    def sizeHint(self) -> QSize:
        inner = self.widget()
        if inner is None:
            return super().sizeHint()
        width = max(self.viewport().width(), 1)
        height = inner.heightForWidth(width) if inner.hasHeightForWidth() else 0
        height = max(height, inner.minimumSizeHint().height()) + 2 * self.frameWidth()
        return QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), self.maximumHeight()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the contents want another height
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def _filled(layout: QVBoxLayout | QHBoxLayout, contents: tuple, margin: int, spacing: int):  # type: ignore[no-untyped-def]
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    for content in contents:
        if content is None:
            layout.addStretch(1)
        elif isinstance(content, QLayout):
            layout.addLayout(content)
        else:
            layout.addWidget(content)
    return layout
