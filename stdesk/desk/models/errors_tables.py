"""Who and what a model misses, as columns: groups, users, events."""

from collections.abc import Sequence

import numpy as np

from stdesk.desk.look.theme import Theme
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.interval_column import NARROW, Triple, interval_column
from stdesk.evaluation import ErrorGroup, Errors, group_title
from stdesk.features import EventLog
from stdesk.language import figure, moment, ntr, number, percent, short_moment, tr, year
from stdesk.metrics import Interval
from stdesk.project import is_opaque, short_name

MISSED = 10  # a rank worse than this is a miss


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
        Column(
            tr("Events"),
            [group.events for group in groups],
            show=number,
            numeric=True,
            tip=lambda row: ntr("{n} user", "{n} users", groups[row].users),
        ),
        Column(
            "MRR",
            [group.mrr for group in groups],
            show=interval_text,
            numeric=True,
            color=shade,
            sort_key=lambda interval: interval.value,
            help=tr("Green or red: surely better or worse than over all events."),
        ),
        interval_column(
            [_triple(group.mrr) for group in groups],
            theme,
            plain=lambda row: row == 0,
            tip=lambda row: _interval_said(groups[row]),
            mark=whole.value,
            width=NARROW,
        ),
        Column(
            "HR@10",
            [group.tenth.value for group in groups],
            show=percent,
            numeric=True,
            help=tr("How often the true item was among the first ten."),
        ),
    ]


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
        Column("MRR", users.mrr.tolist(), show=three_digits, numeric=True),
        Column(
            tr("Median"),
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
            tr("New"),
            users.new_share.tolist(),
            show=percent,
            numeric=True,
            help=tr("The share of the judged events that were new to the user."),
        ),
    ]


def event_columns(
    found: Errors, log: EventLog, rows: np.ndarray, theme: Theme, of_one: bool
) -> list[Column]:
    """Judged events: when, who (but for one user's), what was true, where it stood, the first."""
    position = found.position[rows]
    name = log.catalogue.item_name
    names = [name(item) for item in log.item[position].tolist()]
    first = [name(item) if item >= 0 else None for item in found.first[rows].tolist()]
    rank = found.rank[rows]
    instants = log.instant_ms[position].tolist()
    moments = list(zip(instants, log.offset_min[position].tolist(), strict=True))
    of_one_year = len({year(*when) for when in moments}) <= 1
    users = Column(tr("User"), [log.catalogue.user_keys[user] for user in log.user[position]])
    return [
        Column(
            tr("When"),
            moments,
            show=lambda when: short_moment(*when) if of_one_year else moment(*when),
            sort_key=lambda when: when[0],
            tip=lambda row: moment(*moments[row]),
            whole=True,
        ),
        *([] if of_one else [users]),
        _names(tr("True"), names),
        Column(
            tr("Rank"),
            [None if value != value else value for value in rank.tolist()],
            show=lambda value: number(value, 0 if value == round(value) else 1),
            numeric=True,
            color=lambda row: theme.good if rank[row] <= MISSED else theme.bad,
        ),
        _names(tr("Put first"), first),
    ]


def _names(title: str, names: Sequence[str | None]) -> Column:
    return Column(title, names, show=short_name, tip=lambda row: names[row], plain=str)


def names_by_number(log: EventLog) -> bool:
    """Whether what tells items apart stands at the begin of their names, not at the end."""
    title, key = log.catalogue.item_titles[:1], log.catalogue.item_keys[:1]
    return bool(len(key)) and not title[0] and is_opaque(key[0])


def _triple(found: Interval) -> Triple:
    known = found.low == found.low
    return found.value, found.low if known else None, found.high if known else None


def _interval_said(group: ErrorGroup) -> str:
    found = group.mrr
    if found.low != found.low:
        return tr("Too few users for an interval.")
    low, high = figure(round(found.low, 3)), figure(round(found.high, 3))
    return tr("95 % interval {low} to {high}", low=low, high=high)


def three_digits(value: float) -> str:
    """.289"""
    return f"{value:.3f}".removeprefix("0")


def interval_text(found: Interval) -> str:
    """.289 ± .014; of too few users without an interval."""
    shown = three_digits(found.value)
    if found.low != found.low:
        return shown
    return f"{shown} ± {three_digits((found.high - found.low) / 2)}"
