"""What a report says, whatever its format: lists, figures of people and of the model."""

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk import __version__
from stdesk.features import EventLog, load_log
from stdesk.insight import first_visits, radius_of_gyration
from stdesk.language import moment, tr, tr_dynamic
from stdesk.models import model_info
from stdesk.progress import Progress
from stdesk.recommend import (
    RecommendationLists,
    Recommended,
    advice,
    instant_text,
    reason_sentence,
    recommend,
)
from stdesk.report.settings import ReportSettings
from stdesk.report.standing import Standing, standing

if TYPE_CHECKING:
    from stdesk.project import Project, RunRecord


@dataclass(frozen=True)
class PersonFigures:
    """One user's events before the moment of the lists. Instants are ISO 8601, UTC, or None."""

    user: str
    events: int
    active_days: int
    items: int
    new_share: float | None
    radius_km: float | None
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Facts:
    """All of a report's content. log: the events before the moment of the lists."""

    settings: ReportSettings
    project_name: str
    run: "RunRecord"
    log: EventLog
    lists: RecommendationLists
    standing: tuple[Standing, ...]
    advice: tuple[str, ...]
    fingerprint: str
    written_ms: int

    @cached_property
    def users(self) -> np.ndarray:
        """(users,) indices of those asked for, in the order of the lists."""
        index = {key: i for i, key in enumerate(self.log.catalogue.user_keys)}
        return np.array([index[key] for key in self.lists.users], np.int64)

    @cached_property
    def rows_of(self) -> dict[str, list[Recommended]]:
        """The lines of each user, by rank."""
        rows: dict[str, list[Recommended]] = {key: [] for key in self.lists.users}
        for row in self.lists.rows:
            rows[row.user].append(row)
        return rows

    @property
    def one_user(self) -> bool:
        return len(self.lists.users) == 1

    @property
    def title(self) -> str:
        if self.settings.title:
            return self.settings.title
        if self.one_user:
            return tr("What comes next for {user}", user=self.lists.users[0])
        return tr("What comes next")

    @property
    def model_title(self) -> str:
        return tr_dynamic(model_info(self.run.model).title)

    @property
    def notes(self) -> list[str]:
        """What to know about these lists, then what lists from this log are worth at all."""
        return [*(reason_sentence(note) for note in self.lists.notes), *self.advice]

    def figures(self, user: int) -> PersonFigures:
        """The figures of a user (index)."""
        own = self.log.of_user(user)
        events = own.stop - own.start
        latitude, longitude = self.log.latitude[own], self.log.longitude[own]
        located = bool((np.isfinite(latitude) & np.isfinite(longitude)).any())
        items = self.log.item[own]
        instants = self.log.instant_ms[own]
        return PersonFigures(
            user=self.log.catalogue.user_keys[user],
            events=events,
            active_days=len(np.unique(self.log.local_ms[own] // 86_400_000)),
            items=len(np.unique(items)),
            new_share=_share(first_visits(np.zeros(events, np.int64), items)) if events else None,
            radius_km=round(radius_of_gyration(latitude, longitude), 3) if located else None,
            first=instant_text(int(instants[0])) if events else None,
            last=instant_text(int(instants[-1])) if events else None,
        )

    def made(self) -> list[tuple[str, str, Any]]:
        """How it was made: machine name, label for people, value."""
        run, lists = self.run, self.lists
        settings = ", ".join(f"{name} = {value}" for name, value in sorted(run.settings.items()))
        return [
            ("project", tr("Project"), self.project_name),
            ("run", tr("Training run"), run.id),
            ("model", tr("Model"), run.model),
            ("preset", tr("Preset"), run.preset),
            ("settings", tr("Settings"), settings or "–"),
            ("seed", tr("Random seed"), run.seed),
            ("trained_at", tr("Trained"), _instant(run.started_at)),
            ("training_data", tr("Fingerprint of the training data"), run.data_fingerprint),
            ("data", tr("Fingerprint of the data now"), self.fingerprint),
            ("as_of", tr("Moment of the lists"), instant_text(lists.as_of_ms)),
            ("asked", tr("Asked for"), _asked(self.settings)),
            ("written_at", tr("Written"), _instant(self.written_ms)),
            ("software", tr("Software"), _software(run)),
        ]


def gather(project: "Project", settings: ReportSettings, progress: Progress) -> Facts:
    """Recommend, and read what the report says beside the lists."""
    lists = recommend(project, settings.lists, progress)
    return Facts(
        settings=settings,
        project_name=project.path.name,
        run=project.runs.get(settings.run),
        log=load_log(project).before(lists.as_of_ms),
        lists=lists,
        standing=standing(project, settings.run),
        advice=tuple(advice(project)),
        fingerprint=project.log.fingerprint(),
        written_ms=int(time.time() * 1000),
    )


def local_moment(facts: Facts, user: int | None = None) -> str:
    """The moment of the lists on the local clock: a user's, or the usual one of the log."""
    offsets = facts.log.offset_min
    if user is not None and facts.log.of_user(user).stop > facts.log.of_user(user).start:
        offset = int(offsets[facts.log.of_user(user).stop - 1])
    else:
        offset = int(np.median(offsets)) if len(offsets) else 0
    return moment(facts.lists.as_of_ms, offset)


def _asked(settings: ReportSettings) -> str:
    asked = [f"k = {settings.k}"]
    if settings.near is not None:
        asked.append("near = {:g}, {:g}".format(*settings.near))
    if settings.within_km is not None:
        asked.append(f"within_km = {settings.within_km:g}")
    if settings.only_new:
        asked.append("only_new")
    if settings.category is not None:
        asked.append(f"category = {settings.category}")
    if settings.target != "item":
        asked.append(f"target = {settings.target}")
    return "; ".join(asked)


def _software(run: "RunRecord") -> str:
    named = [f"stdesk {__version__}"]
    named += [f"{name} {version}" for name, version in sorted(run.versions.items())]
    return ", ".join(dict.fromkeys(named))


def _instant(instant_ms: int) -> str:
    return instant_text(instant_ms // 1000 * 1000)


def _share(flags: np.ndarray) -> float:
    return round(float(flags.mean()), 6)
