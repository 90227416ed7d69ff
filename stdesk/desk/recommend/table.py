"""The list of what is recommended: rank, name, how likely, how far, why."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from stdesk.desk.look.theme import Theme
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.language import distance, mark, number, percent, tr, tr_dynamic
from stdesk.recommend import Recommended, reason_sentence

WIDE = 620  # pixels from which on categories and reasons are shown, which details say too
VERDICTS = {
    "accepted": mark("accepted"),
    "pinned": mark("pinned"),
    "hidden": mark("hidden"),
    "rejected": mark("rejected"),
}
MARKS = {"accepted": "✓ ", "pinned": "↑ "}


class RecommendTable(Table):
    """Lines of one user's list, each with the verdict that was given on it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._bars, self._plain = Bars(theme), self.itemDelegate()
        self._lines: Sequence[Recommended] = ()
        self._given: list[str] = []
        self._narrow = False

    def show_list(
        self,
        lines: Sequence[Recommended],
        verdicts: dict[int, str],
        theme: Theme,
        moving: bool = False,
    ) -> None:
        """verdicts: by item id. moving: see `Table.set_columns`."""
        self._bars.theme = theme
        self._bars.largest = max((line.share for line in lines), default=1.0)
        self._lines = lines
        self._given = [verdicts.get(line.item_id or 0, "") for line in lines]
        self._fill(moving)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._narrow != (event.size().width() < WIDE):
            self._narrow = not self._narrow
            self._fill()
        super().resizeEvent(event)

    def _fill(self, moving: bool = False) -> None:
        """Only columns that say something, and where room is short only what a list needs."""
        columns = [column for column in self._columns() if column is not None]
        shares = next(i for i, column in enumerate(columns) if column.show is chance)
        for place in range(len(columns)):
            self.setItemDelegateForColumn(place, self._bars if place == shares else self._plain)
        self.set_columns(columns, key=[line.item for line in self._lines], moving=moving)

    def _tip(self, row: int) -> str:
        """The key, and the verdict where there is one."""
        given = self._given[row]
        said = [self._lines[row].item]
        if given:
            said.append(tr_dynamic(VERDICTS.get(given, given)))
        return " · ".join(said)

    def _columns(self) -> Iterator[Column | None]:
        lines, given, narrow = self._lines, self._given, self._narrow

        def faded(row: int) -> str | None:
            return self._bars.theme.muted if given[row] in ("hidden", "rejected") else None

        yield Column(tr("Rank"), [line.rank for line in lines], number, numeric=True, color=faded)
        names = [
            f"{MARKS.get(verdict, '')}{line.name}"
            for line, verdict in zip(lines, given, strict=True)
        ]
        yield Column(tr("Name"), names, tip=self._tip, color=faded, stretch=narrow)
        if not narrow and any(line.category for line in lines):
            yield Column(tr("Category"), [line.category for line in lines], color=faded)
        yield Column(
            tr("Chance"),
            [line.share for line in lines],
            chance,
            numeric=True,
            help=tr("The model's probability among all items, before any filter"),
        )
        away = [line.distance_km for line in lines]
        if not narrow and any(km is not None for km in away):
            yield Column(tr("Distance"), away, distance, numeric=True, color=faded)
        yield Column(
            tr("So far"),
            [line.visits for line in lines],
            lambda visits: number(visits) if visits else tr("new"),
            numeric=True,
            help=tr("How often the user had it before; new: never"),
            color=faded,
        )
        if not narrow and any(given):
            words = [tr_dynamic(VERDICTS.get(one, one)) if one else None for one in given]
            yield Column(tr("Verdict"), words, color=faded)
        if not narrow:
            yield Column(
                tr("Why"),
                [_first_reason(line) for line in lines],
                tip=lambda row: "\n".join(all_reasons(lines[row])),
                color=faded,
                stretch=True,
            )


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
