"""What the timelines ask of a project: whom the focus names, their counts and their sessions."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from stdesk.desk.work.focus import Focus
from stdesk.features import HOUR_MS
from stdesk.insight import (
    Counted,
    Sessions,
    SessionTallies,
    Whose,
    counts_by_hour,
    session_splits,
    session_tallies,
    user_sessions,
)
from stdesk.language import day, moment, ntr, tr
from stdesk.progress import Progress
from stdesk.project import Project

LONG = 1_500_000  # events; counting more is a job with a bar, not a short read
MOST_REMEMBERED = 12
STRAY = 0.001  # of the events, at each end

_counted: dict[tuple[str, str, Whose], Counted] = {}


@dataclass(frozen=True)
class Subject:
    """Whom the timelines show. key: a single user's key. segment: the name of one."""

    focus: Focus
    whose: Whose
    key: str | None
    segment: str | None
    fingerprint: str

    @property
    def name(self) -> str:
        """For people, in the language spoken now."""
        if self.key is not None:
            return tr("User {key}", key=self.key)
        return self.segment or tr("Everyone")


@dataclass(frozen=True)
class Facts:
    """All that the lanes draw of a subject. span: the whole log's, in local ms."""

    subject: Subject
    counted: Counted
    span: tuple[int, int]
    kinds: list[str]
    categories: list[str]


def subject_of(project: Project, focus: Focus) -> Subject:
    """Look up the user or the segment in focus."""
    fingerprint = project.log.fingerprint()
    if focus.user is not None:
        key = str(project.log.users()["key"][focus.user].as_py())
        whose = Whose((focus.user + 1,), focus.area)
        return Subject(focus, whose, key, None, fingerprint)
    if focus.segment is not None:
        segment = project.segments.get(focus.segment)
        whose = Whose(segment.users, focus.area)
        return Subject(focus, whose, None, segment.name, fingerprint)
    return Subject(focus, Whose(None, focus.area), None, None, fingerprint)


def needs_a_job(project: Project, focus: Focus) -> bool:
    """Whether counting takes so long that people want to see it and to be able to stop it."""
    if project.log.last_event() < LONG:
        return False
    wanted = [Whose()]  # whose span all axes have
    if focus.user is None:
        wanted.append(subject_of(project, focus).whose)
    store, fingerprint = project.tallies, project.log.fingerprint()
    return not all(
        (str(project.path), fingerprint, whose) in _counted
        or (whose.area is None and store.find(whose.name, "category") is not None)
        for whose in wanted
    )


def read_facts(project: Project, focus: Focus, progress: Progress) -> Facts:
    """Count, or take what was counted before."""
    subject = subject_of(project, focus)
    everyone = _counts(project, Whose(), subject.fingerprint, progress.part(0, 0.5))
    counted = _counts(project, subject.whose, subject.fingerprint, progress.part(0.5, 1))
    return Facts(
        subject,
        counted,
        everyone.kinds.span or (0, 0),
        project.log.kinds(),
        project.log.categories(),
    )


def read_sessions(
    project: Project, focus: Focus, gap_hours: float, progress: Progress
) -> Sessions | SessionTallies:
    """A user's sessions; those of a segment or of everyone by day and length."""
    if focus.user is not None:
        return user_sessions(project, focus.user + 1, gap_hours)
    return session_tallies(project, subject_of(project, focus).whose, gap_hours, progress)


def sessions_need_a_job(project: Project, focus: Focus, gap_hours: float) -> bool:
    """Whether cutting into sessions takes long."""
    if focus.user is not None or project.log.last_event() < LONG:
        return False
    whose = subject_of(project, focus).whose
    return project.tallies.find(whose.name, session_splits(gap_hours)[0]) is None


def most_of(facts: Facts) -> tuple[float, float]:
    """The log's span, or that of all but a few stray events where these make all else narrow."""
    tally, (begin, end) = facts.counted.kinds, facts.span
    if not tally.events:
        return begin, end
    share = np.cumsum(tally.counts.sum(0)) / tally.events
    first, last = np.searchsorted(share, [STRAY, 1 - STRAY])
    near = int(tally.hour[first]) * HOUR_MS, int(tally.hour[last] + 1) * HOUR_MS
    return near if near[1] - near[0] < (end - begin) / 2 else (begin, end)


def said_of_facts(facts: Facts) -> str:
    """Whom the timelines show, how much they did, and from when to when, in a sentence."""
    tally = facts.counted.kinds
    parts = [facts.subject.name, ntr("{n} event", "{n} events", tally.events)]
    if tally.span is not None:
        first, last = day(tally.span[0]), day(tally.span[1] - 1)
        parts.append(first if first == last else f"{first} – {last}")
    if facts.subject.whose.area is not None:
        parts.append(tr("inside the drawn area"))
    return " · ".join(parts)


def said_of_period(facts: Facts, within: tuple[int, int] | None) -> str:
    """The chosen period and what happened in it; empty for all time.

    Hours count that begin in it.
    """
    if within is None:
        return ""
    tally = facts.counted.kinds
    low, high = np.searchsorted(tally.hour * HOUR_MS, within)
    events = ntr("{n} event", "{n} events", int(tally.counts[:, low:high].sum()))
    begin, end = moment(within[0]), moment(within[1])
    return tr("Chosen: {begin} – {end}, {events}", begin=begin, end=end, events=events)


def _counts(project: Project, whose: Whose, fingerprint: str, progress: Any) -> Counted:
    key = (str(project.path), fingerprint, whose)
    if key not in _counted:
        if len(_counted) >= MOST_REMEMBERED:
            _counted.pop(next(iter(_counted)))
        _counted[key] = counts_by_hour(project, whose, progress)
    return _counted[key]


def unit_said(unit: str) -> str:
    """By what one counts, in the middle of a sentence."""
    said = {"hour": tr("hour"), "day": tr("day"), "week": tr("week"), "month": tr("month")}
    return said[unit]
