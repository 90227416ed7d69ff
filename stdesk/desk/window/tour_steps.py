"""The five steps of the guided tour: what each says, points at, and waits for."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from stdesk.desk.page.page import Page
from stdesk.language import mark

QUICK_MODEL = "rhythm"  # heeds the hour, and has learnt before one has read on


@dataclass(frozen=True)
class Step:
    """page: one of PAGES. target: what to point at. done: another value once it is done.

    known: whether the page has read what tells so; what was done before does not count. prepare:
    brings the control into sight.
    """

    page: str
    title: str
    sentences: str
    target: Callable[[Page], QWidget]
    done: Callable[[Page], object] = lambda _: None
    known: Callable[[Page], bool] = lambda _: True
    prepare: Callable[[Page], object] = lambda _: None


STEPS = (
    Step(
        "data",
        mark("The log"),
        mark(
            "Who did what, when and where: this is what everything is made of. A log of your own "
            "comes in here; rows that do not fit are kept with the reason."
        ),
        lambda page: page.bring,  # type: ignore[attr-defined]
    ),
    Step(
        "explore",
        mark("One person's days"),
        mark(
            "Choose somebody in the list: map and timeline follow. Evolution and People, in the "
            "side bar, tell since when a life is another and what somebody is like."
        ),
        lambda page: page.users,  # type: ignore[attr-defined]
        lambda page: page.desk.focus.now.user is not None and page.desk.focus.now,
        prepare=lambda page: page.show_part("overview"),  # type: ignore[attr-defined]
    ),
    Step(
        "models",
        mark("Learn what comes next"),
        mark(
            "Press Start: this model learns everybody's hours in a moment, others take a minute "
            "and show their curve. The other tabs compare them with honest counts and tell where "
            "each fails."
        ),
        lambda page: page.form.start,  # type: ignore[attr-defined]
        lambda page: sum(run.state == "done" for run in page.runs.runs),  # type: ignore[attr-defined]
        lambda page: page._has_log,  # type: ignore[attr-defined]
        lambda page: _offer_training(page),
    ),
    Step(
        "recommend",
        mark("Ask: what if?"),
        mark(
            "A list of what this person does next, each entry with true reasons. Move the day, the "
            "hour or the place, and the list follows the hand."
        ),
        lambda page: page.form,  # type: ignore[attr-defined]
        prepare=lambda page: page.parts.setCurrentIndex(0),  # type: ignore[attr-defined]
    ),
    Step(
        "report",
        mark("Hand it on"),
        mark(
            "Choose whom a report is about and which sections it has; the preview follows. Save it "
            "as one file that opens anywhere, or print it as PDF."
        ),
        lambda page: page.form.save,  # type: ignore[attr-defined]
        lambda page: page.result,  # type: ignore[attr-defined]
    ),
)


def _offer_training(page: Page) -> None:
    page.show_part("train")  # type: ignore[attr-defined]
    page.form.choose(QUICK_MODEL)  # type: ignore[attr-defined]
