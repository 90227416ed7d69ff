"""Who and what a model misses, as columns: groups, users, events."""

from collections.abc import Sequence

import numpy as np

from stdesk.desk.columns import Column
from stdesk.desk.comparison_table import Comparison
from stdesk.desk.theme import Theme
from stdesk.evaluation import ErrorGroup, Errors, group_title
from stdesk.features import EventLog
from stdesk.language import figure, moment, number, percent, tr
from stdesk.metrics import Interval
from stdesk.project import Measured

MISSED = 10  # a rank worse than this is a miss


class GroupFigures(Comparison):
    """Groups of events as the picture of intervals takes them; the dashed line is the whole."""

    @property
    def references(self) -> set[str]:
        return {group_title_of_whole()}


def group_title_of_whole() -> str:
    return tr("All events")


def groups_of(found: Errors, kind: str) -> list[ErrorGroup]:
    """The whole, then the groups of a kind."""
    return [group for group in found.groups if group.kind in ("all", kind)]


def group_columns(groups: Sequence[ErrorGroup], title: str, theme: Theme) -> list[Column]:
    whole = groups[0].mrr

    def shade(row: int) -> str | None:
        """Groups that are surely better or worse than the whole."""
        mrr = groups[row].mrr
        if mrr.low > whole.value:
            return theme.good
        return theme.bad if mrr.high < whole.value else None

    return [
        Column(title, [group_title(group) for group in groups], bold=lambda row: row == 0),
        Column(tr("Events"), [group.events for group in groups], show=number, numeric=True),
        Column(tr("Users"), [group.users for group in groups], show=number, numeric=True),
        Column(
            "MRR",
            [group.mrr for group in groups],
            show=interval_text,
            numeric=True,
            color=shade,
            sort_key=lambda interval: interval.value,
            help=tr("Green or red: surely better or worse than over all events."),
        ),
        Column(
            tr("First place"),
            [group.first.value for group in groups],
            show=percent,
            numeric=True,
            help=tr("How often the true item was put first."),
        ),
        Column(
            tr("First ten"),
            [group.tenth.value for group in groups],
            show=percent,
            numeric=True,
            help=tr("How often the true item was among the first ten."),
        ),
    ]


def group_figures(groups: Sequence[ErrorGroup]) -> GroupFigures:
    names = [group_title(group) for group in groups]
    found = {
        (name, "MRR"): Measured(
            name, "", "", "all", "MRR", group.mrr.value, _end(group.mrr.low),
            _end(group.mrr.high), group.events,
        )
        for name, group in zip(names, groups, strict=True)
    }  # fmt: skip
    return GroupFigures(names, ["MRR"], found)


def user_columns(found: Errors, keys: Sequence[str]) -> list[Column]:
    """The worst predicted first."""
    users = found.users
    return [
        Column(tr("User"), [keys[user] for user in users.user]),
        Column(
            tr("Judged"),
            users.events.tolist(),
            show=number,
            numeric=True,
            help=tr("How many of the user's events were judged."),
        ),
        Column("MRR", users.mrr.tolist(), show=lambda v: figure(round(v, 3)), numeric=True),
        Column(
            tr("Median rank"),
            users.median_rank.tolist(),
            show=lambda rank: number(rank, 0 if rank == round(rank) else 1),
            numeric=True,
            help=tr("Half of the user's true items stood higher, half lower."),
        ),
        Column(
            tr("Past"),
            users.past.tolist(),
            show=number,
            numeric=True,
            help=tr("How many events of the user were known before the first one judged."),
        ),
        Column(
            tr("Entropy"),
            users.bits.tolist(),
            show=lambda bits: number(bits, 1),
            numeric=True,
            help=tr("How varied the user's past is, in bits: 3 bits are like 8 equal places."),
        ),
        Column(
            tr("Discoveries"),
            users.new_share.tolist(),
            show=percent,
            numeric=True,
            help=tr("The share of the judged events that were new to the user."),
        ),
    ]


def event_columns(found: Errors, log: EventLog, rows: np.ndarray, theme: Theme) -> list[Column]:
    """Judged events: when, who, what was true, where it stood, what stood first."""
    position, names = found.position[rows], log.catalogue.item_name
    rank = found.rank[rows]
    instants = log.instant_ms[position].tolist()
    offsets = log.offset_min[position].tolist()
    return [
        Column(
            tr("When"),
            list(zip(instants, offsets, strict=True)),
            show=lambda when: moment(*when),
            sort_key=lambda when: when[0],
            whole=True,
        ),
        Column(tr("User"), [log.catalogue.user_keys[user] for user in log.user[position]]),
        Column(tr("What was true"), [names(item) for item in log.item[position].tolist()]),
        Column(
            tr("Rank"),
            [None if value != value else value for value in rank.tolist()],
            show=lambda value: number(value, 0 if value == round(value) else 1),
            numeric=True,
            color=lambda row: theme.good if rank[row] <= MISSED else theme.bad,
        ),
        Column(
            tr("What was put first"),
            [names(item) if item >= 0 else None for item in found.first[rows].tolist()],
        ),
    ]


def interval_text(found: Interval) -> str:
    """.289 ± .014; of too few users without an interval."""
    shown = figure(round(found.value, 3))
    if found.low != found.low:
        return shown
    return f"{shown} ± {(found.high - found.low) / 2:.3f}".replace("± 0.", "± .")


def _end(value: float) -> float | None:
    return None if value != value else value
