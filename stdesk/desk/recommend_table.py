"""The list of what is recommended: rank, name, how likely, how far, why."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from stdesk.desk.columns import Column
from stdesk.desk.table import Table
from stdesk.desk.theme import Theme
from stdesk.language import distance, mark, number, percent, tr, tr_dynamic
from stdesk.recommend import Recommended, reason_sentence

SHARE = 3  # the column with bars
VERDICTS = {
    "accepted": mark("accepted"),
    "pinned": mark("pinned"),
    "hidden": mark("hidden"),
    "rejected": mark("rejected"),
}


class RecommendTable(Table):
    """Lines of one user's list, each with the verdict that was given on it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._bars = Bars(theme)
        self.setItemDelegateForColumn(SHARE, self._bars)

    def show_list(
        self, lines: Sequence[Recommended], verdicts: dict[int, str], theme: Theme
    ) -> None:
        """verdicts: by item id."""
        self._bars.theme = theme
        self._bars.largest = max((line.share for line in lines), default=1.0)
        given = [verdicts.get(line.item_id or 0, "") for line in lines]
        said = [_first_reason(line) for line in lines]

        def faded(row: int) -> str | None:
            return theme.muted if given[row] in ("hidden", "rejected") else None

        columns = [
            Column(tr("Rank"), [line.rank for line in lines], number, numeric=True, color=faded),
            Column(
                tr("Name"),
                [line.name for line in lines],
                tip=lambda row: lines[row].item,
                color=faded,
            ),
            Column(tr("Category"), [line.category for line in lines], color=faded),
            Column(
                tr("Chance"),
                [line.share for line in lines],
                chance,
                numeric=True,
                help=tr("The model's probability among all items, before any filter"),
            ),
            Column(
                tr("Distance"), [line.distance_km for line in lines], distance, numeric=True,
                color=faded,
            ),
            Column(tr("Verdict"), [tr_dynamic(word) if word else None for word in
                                   (VERDICTS.get(one, one) for one in given)], color=faded),
            Column(
                tr("Why"),
                said,
                tip=lambda row: "\n".join(all_reasons(lines[row])),
                color=faded,
                stretch=True,
            ),
        ]  # fmt: skip
        for column in range(self.rows.columnCount()):
            self.setColumnHidden(column, False)  # a hidden one would not be measured
        self.set_columns(columns, key=[line.item for line in lines])
        for column, letters in ((1, 26), (2, 16)):
            header, widest = (
                self.horizontalHeader(),
                self.fontMetrics().averageCharWidth() * letters,
            )
            header.resizeSection(column, min(header.sectionSize(column), widest))
        for column, empty in (
            (2, not any(line.category for line in lines)),
            (4, all(line.distance_km is None for line in lines)),
            (5, not any(given)),
        ):
            self.setColumnHidden(column, empty)


def all_reasons(line: Recommended) -> list[str]:
    """Up to three sentences."""
    return [reason_sentence(reason) for reason in line.reasons]


def chance(share: float) -> str:
    """12.3 %; what is rarer than one in a thousand is not told apart."""
    return percent(share, 1) if share >= 0.001 else tr("under {share}", share=percent(0.001, 1))


class Bars(QStyledItemDelegate):
    """A number with a bar as long as it is large, beside the largest of the list."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.largest = 1.0

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        model = index.model()
        share = model.columns[index.column()].values[model.row(index.row())]  # type: ignore[attr-defined]
        area = QRectF(option.rect).adjusted(6, 0, -6, -3)
        width = area.width() * min(share / (self.largest or 1.0), 1.0)
        painter.fillRect(
            QRectF(area.left(), area.bottom() - 3, width, 3), QColor(self.theme.accent)
        )


def _first_reason(line: Recommended) -> str:
    return reason_sentence(line.reasons[0]) if line.reasons else ""
