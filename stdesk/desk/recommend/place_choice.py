"""What if she were there: the last position, home, work, or a pin on the map."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stdesk.desk.look.pieces import Choice, rows, text
from stdesk.desk.look.theme import GRID
from stdesk.desk.recommend.work import read_presets
from stdesk.desk.work.jobs import Jobs
from stdesk.features import EventLog
from stdesk.language import tr

Place = tuple[float, float]
LAST, HOME, WORK, PIN = "last", "home", "work", "pin"


class PlaceChoice(QWidget):
    """Where the user is thought to be."""

    changed = Signal()
    pinning = Signal(bool)  # a click on the map, or a drag of the pin, shall say where

    def __init__(self) -> None:
        super().__init__()
        self.title, self.choice = text("muted"), Choice()
        self.note = text("small", wrap=True)
        self.title.setBuddy(self.choice)
        self._known: dict[str, Place] = {}
        self._pin: Place | None = None
        self._mapped = False
        self.setLayout(rows(self.title, self.choice, self.note, spacing=GRID // 2))
        self.choice.activated.connect(lambda _: self._on_choice())

    @property
    def chosen(self) -> str:
        return self.choice.currentData() or LAST

    @property
    def near(self) -> Place | None:
        """Degrees; None for the last known position."""
        if self.chosen == PIN:
            return self._pin
        return None if self.chosen == LAST else self._known.get(self.chosen)

    @property
    def here(self) -> Place | None:
        """Where the user is shown on the map."""
        return self.near or self._known.get(LAST)

    def read(
        self, jobs: Jobs, log: EventLog, user: int, known_ms: int, then: Callable[[], object]
    ) -> None:
        """Find out where this user (index) may be asked about, in the background."""
        if not log.catalogue.has_coordinates:
            self.show_places({}, mapped=False)
            return

        def show(known: dict[str, Place]) -> None:
            self.show_places(known, mapped=True)
            then()

        jobs.query(lambda: read_presets(log, user, known_ms), show, key="presets", owner=self)

    def show_places(self, known: dict[str, Place], mapped: bool) -> None:
        """known: what `presets` found of another user. mapped: whether the log has coordinates."""
        self._known, self._mapped = known, mapped
        self._fill()

    def take_click(self, latitude: float, longitude: float) -> None:
        """A click on the map puts the pin there, where that is what is chosen."""
        if self.chosen == PIN:
            self.put_pin(latitude, longitude)

    def put_pin(self, latitude: float, longitude: float) -> None:
        """The user was dragged there, in degrees."""
        self._pin = latitude, longitude
        self.choice.setCurrentIndex(self.choice.findData(PIN))
        self.pinning.emit(True)
        self._say()
        self.changed.emit()

    def choose(self, name: str) -> None:
        """last, home, work or pin, as far as it is offered."""
        if (index := self.choice.findData(name)) >= 0:
            self.choice.setCurrentIndex(index)
            self._on_choice()

    def warn(self, said: str) -> None:
        """What the reader is to know about the place and this model; empty for nothing."""
        self._warning = said
        self._say()

    def retranslate(self) -> None:
        self.title.setText(tr("Where from"))
        self.choice.setAccessibleName(tr("Where from"))
        self._fill()

    _warning = ""

    def _fill(self) -> None:
        chosen = self.chosen
        titles = {
            LAST: tr("Last position"),
            HOME: tr("Home"),
            WORK: tr("Work"),
            PIN: tr("Pin on the map"),
        }
        self.choice.clear()
        for name, title in titles.items():
            if name in (LAST, PIN) or name in self._known:
                self.choice.addItem(title, name)
        self.choice.setCurrentIndex(max(self.choice.findData(chosen), 0))
        self.choice.setEnabled(self._mapped)
        self._say()

    def _on_choice(self) -> None:
        if self.chosen == PIN and self._pin is None:
            self._pin = self._known.get(LAST)
        self.pinning.emit(self.chosen == PIN)
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        if not self._mapped:
            said = tr("This log has no coordinates.")
        elif self.chosen == PIN:
            said = tr("Drag the pin, or click on the map.")
        else:
            said = ""
        if self._mapped and self._warning and self.near is not None:
            said = self._warning
        self.note.setText(said)
        self.note.setVisible(bool(said))
