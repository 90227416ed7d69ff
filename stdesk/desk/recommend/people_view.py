"""Who lives like a user, and whom to follow: a table with reasons, to be saved."""

from pathlib import Path

from PySide6.QtWidgets import QSpinBox, QWidget

from stdesk.desk.look.fields import Fields, ask_above
from stdesk.desk.look.pieces import Inviting, beside, button, rows, text
from stdesk.desk.look.theme import Theme
from stdesk.desk.page.choices import UserChoice
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.desk.work.desk import Desk
from stdesk.desk.work.jobs import Job
from stdesk.desk.work.saving import ask_for_file, save_in_background
from stdesk.features import EventLog
from stdesk.language import figure, number, tr, tr_dynamic
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import PEOPLE_KINDS, Acquaintance, PeopleLists, PeopleSettings


class PeopleView(QWidget):
    """A user, how close and how often two must have met; then both lists."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.lists: PeopleLists | None = None
        self.user = UserChoice()
        self.within = QSpinBox(minimum=1, maximum=24 * 60, value=60, singleStep=5)
        self.least = QSpinBox(minimum=2, maximum=1000, value=2)
        self.number = QSpinBox(minimum=1, maximum=200, value=10)
        self.go, self.save = button("accent", self.search), button("", self.ask_for_export)
        self.table = Table()
        self.reasons, self.notes = text("", wrap=True), text("small", wrap=True)
        self._wish = Fields(
            self.go, user=self.user, within=self.within, least=self.least, number=self.number
        )
        self._lay_out()
        self.table.chosen.connect(lambda _: self._say_reasons())

    def set_log(self, log: EventLog | None) -> None:
        """Offer the users of a log; what was found before goes."""
        self.lists = None
        self.user.show_users_of(log)
        self._fill()

    def search(self) -> Job | None:
        """Look for people in the background."""
        key = self.user.key
        if self._desk.project is None or key is None:
            return None
        settings = PeopleSettings(
            users=(key,),
            k=self.number.value(),
            within_minutes=float(self.within.value()),
            least=self.least.value(),
        )
        title = tr("People of “{user}”", user=key)
        job = self._desk.submit(title, _find, self._desk.project, settings)
        job.done.connect(self.show_lists)
        return job

    def show_lists(self, lists: PeopleLists) -> None:
        self.lists = lists
        self._fill()
        if lists.rows:
            self.table.choose(0)

    def ask_for_export(self) -> None:
        path = ask_for_file(self, tr("Save the list"), tr("people"))
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> Job | None:
        """Write the lists that are shown."""
        if self.lists is None:
            return None
        return save_in_background(self._desk, tr("Save the list"), _write, self.lists, path)

    def retranslate(self) -> None:
        self.user.retranslate()
        self._wish.say(
            user=tr("User"),
            within=tr("Meet within"),
            least=tr("At least"),
            number=tr("How many"),
        )
        self.within.setSuffix(tr(" min"))
        self.within.setToolTip(tr("Two visits to one place so close in time are a meeting."))
        self.least.setSuffix(tr(" days"))
        self.least.setToolTip(
            tr("Meetings on so many days, or as many common places, before anything is said.")
        )
        self.go.setText(tr("Find &people"))
        self.save.setText(tr("&Save the list …"))
        self.table.setAccessibleName(tr("People"))
        self._fill()

    def apply_theme(self, theme: Theme) -> None:
        self._fill()

    def _lay_out(self) -> None:
        listed = rows(self.table, self.reasons, self.notes, beside(None, self.save))
        listed.setStretch(0, 1)
        self._listed = Inviting(listed)
        self.setLayout(ask_above(self._wish, self._listed))

    def _fill(self) -> None:
        from stdesk.recommend import reason_sentence

        if self.lists is None:
            self._listed.invite(
                "recommend",
                tr("Nobody yet"),
                tr(
                    "Choose a user and press Find people: who lives alike, and who is at the same "
                    "places at the same time more often than chance brings."
                ),
                self._desk.theme,
            )
            return
        self._listed.show_contents()
        found = self.lists.rows
        self.table.set_columns(_columns(found), key=[(row.kind, row.other) for row in found])
        said = [reason_sentence(note) for note in self.lists.notes]
        if not found:
            said.insert(0, tr("There is nobody on this user's lists."))
        self.notes.setText(" ".join(said))
        self._say_reasons()

    def _say_reasons(self) -> None:
        from stdesk.recommend import reason_sentence

        row = self.table.chosen_row()
        found = self.lists.rows if self.lists is not None else ()
        chosen = found[row].reasons if 0 <= row < len(found) else ()
        self.reasons.setText("\n".join(f"• {reason_sentence(reason)}" for reason in chosen))


def _columns(found: tuple[Acquaintance, ...]) -> list[Column]:
    from stdesk.recommend import reason_sentence

    because = [reason_sentence(row.reasons[0]) if row.reasons else "" for row in found]
    return [
        Column(tr("List"), [tr_dynamic(PEOPLE_KINDS[row.kind]) for row in found]),
        Column(tr("Rank"), [row.rank for row in found], numeric=True),
        Column(tr("User"), [row.other for row in found]),
        Column(
            tr("Likeness"),
            [row.likeness for row in found],
            show=figure,
            numeric=True,
            help=tr("From 0 to 1: how alike their places, sorts of places and hours are."),
        ),
        Column(tr("Meetings"), [row.meetings for row in found], show=number, numeric=True),
        Column(
            tr("By chance"),
            [row.expected if row.meetings else None for row in found],
            show=lambda value: number(value, 1),
            numeric=True,
            help=tr("So many meetings would come about if both only went where they go."),
        ),
        Column(tr("In common"), [row.shared for row in found], show=number, numeric=True),
        Column(tr("Why"), because, stretch=True, tip=lambda row: because[row]),
    ]


def _find(project: Project, settings: PeopleSettings, progress: Progress) -> PeopleLists:
    from stdesk.recommend import people

    return people(project, settings, progress)


def _write(lists: PeopleLists, path: Path) -> None:
    from stdesk.recommend import export_people

    export_people(lists, path)
