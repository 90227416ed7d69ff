"""What other people's behaviour says for an item, in words; nobody is named."""

from collections.abc import Iterator

import numpy as np

from stdesk.features import DAY_MS, HOUR_MS, Contexts
from stdesk.language import mark
from stdesk.models.base import Reason
from stdesk.models.ranker.background import Background
from stdesk.models.ranker.lately import known_until

MET_TWICE = 2  # meetings from which on someone counts as company
COMPANY_DAYS = 3
FEW = 2  # others, below whom nothing is said
# For places, and for other things.
_KIN = (
    mark("{count} of the {people} people most like you have been there"),
    mark("{count} of the {people} people most like you have had it"),
)
_COMPANY = (
    mark("someone whom you often meet was there {hours} hours before"),
    mark("someone who often has the same as you at the same time had it {hours} hours before"),
)
_LATELY = (
    mark("{count} others were there in the last day"),
    mark("{count} others had it in the last day"),
)


def social_reasons(world: Background, contexts: Contexts, row: int, item: int) -> Iterator[Reason]:
    """Kin, company and the last day's visitors of an item, as far as they speak for it."""
    if item >= world.items:
        return
    user = int(contexts.user[row])
    form = 0 if np.isfinite(contexts.log.catalogue.item_latitude[item]) else 1
    now = int(known_until(contexts.take(slice(row, row + 1)))[0])
    if user < world.users:
        yield from _kin(world, user, item, form)
        yield from _company(world, contexts, user, item, now, form)
    log = contexts.log
    ends = log.place_of_item(np.array([item, item]), np.array([now - DAY_MS, now]))
    visitors = np.unique(log.user[log.item_order[ends[0] : ends[1]]])
    others = int((visitors != user).sum())
    if others >= FEW:
        yield Reason(_LATELY[form], {"count": others}, 0.2 + 0.5 * others / (others + 8))


def _kin(world: Background, user: int, item: int, form: int) -> Iterator[Reason]:
    kin = world.kin.indices[world.kin.indptr[user] : world.kin.indptr[user + 1]]
    if not len(kin):
        return
    count = int(world.had[kin][:, [item]].sum())
    if count >= FEW:
        share = count / len(kin)
        yield Reason(_KIN[form], {"count": count, "people": len(kin)}, 0.3 + 0.6 * share)


def _company(
    world: Background, contexts: Contexts, user: int, item: int, now: int, form: int
) -> Iterator[Reason]:
    own = slice(int(world.company.indptr[user]), int(world.company.indptr[user + 1]))
    friends = world.company.indices[own][world.company.data[own] >= MET_TWICE]
    log, newest = contexts.log, -1
    for friend in friends.tolist():
        both = np.array([friend, friend])
        begin, end = log.place_of(both, np.array([now - COMPANY_DAYS * DAY_MS, now]))
        there = np.flatnonzero(log.item[begin:end] == item)
        if len(there):
            newest = max(newest, int(log.instant_ms[begin + there[-1]]))
    if newest >= 0:
        hours = round((now - newest) / HOUR_MS, 1)
        yield Reason(_COMPANY[form], {"hours": hours}, 0.95 - 0.3 * hours / (24 * COMPANY_DAYS))
