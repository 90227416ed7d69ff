"""What models and moments are called on screen."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from stdesk.language import mark, moment, tr, tr_dynamic

if TYPE_CHECKING:
    from stdesk.project import RunRecord

PROTOCOL_TITLES = {
    "next-place": (mark("Next place"), mark("the end of each trajectory, later than training")),
    "leave-one-out": (mark("Leave one out"), mark("the last event of each user")),
    "rolling": (mark("Rolling"), mark("several cut-offs in time")),
    "cold-start": (mark("New items"), mark("items that training has no event of")),
}


def title_of(model: str) -> str:
    """The title of a model, or of another line of a comparison, by its name."""
    from stdesk.evaluation import line_title

    return line_title(model)


def short_title_of(model: str) -> str:
    """The same where room is short, as beside a picture."""
    from stdesk.evaluation import short_line_title

    return short_line_title(model)


def protocol_title(protocol: str) -> str:
    """The name itself where the protocol is no longer known."""
    return tr_dynamic(PROTOCOL_TITLES.get(protocol, (protocol, ""))[0])


def run_name(run: "RunRecord", whole: bool = False) -> str:
    """What a run is called: by its user, else by its model and number; whole: by both."""
    of_model = tr("{model}, run {run}", model=title_of(run.model), run=run.id)
    if run.title is None:
        return of_model
    return f"{run.title} ({of_model})" if whole else run.title


def line_name(model: str, run: int | None, runs: "Mapping[int, RunRecord]") -> str:
    """What a measured model is called; runs: those of the project, by number."""
    record = None if run is None else runs.get(run)
    return title_of(model) if record is None else run_name(record)


def local_moment(instant_ms: int) -> str:
    """An instant as this computer's clock shows it."""
    return moment(instant_ms, time.localtime(instant_ms / 1000).tm_gmtoff / 60)
