"""Who is likely to do it: a table of users with their chances, and why; for runs of intent."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from stdesk.desk.look.pieces import Inviting, beside, button, rows, text
from stdesk.desk.look.theme import Theme
from stdesk.desk.recommend.table import Bars, chance
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.saving import ask_for_file, save_in_background
from stdesk.desk.work.warm_up import with_torch
from stdesk.language import day, moment, ntr, number, percent, tr
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import Chances, ChanceSettings, RecommendSettings, UserChance

CHANCE = 2  # the column with bars


class ChancesView(QWidget):
    """The question, the users with the likeliest on top, the reasons of the chosen one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: Chances | None = None
        self._offset_min = 0
        self.question, self.notes = text("heading", wrap=True), text("small", wrap=True)
        self.table, self.reasons = Table(), text("", wrap=True)
        self._bars = Bars(desk.theme)
        self.table.setItemDelegateForColumn(CHANCE, self._bars)
        self.save = button("", self.ask_for_export)
        listed = rows(self.question, self.notes, self.table, self.reasons, beside(None, self.save))
        listed.setStretch(2, 1)
        self._listed = Inviting(listed)
        layout = rows(self._listed)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.table.chosen.connect(lambda _: self._say_reasons())

    def ask(self, wish: RecommendSettings, offset_min: int) -> Job:
        """Find the chances of a user, or of all, in the background; times by this local clock."""
        self._offset_min = offset_min
        settings = ChanceSettings(wish.run, wish.users, at_ms=wish.at_ms)
        who = ", ".join(wish.users) if wish.users is not None else tr("all users")
        title = tr("Next act of {who}", who=who)
        job = self._desk.submit(title, with_torch(_find), self._desk.project, settings)
        job.done.connect(self.show_found)
        return job

    def show_found(self, found: Chances | None) -> None:
        self.found = found
        self._fill()
        if found is not None and found.rows:
            self.table.choose(0)

    def ask_for_export(self) -> None:
        path = ask_for_file(self, tr("Save the list"), tr("users"))
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> Job | None:
        """Write the users that are shown."""
        if self.found is None:
            return None
        return save_in_background(self._desk, tr("Save the list"), _write, self.found, path)

    def retranslate(self) -> None:
        self.save.setText(tr("&Save the list …"))
        self.table.setAccessibleName(tr("Users and their chances"))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self._bars.theme = theme
        self._fill()

    def _fill(self) -> None:
        found = self.found
        self.save.setEnabled(found is not None)
        if found is None:
            self._listed.invite(
                "recommend",
                tr("No list yet"),
                tr("Press “For all users”: who is likely to do it appears here, with reasons."),
                self._desk.theme,
            )
            return
        self._listed.show_contents()
        self._say(found)
        self._bars.largest = max((row.chance for row in found.rows), default=1.0)
        self.table.set_columns(_columns(found.rows), key=[row.user for row in found.rows])
        self._say_reasons()

    def _say(self, found: Chances) -> None:
        from stdesk.recommend import reason_sentence

        self.question.setText(reason_sentence(found.question))
        when = tr("As of {when}.", when=moment(found.as_of_ms, self._offset_min))
        expected = tr(
            "Expected among them: {expected}; the usual rate is {base}.",
            expected=number(found.expected, 1),
            base=percent(found.base_rate, 1),
        )
        notes = [reason_sentence(note) for note in found.notes]
        self.notes.setText(" ".join([when, expected, *notes]))

    def _say_reasons(self) -> None:
        row = self.table.chosen_row()
        rows_ = self.found.rows if self.found is not None else ()
        said = _reasons(rows_[row]) if 0 <= row < len(rows_) else []
        self.reasons.setText("\n".join(f"• {sentence}" for sentence in said))


def _columns(lines: tuple[UserChance, ...]) -> list[Column]:
    return [
        Column(tr("Rank"), [line.rank for line in lines], number, numeric=True),
        Column(tr("User"), [line.user for line in lines]),
        Column(
            tr("Chance"),
            [line.chance for line in lines],
            chance,
            numeric=True,
            help=tr("Calibrated: of the users with 20 %, about 20 % do it."),
            tip=lambda row: tr("{times} times the usual", times=number(lines[row].lift, 1)),
        ),
        Column(
            tr("So far"),
            [line.acts for line in lines],
            number,
            numeric=True,
            tip=lambda row: ntr("of {n} event", "of {n} events", lines[row].events),
        ),
        Column(tr("Last event"), [line.last_ms for line in lines], day),
        Column(
            tr("Why"),
            [next(iter(_reasons(line)), "") for line in lines],
            tip=lambda row: "\n".join(_reasons(lines[row])),
            stretch=True,
        ),
    ]


def _reasons(line: UserChance) -> list[str]:
    from stdesk.recommend import reason_sentence

    return [reason_sentence(reason) for reason in line.reasons]


def _find(project: Project, settings: ChanceSettings, progress: Progress) -> Chances:
    from stdesk.recommend import user_chances

    return user_chances(project, settings, progress)


def _write(found: Chances, path: Path) -> None:
    from stdesk.recommend import export_chances

    export_chances(found, path)
