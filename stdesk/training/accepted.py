"""What a person accepted, as events to learn from: the way from a recommendation back to training.

Where the setting `learn_accepted` of a run is on, each accepted entry counts as one more event of
its user, a millisecond after her last one: a weak sign beside hundreds of real ones. A rejection is
no event and is not learnt from; lists that heed feedback lower it instead. What is chosen by
validation, and every comparison, sees the log as it is.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.features import EventLog

if TYPE_CHECKING:
    from stdesk.project import Project


def accepted_pairs(project: "Project") -> tuple[np.ndarray, np.ndarray]:
    """Indices of user and item of each pair whose last verdict is `accepted`, oldest first."""
    table = project.results.feedback()
    verdicts: dict[tuple[int, int], str] = {}
    for user, item, verdict in zip(
        *(table[name].to_pylist() for name in ("user", "item", "verdict")), strict=True
    ):
        verdicts.pop((user, item), None)
        verdicts[user, item] = verdict
    pairs = [pair for pair, verdict in verdicts.items() if verdict == "accepted"]
    users = np.array([user - 1 for user, _ in pairs], np.int32)
    return users, np.array([item - 1 for _, item in pairs], np.int32)


def with_accepted(log: EventLog, users: np.ndarray, items: np.ndarray) -> EventLog:
    """The log with one more event a pair, at the end of the user's history.

    users, items: (pairs,) indices. The events are of no kind, without value, where the item lies.
    """
    if not len(users):
        return log
    last = log.user_start[users + 1] - 1
    known = last >= log.user_start[users]
    at = np.where(known, last, int(log.instant_ms.argmax()))
    order = np.argsort(users, kind="stable")
    number = np.empty(len(users), np.int64)  # of each among its user's
    number[order] = np.arange(len(users)) - np.searchsorted(users[order], users[order])
    more = {
        "user": users,
        "item": items,
        "kind": np.full(len(users), -1),
        "instant_ms": log.instant_ms[at] + 1 + number,
        "offset_min": log.offset_min[at],
        "latitude": log.catalogue.item_latitude[items],
        "longitude": log.catalogue.item_longitude[items],
        "value": np.full(len(users), np.nan),
        "trip": np.full(len(users), -1),
        "event_id": log.event_id.max() + 1 + np.arange(len(users)),
    }
    both = {
        name: np.concatenate((getattr(log, name), added.astype(getattr(log, name).dtype)))
        for name, added in more.items()
    }
    sort = np.lexsort((both["event_id"], both["instant_ms"], both["user"]))
    columns: dict[str, Any] = {name: values[sort] for name, values in both.items()}
    start = np.searchsorted(columns["user"], np.arange(len(log.user_start)))
    return replace(log, user_start=start, **columns)
