"""How much a user, a segment or everyone did in each hour, day, week or month."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.insight.counting import Counted, Whose, count_by_hour
from stdesk.insight.periods import CalendarUnit
from stdesk.insight.rhythm import HOUR_MS
from stdesk.insight.tallies import Series, Tally, series
from stdesk.language import mark, tr_dynamic
from stdesk.progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

    from stdesk.project import Project

Split = Literal["kind", "category"]
UNKNOWN = mark("Unknown")


@dataclass(frozen=True)
class TimelineSettings:
    """user: a key; segment: a name; neither: everyone. split: count kinds or categories apart.

    begin, end: whole local hours in ms, [begin, end); None: as far as there are events.
    """

    user: str | None = None
    segment: str | None = None
    by: CalendarUnit = "day"
    split: Split | None = None
    begin: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Timeline:
    """names: of the series' rows, a single empty one where nothing is told apart."""

    settings: TimelineSettings
    series: Series
    names: tuple[str, ...]

    @property
    def events(self) -> int:
        return int(self.series.counts.sum())

    def table(self) -> "pa.Table":
        """begin (local), then kind or category where it is told apart, then events.

        Periods without events are rows, too; told apart, only what happened is.
        """
        import pyarrow as pa

        begins = self.series.edges_ms[:-1].astype("datetime64[ms]").astype("datetime64[s]")
        counts = self.series.counts
        if self.settings.split is None:
            return pa.table({"begin": pa.array(begins), "events": counts[0]})
        period, row = np.nonzero(counts.T)
        names = pa.array(list(self.names)).take(pa.array(row))
        events = counts[row, period]
        return pa.table(
            {"begin": pa.array(begins[period]), self.settings.split: names, "events": events}
        )


def timeline(project: "Project", settings: TimelineSettings, progress: Progress) -> Timeline:
    """Count. Raises `SettingProblem` for an unknown user, or a user beside a segment."""
    counted = count_by_hour(project, _whose(project, settings), progress)
    tally, names = _parts(project, counted, settings.split)
    tally = _between(tally, settings.begin, settings.end)
    span = tally.span
    if span is not None:
        span = settings.begin or span[0], settings.end or span[1]
    return Timeline(settings, series(tally, settings.by, span), names)


def _whose(project: "Project", settings: TimelineSettings) -> Whose:
    if settings.user is not None and settings.segment is not None:
        raise SettingProblem("name a user or a segment, not both.")
    if settings.segment is not None:
        return Whose(project.segments.named(settings.segment).users)
    if settings.user is None:
        return Whose()
    user = project.log.user_id(settings.user)
    if user is None:
        raise SettingProblem("there is no user “{key}” in this log.", key=settings.user)
    return Whose((user,))


def _parts(
    project: "Project", counted: Counted, split: Split | None
) -> tuple[Tally, tuple[str, ...]]:
    if split is None:
        return counted.kinds.total, ("",)
    if split == "kind":
        return _named(counted.kinds, project.log.kinds)
    return _named(counted.categories, project.log.categories)


def _named(tally: Tally, keys: Callable[[], list[str]]) -> tuple[Tally, tuple[str, ...]]:
    """The parts with most events first, and what they are called."""
    ranked = np.argsort(-tally.counts.sum(1), kind="stable")
    known = keys()
    names = tuple(
        known[part - 1] if part > 0 else tr_dynamic(UNKNOWN) for part in tally.parts[ranked]
    )
    return Tally(tally.hour, tally.parts[ranked], tally.counts[ranked]), names


def _between(tally: Tally, begin: int | None, end: int | None) -> Tally:
    """Only the hours that begin in [begin, end)."""
    at = tally.hour * HOUR_MS
    keep = np.ones(len(at), dtype=bool)
    if begin is not None:
        keep &= at >= begin
    if end is not None:
        keep &= at < end
    return Tally(tally.hour[keep], tally.parts, tally.counts[:, keep])
