"""The list of one user with what is to be known of it, and what a person says of its entries."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from stdesk.desk.look.pieces import Inviting, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.recommend.feedback import Feedback
from stdesk.desk.recommend.table import RecommendTable
from stdesk.features import Catalogue
from stdesk.language import moment, ntr, tr
from stdesk.recommend import RecommendationLists, Recommended

MOST_OFFERED = 40  # entries that are left out, in one menu


class RecommendList(QWidget):
    """The table; below it the notes, the verdicts, and saving."""

    chosen = Signal()  # a line, by a person
    save_all_wanted = Signal()

    def __init__(self, feedback: Feedback, theme: Theme) -> None:
        super().__init__()
        self._feedback, self._theme = feedback, theme
        self._catalogue: Catalogue | None = None
        self.lists: RecommendationLists | None = None
        self.lines: tuple[Recommended, ...] = ()
        self.writable = False
        self.table = RecommendTable(theme)
        self.advice, self.notes = text("warning", wrap=True), text("small", wrap=True)
        self.advice.hide()
        self.accept = button("", lambda: self.judge("accepted"))
        self.pin = button("", lambda: self.judge("pinned"))
        self.hide_it = button("", lambda: self.judge("hidden"))
        self.reject = button("", lambda: self.judge("rejected"))
        self.left_out = button("flat")
        self.left_out.setMenu(QMenu(self.left_out))
        self.export_all = button("link", lambda: self.save_all_wanted.emit())
        self.export_all.hide()
        self._lay_out()
        self.table.chosen.connect(lambda _: self._on_row())
        feedback.changed.connect(lambda: self.fill())

    def show_lists(
        self,
        lists: RecommendationLists | None,
        offset_min: int = 0,
        said: str = "",
        moving: bool = False,
    ) -> None:
        """said: one more sentence for the notes. moving: the hand has not come to rest."""
        self.lists, self._opening = lists, False
        self.lines = lists.rows if lists is not None else ()
        self._offset_min, self._said = offset_min, said
        self._filling = True
        self.fill(moving)
        if self.lines and self.table.chosen_row() < 0:
            self.table.choose(0)
        self._filling = False

    def show_advice(self, advice: list[str], catalogue: Catalogue) -> None:
        """What this log can and cannot give: the first sentence, all of it as a tip."""
        self._catalogue = catalogue
        self.advice.setText(advice[0] + (" …" if len(advice) > 1 else "") if advice else "")
        self.advice.setToolTip("\n".join(advice))
        self.advice.setVisible(bool(advice))

    def say_opening(self) -> None:
        """Say that a model is being loaded, until there is a list."""
        self._opening = True
        self._say_notes()

    def offer_all(self, users: int) -> None:
        """Lists were made for so many users and can be saved."""
        self._users_with_lists = users
        self.export_all.setVisible(users > 0)
        said = ntr(
            "The list of {n} user is ready: save it …",
            "The lists of {n} users are ready: save them …",
            users,
        )
        self.export_all.setText(said)

    def line(self) -> Recommended | None:
        """The chosen one."""
        row = self.table.chosen_row()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def choose_rank(self, rank: int) -> None:
        ranks = [line.rank for line in self.lines]
        if rank in ranks:
            self.table.choose(ranks.index(rank))

    def judge(self, verdict: str) -> None:
        """Give the chosen entry a verdict, or take the same one back."""
        line = self.line()
        if line is not None and line.item_id is not None:
            self._feedback.turn(line.item_id, verdict)

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("Recommendations"))
        for part, tip in (
            (self.accept, tr("Right for this user: marked here, and heeded where you wish")),
            (self.pin, tr("Stays on top of this user's lists")),
            (self.hide_it, tr("Falls out of this user's lists, without being a judgement")),
            (self.reject, tr("Wrong for this user: falls out, and is heeded where you wish")),
            (self.left_out, tr("Hidden and rejected entries; choose one to bring it back")),
        ):
            part.setToolTip(tip)
        self.offer_all(self._users_with_lists)
        self.fill()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.fill()

    def fill(self, moving: bool = False) -> None:
        self.table.show_list(self.lines, self._feedback.verdicts, self._theme, moving)
        self._say_notes()
        self._offer_verdicts()
        self._offer_left_out()

    _offset_min, _said, _filling, _opening, _users_with_lists = 0, "", False, False, 0

    def _on_row(self) -> None:
        self._offer_verdicts()
        if not self._filling:
            self.chosen.emit()

    def _say_notes(self) -> None:
        from stdesk.recommend import reason_sentence

        if self.lists is None or self._opening:
            loading = (
                tr("Loading the model"),
                tr("This takes some seconds; then the list follows every move."),
            )
            none_yet = (
                tr("No list yet"),
                tr("Choose a model and a user; what comes next for them appears here."),
            )
            told = loading if self._opening else none_yet
            self.listed.invite("recommend", *told, self._theme)
            return
        self.listed.show_contents()
        said = [reason_sentence(note) for note in self.lists.notes]
        said.insert(0, tr("As of {when}.", when=moment(self.lists.as_of_ms, self._offset_min)))
        if not self.lines:
            said.insert(0, tr("There is nothing on this user's list."))
        self.notes.setText(" ".join((*said, self._said)).strip())

    def _offer_verdicts(self) -> None:
        line = self.line()
        item = line.item_id if line is not None else None
        given = self._feedback.verdicts.get(item or 0)
        self.accept.setText(tr("Accepted ✓") if given == "accepted" else tr("Accept"))
        self.pin.setText(tr("Unpin") if given == "pinned" else tr("Pin"))
        self.hide_it.setText(tr("Hide"))
        self.reject.setText(tr("Reject"))
        for judge in (self.accept, self.pin, self.hide_it, self.reject):
            judge.setEnabled(self.writable and item is not None)

    def _offer_left_out(self) -> None:
        items, catalogue = self._feedback.left_out, self._catalogue
        self.left_out.setVisible(bool(items) and catalogue is not None)
        if not items or catalogue is None:
            return
        self.left_out.setText(ntr("{n} left out", "{n} left out", len(items)))
        self.left_out.setEnabled(self.writable)
        menu = self.left_out.menu()
        menu.clear()
        for item in items[-MOST_OFFERED:]:
            name = catalogue.item_name(item - 1).replace("&", "&&")
            action = QAction(tr("Bring back: {name}", name=name), menu)
            action.triggered.connect(lambda _=False, item=item: self._feedback.give(item, "none"))
            menu.addAction(action)

    def _lay_out(self) -> None:
        judging = beside(
            self.accept,
            self.pin,
            self.hide_it,
            self.reject,
            self.left_out,
            None,
        )
        listed = rows(self.table, self.notes, beside(self.export_all, None), judging)
        listed.setStretch(0, 1)
        self.listed = Inviting(listed)
        self.listed.notice.middle.setFixedWidth(44 * GRID)  # beside the map room is short
        whole = rows(self.advice, self.listed)
        whole.setStretch(1, 1)
        self.setLayout(whole)
