"""The leaderboard: all that was judged on the same events, and whether the first is better."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from stdesk.desk.look.pieces import Card, Choice, EmptyState, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.models.leaderboard_table import board_columns, board_name, board_title
from stdesk.desk.tables.interval_column import make_room
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.evaluation import Board, BoardHead, BoardLine, named
from stdesk.language import number, tr
from stdesk.project import Project, RunRecord


class LeaderboardView(QWidget):
    """Emits where the person wants to go on to; reads boards in the background."""

    compare_wanted = Signal()
    errors_wanted = Signal(str, object)  # model and run

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._heads: list[BoardHead] = []
        self._board: Board | None = None
        self._runs: dict[int, RunRecord] = {}
        self._lines: list[BoardLine] = []
        self.choice, self.table = Choice(), Table()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.currentIndexChanged.connect(self._read)
        self.verdict, self.note = text(wrap=True), text("small", wrap=True)
        self.where = button("", self._show_errors)
        make_room(self.table)
        self.table.more = self._offer_errors
        self.table.chosen.connect(lambda _: self._follow())
        self.table.opened.connect(lambda _: self._show_errors())
        self.empty, self.result = EmptyState(), Card()
        self.result.body.addLayout(beside(self.choice, None, self.where))
        self.result.body.addWidget(self.verdict)
        self.result.body.addWidget(self.table, 1)
        self.result.body.addWidget(self.note)
        layout = rows(self.result, self.empty)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        self.setLayout(layout)
        self.result.hide()

    @property
    def line(self) -> BoardLine | None:
        """The chosen line."""
        row = self.table.chosen_row()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def forget(self) -> None:
        """Another project is open."""
        self._heads, self._board, self._lines = [], None, []

    def refresh(self) -> None:
        """Read which boards the stored comparisons make; the newest is shown."""
        from stdesk.evaluation import board_heads

        project = self._desk.project
        if project is None:
            return
        self._desk.jobs.query(
            lambda: board_heads(project),
            self._take_heads,
            self._desk.show_problem,
            key="leaderboard: heads",
            owner=self,
        )

    def retranslate(self) -> None:
        self.choice.setAccessibleName(tr("Leaderboard"))
        self.choice.setToolTip(
            tr("What was judged: only models with the very same events compete.")
        )
        self.table.setAccessibleName(tr("Leaderboard"))
        self.where.setText(tr("&Where does it fail?"))
        self.where.setToolTip(tr("Shows users, segments and hours that the chosen model misses."))
        self.empty.say(
            "models",
            tr("Nothing was compared yet"),
            tr(
                "Compare the models once: every comparison on the same events then stands in one "
                "table, with a test of whether the first is really better."
            ),
            tr("Compare the models …"),
            self.compare_wanted.emit,
        )
        self._offer()
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        self.empty.apply_theme(theme)
        self._show()

    def _take_heads(self, heads: list[BoardHead]) -> None:
        self._heads = heads
        self.result.setVisible(bool(heads))
        self.empty.setVisible(not heads)
        self._offer()
        self._read()

    def _offer(self) -> None:
        chosen = max(self.choice.currentIndex(), 0)
        self.choice.blockSignals(True)
        self.choice.clear()
        for head in self._heads:
            self.choice.addItem(board_title(head))
        self.choice.setCurrentIndex(chosen if chosen < len(self._heads) else 0)
        self.choice.blockSignals(False)

    def _read(self) -> None:
        project, place = self._desk.project, self.choice.currentIndex()
        if project is None or not 0 <= place < len(self._heads):
            return
        head = self._heads[place]
        self._desk.jobs.query(
            lambda: _board(project, head),
            self._take,
            self._desk.show_problem,
            key="leaderboard: lines",
            owner=self,
        )

    def _take(self, found: tuple[Board, dict[int, RunRecord]]) -> None:
        self._board, self._runs = found
        self._show()

    def _show(self) -> None:
        board = self._board
        if board is None:
            return
        columns, self._lines = board_columns(board, self._runs, self._desk.theme)
        self.table.set_columns(columns, key=[line.key for line in self._lines])
        self.verdict.setText("\n".join(self._said(board, sentence) for sentence in board.sentences))
        self.note.setText(self._about(board))
        self._follow()

    def _said(self, board: Board, sentence: Any) -> str:
        from stdesk.recommend import reason_sentence

        called = named(sentence, lambda model, run: board_name(board, model, run, self._runs))
        return reason_sentence(called)

    def _about(self, board: Board) -> str:
        said = tr(
            "Grey models only count. p asks whether the first model is better than this one, on "
            "the same events, user by user; the best of many is always a little too good."
        )
        if board.kept < board.head.instances:
            more = tr(
                "Tests are on {kept} of the events, drawn at random.", kept=number(board.kept)
            )
            return f"{said} {more}"
        return said

    def _follow(self) -> None:
        self.where.setEnabled(bool(self._lines) and self._board is not None
                              and self._board.head.is_current)  # fmt: skip

    def _offer_errors(self, menu: QMenu, row: int) -> None:
        if row >= 0:
            self.table.choose(row)
            menu.addAction(self.where.text(), self._show_errors).setEnabled(self.where.isEnabled())

    def _show_errors(self) -> None:
        line = self.line or (self._lines[0] if self._lines else None)
        if line is not None and self.where.isEnabled():
            self.errors_wanted.emit(line.model, line.run)


def _board(project: Project, head: BoardHead) -> tuple[Board, dict[int, RunRecord]]:
    from stdesk.evaluation import leaderboard

    return leaderboard(project, head), {run.id: run for run in project.runs.all()}
