"""The header of the import preview: above each column a choice of its role, and its name."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableView

from stdesk.desk.look.theme import GRID
from stdesk.ingest import ROLES
from stdesk.language import percent, tr, tr_dynamic

NARROWEST, WIDEST = 17 * GRID, 30 * GRID
BOX_HEIGHT = 4 * GRID
NAME_HEIGHT = 5 * GRID


class RoleHeader(QHeaderView):
    """Emits `chosen` with a column and a role (empty: none)."""

    chosen = Signal(str, str)

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.boxes: list[QComboBox] = []
        self.setSectionsClickable(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.setMinimumSectionSize(NARROWEST)
        self.sectionResized.connect(lambda *_: self._place())
        table.horizontalScrollBar().valueChanged.connect(lambda _: self._place())

    def set_columns(self, columns: list[tuple[str, str | None]]) -> None:
        """columns: name and role (or None) of each."""
        for box in self.boxes:
            box.deleteLater()
        self.boxes = [self._box(name, role) for name, role in columns]
        self._place()

    def fit(self, wanted: Sequence[int], room: int) -> None:
        """Give each column the width it wants, if need be less, so that all are seen at once."""
        widths = [min(max(width, NARROWEST), WIDEST) for width in wanted]
        while sum(widths) > room and max(widths) > NARROWEST:
            widest = widths.index(max(widths))
            widths[widest] = max(widths[widest] - GRID, NARROWEST)
        spare = max(room - sum(widths), 0) // max(len(widths), 1)
        for section, width in enumerate(widths):
            self.resizeSection(section, width + spare)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), BOX_HEIGHT + NAME_HEIGHT + GRID)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The column's name, and below how sure its role is."""
        colors = self.palette()
        name, _, sure = str(self.model().headerData(section, self.orientation())).partition("\n")
        painter.fillRect(rect, colors.base())
        painter.setPen(QPen(colors.mid().color()))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        text = rect.adjusted(GRID + 3, BOX_HEIGHT + GRID, -GRID, -GRID // 2)
        half = text.height() // 2
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QPen(colors.text().color()))
        metrics = QFontMetrics(font)
        name = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, text.width())
        painter.drawText(text.adjusted(0, 0, 0, -half), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(self.font())
        painter.setPen(QPen(colors.placeholderText().color()))
        painter.drawText(text.adjusted(0, half, 0, 0), Qt.AlignmentFlag.AlignVCenter, sure)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place()

    def _box(self, name: str, role: str | None) -> QComboBox:
        box = QComboBox(self.viewport())
        box.addItem(tr("not used"), "")
        for known in ROLES.values():
            box.addItem(tr_dynamic(known.title), known.name)
            box.setItemData(box.count() - 1, tr_dynamic(known.meaning), Qt.ItemDataRole.ToolTipRole)
        box.setCurrentIndex(max(box.findData(role or ""), 0))
        box.setMaxVisibleItems(len(ROLES) + 1)
        box.setAccessibleName(tr("Role of column {column}", column=name))
        box.activated.connect(lambda _: self.chosen.emit(name, box.currentData()))
        box.show()
        return box

    def _place(self) -> None:
        for section, box in enumerate(self.boxes):
            if section >= self.count():
                return
            begin = self.sectionViewportPosition(section)
            box.setGeometry(begin + 4, 4, self.sectionSize(section) - 8, BOX_HEIGHT)


def how_sure(role: str | None, confidence: float, corrected: bool) -> str:
    """The second line under a column's name."""
    if corrected:
        return tr("chosen by you")
    if role is None:
        return ""
    if confidence >= 1:
        return tr("known")
    return tr("guessed, {share}", share=percent(confidence))
