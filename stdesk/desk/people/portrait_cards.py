"""The cards of a portrait: each shows one side of a user."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from stdesk.desk.look.pieces import Card, beside, button, rows, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.people.portrait_charts import InterestBars, TypicalDays, WeekHeat
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.language import day, figure, ntr, number, percent, tr
from stdesk.recommend import (
    Alike,
    Expectation,
    Portrait,
    PortraitPlace,
    anchor_line,
    reach_lines,
    reason_sentence,
    rhythm_lines,
    trust_said,
)

TABLE_ROWS = 8


class Lines(QWidget):
    """Sentences below one another, as many as there are."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self._role = role
        self._column: QVBoxLayout = rows(spacing=GRID // 2)
        self.setLayout(self._column)

    def say(self, lines: Sequence[str]) -> None:
        while self._column.count() < len(lines):
            self._column.addWidget(text(self._role, wrap=True))
        for place in range(self._column.count()):
            held = self._column.itemAt(place)
            label = held.widget() if held is not None else None
            if isinstance(label, QLabel):
                label.setVisible(place < len(lines))
                label.setText(lines[place] if place < len(lines) else "")
        self.setVisible(bool(lines))


class WhoCard(Card):
    """The key, when, how much, what a file about users said, and the segments."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.lines = text("title", wrap=True), Lines("muted")
        self.figures = QGridLayout()
        self.figures.setHorizontalSpacing(4 * GRID)
        self.figures.setVerticalSpacing(0)
        self.figures.setRowStretch(2, 1)
        self._shown: list[tuple[QLabel, QLabel]] = []
        self.body.addLayout(beside(rows(self.name, self.lines), self.figures, spacing=4 * GRID))

    def show_portrait(self, one: Portrait) -> None:
        from stdesk.recommend import who_lines

        self.name.setText(tr("User {key}", key=one.user))
        said = who_lines(one)
        self.lines.say([said[0], *said[2:]])  # the counts stand beside
        counts = [
            (tr("Events"), number(one.events)),
            (tr("Active days"), number(one.active_days)),
            (tr("Events an active day"), number(one.events / max(one.active_days, 1), 1)),
            (tr("Places") if one.radius_km is not None else tr("Items"), number(one.items)),
        ]
        while len(self._shown) < len(counts):
            pair = text("figure"), text("muted")
            for row, label in enumerate(pair):
                label.setAlignment(Qt.AlignmentFlag.AlignRight)
                self.figures.addWidget(label, row, len(self._shown))
            self._shown.append(pair)
        for (value, title), (said_title, said_value) in zip(self._shown, counts, strict=True):
            value.setText(said_value)
            title.setText(said_title)


class RhythmCard(Card):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.lines = text("muted", wrap=True)
        self.week, self.days = WeekHeat(theme), TypicalDays(theme)
        for part in (self.lines, self.week, self.days):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def show_portrait(self, one: Portrait) -> None:
        said = rhythm_lines(one)
        self.lines.setText(said[0] if said else "")
        self.week.show_counts(one.rhythm)
        self.week.set_name(tr("Events by weekday and hour"), " ".join(said))
        self.days.show_days(one.days)
        self.days.set_name(tr("A typical day"), " ".join(said[1:]))

    def retranslate(self) -> None:
        self.set_heading(tr("Rhythm"))

    def apply_theme(self, theme: Theme) -> None:
        self.week.apply_theme(theme)
        self.days.apply_theme(theme)


class PlacesCard(Card):
    """How far, home and work, and the most visited; the map stands beside."""

    def __init__(self) -> None:
        super().__init__()
        self.lines, self.table = Lines(), Table()
        self.body.addWidget(self.lines)
        self.body.addWidget(self.table, 1)

    def show_portrait(self, one: Portrait) -> None:
        said = [anchor_line(one.home, True), anchor_line(one.work, False), *reach_lines(one)]
        self.lines.say([line for line in said if line])
        found = one.places
        names = [place.name for place in found]
        tips = [_place_tip(place) for place in found]
        columns = [
            Column("", list(range(1, len(found) + 1)), numeric=True),
            Column(tr("Name"), names, stretch=True, tip=lambda row: tips[row]),
            Column(tr("Visits"), [place.visits for place in found], number, numeric=True),
            Column(tr("Share"), [place.share for place in found], percent, numeric=True),
        ]
        if any(place.category for place in found):
            columns.insert(2, Column(tr("Category"), [place.category for place in found]))
        self.table.set_columns(columns)
        fit_rows(self.table, TABLE_ROWS)

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("Most visited"))


class InterestsCard(Card):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.bars, self.note = InterestBars(theme), text("small", wrap=True)
        self.body.addWidget(self.bars)
        self.body.addWidget(self.note)
        self.body.addStretch(1)

    def show_portrait(self, one: Portrait) -> None:
        self.bars.show_interests(one.interests)
        self.bars.setVisible(bool(one.interests))
        self.note.setText(
            tr("Line: the usual share. Full colour: beyond chance, days being the units.")
            if one.interests
            else tr("This log has no categories to tell interests by.")
        )

    def retranslate(self) -> None:
        self.set_heading(tr("Interests"))

    def apply_theme(self, theme: Theme) -> None:
        self.bars.apply_theme(theme)


class ChangesCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.lines, self.more = Lines(), button("link")
        self.body.addWidget(self.lines)
        self.body.addLayout(beside(self.more, None))
        self.body.addStretch(1)

    def show_portrait(self, one: Portrait) -> None:
        none = tr("Nothing has lastingly changed that chance would not explain.")
        self.lines.say([change.said for change in reversed(one.changes)] or [none])

    def retranslate(self) -> None:
        self.set_heading(tr("Last changes"))
        self.more.setText(tr("Show the whole evolution"))


class ExpectedCard(Card):
    """What comes next with its probability and reason; without a run, the way to one."""

    def __init__(self, train: Callable[[], object], theme: Theme) -> None:
        super().__init__()
        self.head, self.lines = text("muted", wrap=True), Lines()
        self.trust = text("small", wrap=True)
        self.train = button("accent", train)
        for part in (self.head, self.lines, self.trust):
            self.body.addWidget(part)
        self.body.addLayout(beside(self.train, None))
        self.body.addStretch(1)

    def wait(self) -> None:
        """While the model is asked."""
        self._show(tr("Asking the model …"), [], "", False)

    def invite(self) -> None:
        """There is no run that could say it."""
        said = tr("A trained model is needed to say what comes next; a fast one takes a minute.")
        self._show(said, [], "", True)

    def show_expected(self, found: Expectation) -> None:
        from stdesk.recommend import expected_lines

        head, *_ = expected_lines(found)
        lines = []
        for line in found.lines:
            reasons = [reason_sentence(reason) for reason in line.reasons[:1]]
            said = f"{line.rank}. {line.name}: {percent(line.chance)}"
            lines.append("\n".join([said, *(f"    {reason}" for reason in reasons)]))
        self._show(head, lines, trust_said(found) or self._untested(), False)

    def retranslate(self) -> None:
        self.set_heading(tr("What comes next"))
        self.train.setText(tr("Train a model"))

    def _untested(self) -> str:
        return tr("How sure these chances are was not measured yet; a comparison on Models does.")

    def _show(self, head: str, lines: list[str], trust: str, invite: bool) -> None:
        self.head.setText(head)
        self.lines.say(lines)
        self.trust.setText(trust)
        self.trust.setVisible(bool(trust))
        self.train.setVisible(invite)


class AlikeCard(Card):
    """Similar users; a click looks at one."""

    def __init__(self, look_at: Callable[[int], object]) -> None:
        super().__init__()
        self._look_at = look_at
        self._shown: tuple[Alike, ...] = ()
        self.note, self.grid = text("muted", wrap=True), QGridLayout()
        self.grid.setHorizontalSpacing(2 * GRID)
        self.grid.setColumnStretch(2, 1)
        self.body.addWidget(self.note)
        self.body.addLayout(self.grid)
        self.body.addStretch(1)

    def wait(self) -> None:
        self._fill((), tr("Comparing with everyone …"))

    def show_alike(self, found: tuple[Alike, ...]) -> None:
        none = tr("Nobody has enough in common with this user.")
        self._fill(found, none if not found else "")

    def retranslate(self) -> None:
        self.set_heading(tr("Similar users"))

    def _fill(self, found: tuple[Alike, ...], note: str) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._shown = found
        self.note.setText(note)
        self.note.setVisible(bool(note))
        for row, one in enumerate(found):
            self._add(row, one)

    def _add(self, row: int, one: Alike) -> None:
        go = button("link", lambda: self._look_at(one.user_id - 1))
        go.setText(one.user)
        go.setAccessibleName(tr("Look at user {key}", key=one.user))
        likeness = text("muted", said=figure(one.likeness))
        likeness.setToolTip(
            tr("From 0 to 1: how alike their places, sorts of places and hours are.")
        )
        why = "; ".join(reason_sentence(reason) for reason in one.reasons[:1])
        shared = ntr("{n} in common", "{n} in common", one.shared)
        reason = text("small", wrap=True, said=why or shared)
        reason.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for column, part in enumerate((go, likeness, reason)):
            self.grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignVCenter)


def _place_tip(place: PortraitPlace) -> str:
    said = [place.name, *([place.category] if place.category else [])]
    return "\n".join([*said, tr("Last: {day}", day=day(place.last_local_ms))])


def fit_rows(table: Table, most: int) -> None:
    """As high as the rows are, up to `most` of them, so that a page scrolls and not its tables."""
    count = min(max(table.rows.rowCount(), 1), most)
    row = table.verticalHeader().defaultSectionSize()
    if table.rows.rowCount():
        row = max(table.rowHeight(0), 1)
    head = table.horizontalHeader().sizeHint().height()
    table.setFixedHeight(head + count * row + 2 * table.frameWidth() + 2)
