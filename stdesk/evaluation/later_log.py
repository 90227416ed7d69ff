"""Reads a later log and puts it behind a project's own, in memory."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.evaluation.settings import BacktestSettings
from stdesk.features import Catalogue, EventLog, load_log
from stdesk.progress import Progress

if TYPE_CHECKING:
    from stdesk.project import Project

COLUMNS = (
    "user", "item", "kind", "instant_ms", "offset_min", "latitude", "longitude", "value", "trip",
    "event_id",
)  # fmt: skip


@dataclass(frozen=True)
class JoinedLog:
    """The project's log with the later one behind it.

    log: all events; users and items that only the later log has come after the project's. later:
    positions of the later log's events in it, in time order.
    """

    log: EventLog
    later: np.ndarray


def read_later(settings: BacktestSettings, project: "Project", progress: Progress) -> EventLog:
    """The clean events of a log file, read as an import would; the project is not touched."""
    from stdesk.ingest import ImportSettings, import_files
    from stdesk.project import create_project

    how = _how(settings, project)
    with (
        tempfile.TemporaryDirectory(prefix="stdesk-backtest-") as folder,
        create_project(Path(folder) / "later") as beside,
    ):
        import_files(beside, ImportSettings((settings.log,), **how), progress)
        return load_log(beside)


def joined(known: EventLog, later: EventLog) -> JoinedLog:
    """Put `later` behind `known`, by keys; of equal instants the known events come first."""
    old, new = known.catalogue, later.catalogue
    users = _Keys(old.user_keys, new.user_keys)
    items = _Keys(old.item_keys, new.item_keys)
    categories = _Keys(old.category_names, new.category_names)
    kinds = _Keys(old.kind_names, new.kind_names)
    category = np.where(
        new.item_category >= 0, categories.place[np.maximum(new.item_category, 0)], -1
    ) if len(new.category_names) else np.full(new.items, -1)  # fmt: skip
    fresh = items.is_new
    catalogue = Catalogue(
        user_keys=users.keys,
        item_keys=items.keys,
        item_titles=[*old.item_titles, *np.array(new.item_titles, object)[fresh]],
        category_names=categories.keys,
        kind_names=kinds.keys,
        item_category=np.concatenate((old.item_category, category[fresh])).astype(np.int32),
        item_latitude=np.concatenate((old.item_latitude, new.item_latitude[fresh])),
        item_longitude=np.concatenate((old.item_longitude, new.item_longitude[fresh])),
    )
    kind = np.where(later.kind >= 0, kinds.place[np.maximum(later.kind, 0)], -1) if (
        len(new.kind_names)
    ) else later.kind  # fmt: skip
    shifted = replace(
        later,
        user=users.place[later.user].astype(np.int32),
        item=items.place[later.item].astype(np.int32),
        kind=kind.astype(np.int16),
        event_id=later.event_id + int(known.event_id.max(initial=0)),
        trip=np.where(later.trip >= 0, later.trip + int(known.trip.max(initial=-1)) + 1, -1),
    )
    return _sorted(catalogue, known, shifted)


def _sorted(catalogue: Catalogue, known: EventLog, later: EventLog) -> JoinedLog:
    columns = {
        name: np.concatenate((getattr(known, name), getattr(later, name))) for name in COLUMNS
    }
    order = np.lexsort((columns["event_id"], columns["instant_ms"], columns["user"]))
    columns = {name: values[order] for name, values in columns.items()}
    start = np.searchsorted(columns["user"], np.arange(catalogue.users + 1))
    log = EventLog(catalogue=catalogue, user_start=start, **columns)
    behind = np.flatnonzero(order >= len(known))
    by_time = np.lexsort((log.event_id[behind], log.instant_ms[behind]))
    return JoinedLog(log, behind[by_time])


class _Keys:
    """Old keys, then those that are new; place: (new keys,) where each of the new list stands."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        index = {key: position for position, key in enumerate(old)}
        self.is_new = np.array([key not in index for key in new], bool)
        added = [key for key in new if key not in index]
        index |= {key: len(old) + position for position, key in enumerate(added)}
        self.keys = [*old, *added]
        self.place = np.array([index[key] for key in new], np.int64)


def _how(settings: BacktestSettings, project: "Project") -> dict[str, Any]:
    """As told, else as the project's newest log was read where the file has the same columns."""
    told: dict[str, Any] = {}
    if settings.preset:
        told["preset"] = settings.preset
    if settings.mapping:
        told["mapping"] = dict(settings.mapping)
    if settings.time_zone:
        told["time_zone"] = settings.time_zone
    if told:
        return told
    logs = [source for source in project.log.sources() if source.role == "log"]
    if not logs:
        return told
    from stdesk.ingest import inspect_file

    found = inspect_file(settings.log)
    mapping = {role: name for role, name in logs[-1].mapping.items() if isinstance(name, str)}
    if set(mapping.values()) <= set(found.layout.columns) and mapping != dict(found.mapping):
        told["mapping"] = mapping
    if logs[-1].time_zone:
        told["time_zone"] = logs[-1].time_zone
    return told
