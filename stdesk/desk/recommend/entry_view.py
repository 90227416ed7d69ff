"""All about one entry of a list: why, when it is likely, and the user's history with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from stdesk.desk.look.pieces import rows, set_role, text
from stdesk.desk.look.theme import GRID, Theme
from stdesk.desk.recommend.table import all_reasons, chance
from stdesk.desk.recommend.week_chart import WeekChart
from stdesk.language import day, distance, ntr, number, percent, tr, weekday
from stdesk.project import beside_name, short_name
from stdesk.recommend import EntryDetails, Recommended, When, reason_sentence


class EntryView(QScrollArea):
    """Beside the map; a click on an hour of the week asks for that hour."""

    hour_picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.line: Recommended | None = None
        self._details: EntryDetails | None = None
        self._when: When | None = None
        self.name, self.numbers = text("heading", wrap=True), text("", wrap=True)
        self.week_title, self.week = text("small", wrap=True), WeekChart(theme)
        self.history, self.reasons = text("", wrap=True), text("", wrap=True)
        contents, inside = QWidget(), (self.numbers, self.reasons, self.week_title, self.week)
        layout = rows(self.name, *inside, self.history)
        layout.setContentsMargins(0, 0, GRID, GRID)
        layout.addStretch(1)
        contents.setLayout(layout)
        self._inside = (*inside, self.history)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(contents)
        self.week.picked.connect(self.hour_picked.emit)

    def show_entry(self, line: Recommended | None) -> None:
        """Another line, or the same with other numbers; details and week come after."""
        if line is None or self.line is None or line.item != self.line.item:
            self._details = self._when = None
        self.line = line
        self.say()

    def show_details(self, details: EntryDetails | None, when: When | None) -> None:
        self._details, self._when = details, when
        self.say()

    @property
    def week_is_whole(self) -> bool:
        """Whether all of the entry's week is computed."""
        return self._when is not None and self._when.share_done == 1

    def choose_hour(self, hour: int) -> None:
        """The hour of the week that the list is for."""
        self.week.choose(hour)

    def timeless(self, yes: bool) -> None:
        """A model that does not look at the time has no week to show."""
        self._timeless = yes
        self.say()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.week.apply_theme(theme)
        self.say()

    def say(self) -> None:
        line = self.line
        for part in self._inside:
            part.setVisible(line is not None)
        set_role(self.name, "muted" if line is None else "heading")
        if line is None:
            self.name.setText(tr("Choose a line of the list: why it is there, when it is likely."))
            return
        self.name.setText(short_name(line.name))
        self.name.setToolTip(line.name)
        self.numbers.setText(_numbers(line))
        self.reasons.setText("\n".join(f"• {said}" for said in all_reasons(line)))
        self._say_week()
        self._say_history()

    _timeless = False

    def _say_week(self) -> None:
        when, details = self._when, self._details
        self.week.setVisible(not self._timeless)
        self.week.show_week(when, [0] * 168 if details is None else details.hours.tolist())
        self.week.set_name(tr("Chance by weekday and hour"), self._week_said())
        self.week_title.setText(self._week_said())

    def _week_said(self) -> str:
        if self._timeless:
            return tr("This model does not look at the time: the chance is the same at all hours.")
        when = self._when
        if when is None or when.likeliest is None:
            return tr("When it is likely: being computed …")
        if when.share_done < 1:  # the likeliest hour may still come
            return tr("{share} of the week computed.", share=percent(when.share_done))
        best = when.likeliest
        return tr(
            "Likeliest on {day} at {hour}: {share}. Dots: so far.",
            day=weekday(best // 24),
            hour=f"{best % 24}:00",
            share=percent(float(when.chance[best]), 1),
        )

    def _say_history(self) -> None:
        details = self._details
        self.history.setVisible(details is not None)
        if details is None:
            return
        if details.visits:
            said = [ntr("{n} time so far", "{n} times so far", details.visits)]
            if details.last_local_ms is not None:
                said.append(tr("the last on {day}", day=day(details.last_local_ms)))
            if details.pause_days is not None:
                said.append(pause_words(details.pause_days))
            if details.usual is not None:
                said.append(reason_sentence(details.usual))
        else:
            said = [tr("New to this user")]
        everyone = tr(
            "everyone: {count} times, {people}",
            count=number(details.total),
            people=ntr("{n} user", "{n} users", details.people),
        )
        self.history.setText(" · ".join((*said, everyone)))


def pause_words(days: float) -> str:
    """How long it usually takes until the user comes again."""
    hours = max(round(days * 24), 1)
    if hours < 24:
        return ntr("usually every {n} hour", "usually every {n} hours", hours)
    return tr("usually every {days} days", days=number(days, 1))


def _numbers(line: Recommended) -> str:
    category = beside_name(line.name, line.category)
    said = [category] if category else []
    said.append(tr("{share} by the model", share=chance(line.share)))
    if line.distance_km is not None:
        said.append(tr("{km} away", km=distance(line.distance_km)))
    said.append(tr("score {score}", score=number(line.score, 2)))
    return " · ".join(said)
