"""Who is likely to do it: every user's chance of an act, with reasons, the likeliest first."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import Contexts, EventLog, contexts_now, load_log
from stdesk.language import mark, tr
from stdesk.models import Horizon, Reason, model_info, model_names
from stdesk.progress import Progress
from stdesk.recommend.asked import check_events, moment_asked, note_on_moment, users_asked

if TYPE_CHECKING:
    import pandas as pd

    from stdesk.project import Project, RunRecord

BLOCK = 500  # users whose reasons are found at once


@dataclass(frozen=True)
class ChanceSettings:
    """Of whom, and as of when.

    users: keys, or None for everyone. k: how many of the likeliest are listed, None for all.
    at_ms: UTC; None means just after the log's last event.
    """

    run: int
    users: tuple[str, ...] | None = None
    k: int | None = None
    at_ms: int | None = None


@dataclass(frozen=True)
class UserChance:
    """One user's line. chance: calibrated, 0 to 1. lift: how many times everyone's rate.

    acts, events: how many of them there were so far. last_ms: the last event, None without one.
    """

    user_id: int
    user: str
    rank: int
    chance: float
    lift: float
    acts: int
    events: int
    last_ms: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Chances:
    """The list. base_rate: how often the act came after moments that the model learnt from."""

    run: int
    model: str
    act: str
    horizon: Horizon
    as_of_ms: int
    base_rate: float
    rows: tuple[UserChance, ...]
    notes: tuple[Reason, ...] = ()
    settings: ChanceSettings | None = field(default=None, compare=False)

    @property
    def question(self) -> Reason:
        """What is answered, as a sentence."""
        text = {
            "event": mark("How likely each user's next event is: {act}"),
            "session": mark("How likely it falls into each user's next session: {act}"),
            "days": mark("How likely it comes within {days} days: {act}"),
        }[self.horizon.until]
        return Reason(text, {"act": self.act, "days": round(self.horizon.days, 2)})

    @property
    def expected(self) -> float:
        """How many of the listed users are expected to do it: the sum of their chances."""
        return float(sum(row.chance for row in self.rows))

    def frame(self) -> "pd.DataFrame":
        """One row a user, with the columns and numbers of the exports: for those who script."""
        import pandas as pd

        from stdesk.recommend.chances_export import CHANCE_COLUMNS, chance_records

        return pd.DataFrame(list(chance_records(self)), columns=list(CHANCE_COLUMNS))


def says_chances(run: "RunRecord") -> bool:
    """Whether a run answers who does it, rather than what comes next."""
    return run.model in model_names() and model_info(run.model).task == "intent"


def user_chances(project: "Project", settings: ChanceSettings, progress: Progress) -> Chances:
    """Every user's chance by a finished run of intent, sorted; reasons for those that are listed.

    The next event and the next session may come at any time: without a moment their time is
    unknown to the model, with `at_ms` it is then. Raises `SettingProblem` when there is no such
    user, `ModelProblem` when the run is not finished or ranks items.
    """
    from stdesk.training import load_run

    progress.step(0, 1, tr("Loading the model"))
    record = project.runs.get(settings.run)
    if not says_chances(record):
        raise ModelProblem(
            "run {run} ({model}) is no run of intent: it does not say how likely an act is.",
            run=settings.run,
            model=record.model,
        )
    model: Any = load_run(project, settings.run)
    log = load_log(project)
    check_events(log)
    as_of = moment_asked(log, settings.at_ms)
    contexts = contexts_now(log, users_asked(log.catalogue, settings.users), as_of)
    if settings.at_ms is None and model.horizon.asks_at_events:
        contexts = contexts.without_time()
    progress.step(0.2, 1, tr("Asking about each user"))
    chance = np.asarray(model.predict(contexts), np.float64)
    order = np.argsort(-chance, kind="stable")[: settings.k]
    reasons = _reasons(model, contexts.take(order), progress.part(0.3, 1.0))
    return Chances(
        run=settings.run,
        model=record.model,
        act=model.act.name,
        horizon=model.horizon,
        as_of_ms=as_of,
        base_rate=model.base_rate,
        rows=_rows(model, contexts.take(order), chance[order], reasons),
        notes=tuple(_notes(settings, log, model, contexts)),
        settings=settings,
    )


def _reasons(model: Any, contexts: Contexts, progress: Progress) -> list[list[Reason]]:
    found: list[list[Reason]] = []
    for begin in range(0, len(contexts), BLOCK):
        progress.step(begin, max(len(contexts), 1), tr("Finding reasons"))
        found += model.reasons(contexts.take(slice(begin, begin + BLOCK)))
    progress.step(1, 1)
    return found


def _rows(
    model: Any, contexts: Contexts, chance: np.ndarray, reasons: list[list[Reason]]
) -> tuple[UserChance, ...]:
    log = contexts.log
    acts = np.concatenate(([0], np.cumsum(model.act.events(log))))
    begin, end = contexts.history_begin, contexts.history_end
    return tuple(
        UserChance(
            user_id=int(user) + 1,
            user=log.catalogue.user_keys[user],
            rank=row + 1,
            chance=float(chance[row]),
            lift=float(chance[row]) / max(model.base_rate, 1e-12),
            acts=int(acts[end[row]] - acts[begin[row]]),
            events=int(end[row] - begin[row]),
            last_ms=int(log.instant_ms[end[row] - 1]) if end[row] > begin[row] else None,
            reasons=tuple(reasons[row]),
        )
        for row, user in enumerate(contexts.user.tolist())
    )


def _notes(settings: ChanceSettings, log: EventLog, model: Any, contexts: Contexts) -> list[Reason]:
    by_default = mark("The list is for the moment just after the log's last event.")
    notes = note_on_moment(log, settings.at_ms, by_default)
    strangers = int((contexts.history_end <= contexts.history_begin).sum())
    if strangers:
        text = mark("Users without a history before that moment: {count}. They get the usual.")
        notes.append(Reason(text, {"count": strangers}))
    if not model.is_calibrated:
        text = mark(
            "The log was too short to calibrate the chances: take their order, not their size."
        )
        notes.append(Reason(text))
    return notes
