"""Builds the lanes of the timelines from what was counted."""

from dataclasses import dataclass

import numpy as np

from stdesk.desk.charts.area_lane import AreaLane, VolumeLane
from stdesk.desk.charts.heat_lane import HoursLane, LengthsLane
from stdesk.desk.charts.lane import Lane
from stdesk.desk.charts.session_lane import SessionLane
from stdesk.desk.charts.stream_lane import StreamLane
from stdesk.desk.explore.timelines_data import Facts
from stdesk.desk.look.theme import Theme
from stdesk.insight import (
    LENGTHS_MS,
    PAUSES_MS,
    Levels,
    Sessions,
    SessionTallies,
    Tally,
    hours_of_days,
    merged,
)
from stdesk.language import tr

MOST_IN_STREAM = 7  # colours that can be told apart; all else is one more
CHARTS = ("volume", "hours", "stream", "sessions", "parts")


@dataclass(frozen=True)
class Taste:
    """What a person chose to see. split: kind or category; charts: some of CHARTS."""

    split: str = "category"
    charts: tuple[str, ...] = CHARTS
    same_scale: bool = False
    as_shares: bool = True


class LaneMaker:
    """The lanes of one subject; what is dear to make is made once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._total = Levels(facts.counted.kinds.total, facts.span)
        self._days = hours_of_days(facts.counted.kinds)
        self._levels: dict[tuple[str, int], Levels] = {}

    def lanes(
        self, taste: Taste, sessions: Sessions | SessionTallies | None, theme: Theme
    ) -> list[Lane]:
        made: list[Lane] = []
        if "volume" in taste.charts:
            made.append(
                VolumeLane(tr("Volume"), self.facts.counted.kinds.total, self._total, theme.accent)
            )
        if "hours" in taste.charts:
            made.append(HoursLane(tr("Hour of day"), self._days))
        if "stream" in taste.charts:
            made += self._stream(taste, theme)
        if "sessions" in taste.charts and sessions is not None:
            made += _session_lanes(sessions, theme)
        if "parts" in taste.charts:
            made += self._parts(taste, theme)
        return made

    def can_split(self, split: str) -> bool:
        """Whether the log tells kinds, or categories, apart."""
        return len(self.facts.kinds if split == "kind" else self.facts.categories) > 1

    def _parts(self, taste: Taste, theme: Theme) -> list[Lane]:
        levels, names = self._level(taste.split, 0)
        colors = _colors(levels.tally, theme)
        made: list[Lane] = []
        for row, (name, color) in enumerate(zip(names, colors, strict=True)):
            lane = AreaLane(name, levels, row, color)
            lane.same_scale = taste.same_scale
            made.append(lane)
        return made

    def _stream(self, taste: Taste, theme: Theme) -> list[Lane]:
        levels, names = self._level(taste.split, MOST_IN_STREAM)
        if len(names) < 2:
            return []
        colors = _colors(levels.tally, theme)
        title = tr("Interests") if taste.split == "category" else tr("Kinds")
        lane = StreamLane(title, levels, names, colors)
        lane.as_shares = taste.as_shares
        return [lane]

    def _level(self, split: str, most: int) -> tuple[Levels, list[str]]:
        """The parts, the most frequent first, and their names; most: 0 for all."""
        tally = self.facts.counted.kinds if split == "kind" else self.facts.counted.categories
        if (split, most) not in self._levels:
            ranked = merged(tally, most or len(tally.parts))
            self._levels[split, most] = Levels(ranked, self.facts.span)
        levels = self._levels[split, most]
        known = self.facts.kinds if split == "kind" else self.facts.categories
        return levels, [_name(int(part), known) for part in levels.tally.parts]


def _session_lanes(sessions: Sessions | SessionTallies, theme: Theme) -> list[Lane]:
    if isinstance(sessions, Sessions):
        return [SessionLane(tr("Sessions"), sessions, theme.series[2])]
    return [
        LengthsLane(tr("Sessions"), Levels(sessions.lengths), LENGTHS_MS, pauses=False),
        LengthsLane(tr("Pauses"), Levels(sessions.pauses), PAUSES_MS, pauses=True),
    ]


def _name(part: int, known: list[str]) -> str:
    if part == -1:
        return tr("All others")
    return known[part - 1] if part else tr("Unknown")


def _colors(tally: Tally, theme: Theme) -> list[str]:
    """A colour for each of the most frequent parts, the palette's grey for the rest."""
    rank = np.arange(len(tally.parts))
    return [
        theme.series[row] if row < MOST_IN_STREAM and tally.parts[row] != -1 else theme.series[-1]
        for row in rank
    ]
