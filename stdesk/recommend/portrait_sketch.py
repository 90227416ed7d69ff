"""A user on one page: who, when, where, what for, what changed, what comes next and how sure.

found = portrait(project, "470")
print(found.events, [place.name for place in found.places], [line.name for line in
      found.expected.lines] if found.expected else [])
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stdesk.features import EventLog, load_log
from stdesk.insight import (
    Profile,
    Visits,
    change_sentence,
    changes_of,
    leanings,
    profile,
    usual_shares,
)
from stdesk.language import tr
from stdesk.progress import Progress
from stdesk.recommend.asked import users_asked
from stdesk.recommend.portrait_days import anchor_of, typical_days
from stdesk.recommend.portrait_facts import (
    Interest,
    LastChange,
    Part,
    Portrait,
    PortraitPlace,
    PortraitSettings,
)

if TYPE_CHECKING:
    from stdesk.project import Project

STRONGER = 1.25  # an interest is more than usual from this ratio on


def portrait(
    project: "Project",
    user: str,
    progress: Progress | None = None,
    settings: PortraitSettings | None = None,
) -> Portrait:
    """The portrait of one user, by key. Raises `SettingProblem` when there is no such user."""
    wanted = replace(settings or PortraitSettings(), users=(user,))
    return portraits(project, wanted, progress or Progress())[0]


def portraits(
    project: "Project", settings: PortraitSettings, progress: Progress
) -> tuple[Portrait, ...]:
    """The portraits of all users asked for, in their order.

    Raises `SettingProblem` for an unknown key, `ModelProblem` when the run named cannot recommend.
    """
    from stdesk.recommend.portrait_outlook import with_alike, with_expected

    progress.step(0, 1, tr("Reading the log"))
    log = load_log(project)
    asked = users_asked(log.catalogue, settings.users)
    crowd = Crowd.of(project, log)
    found = []
    drawn = progress.part(0.05, 0.4, tr("Drawing portraits"))
    for position, user in enumerate(asked.tolist()):
        drawn.step(position, len(asked))
        found.append(sketch(crowd, user, settings))
    found = with_alike(project, found, settings, progress.part(0.4, 0.6, tr("Comparing users")))
    found = with_expected(project, found, settings, progress.part(0.6, 1.0))
    progress.step(1, 1)
    return tuple(found)


class Crowd:
    """What all portraits of one project are compared with, read and counted once."""

    def __init__(
        self,
        log: EventLog,
        attributes: Mapping[int, Mapping[str, str]],
        segments: Mapping[int, tuple[str, ...]],
    ) -> None:
        self.log, self.attributes, self.segments = log, attributes, segments
        catalogue = log.catalogue
        self.category = catalogue.item_category[log.item]
        self.usual = usual_shares(
            log.user, self.category, catalogue.users, len(catalogue.category_names)
        )

    @classmethod
    def of(cls, project: "Project", log: EventLog) -> "Crowd":
        return cls(log, user_attributes(project), _segments(project))


def user_attributes(project: "Project") -> dict[int, dict[str, str]]:
    """What a file about users said of them, by user index; users of whom it said nothing lack."""
    found: dict[int, dict[str, str]] = {}
    table = project.log.users()
    for number, text in zip(table["id"].to_pylist(), table["attributes"].to_pylist(), strict=True):
        said = json.loads(text) if text else None
        if isinstance(said, dict) and said:
            found[number - 1] = {str(name): _plain(value) for name, value in said.items()}
    return found


def sketch(crowd: Crowd, user: int, settings: PortraitSettings) -> Portrait:
    """All of a portrait that the log alone tells: neither similar users nor what is expected."""
    log = crowd.log
    own = log.of_user(user)
    base = Portrait(
        user_id=user + 1,
        user=log.catalogue.user_keys[user],
        attributes=tuple(crowd.attributes.get(user, {}).items()),
        segments=crowd.segments.get(user, ()),
    )
    if own.start == own.stop:
        return base
    visits = visits_of(log, user)
    found = profile(visits)
    return _filled(base, crowd, own, visits, found, settings)


def visits_of(log: EventLog, user: int) -> Visits:
    own = log.of_user(user)
    item = log.item[own]
    category = log.catalogue.item_category[item]
    return Visits(log.local_ms[own], item, category, log.latitude[own], log.longitude[own])


def _filled(
    base: Portrait,
    crowd: Crowd,
    own: slice,
    visits: Visits,
    found: Profile,
    settings: PortraitSettings,
) -> Portrait:
    log = crowd.log
    return replace(
        base,
        events=found.events,
        active_days=found.active_days,
        sessions=found.sessions,
        items=found.places,
        kinds=_kinds(log, own),
        first_ms=int(log.instant_ms[own.start]),
        last_ms=int(log.instant_ms[own.stop - 1]),
        first_local_ms=found.first_local_ms,
        last_local_ms=found.last_local_ms,
        rhythm=tuple(tuple(row) for row in found.rhythm.tolist()),
        mean_hour=found.mean_hour,
        busiest_weekday=found.busiest_weekday,
        days=typical_days(visits, log.catalogue.category_names),
        places=_places(log, found, settings.places),
        home=anchor_of(found.home),
        work=anchor_of(found.work),
        radius_km=found.radius_km,
        median_jump_km=found.median_jump_km,
        new_share=found.new_share,
        new_share_lately=found.new_share_lately,
        predictability=found.entropy.predictability,
        interests=interests_of(crowd, visits, settings.interests),
        changes=last_changes(log, base.user_id - 1),
    )


def _kinds(log: EventLog, own: slice) -> tuple[Part, ...]:
    names = log.catalogue.kind_names
    kind = log.kind[own]
    if len(names) < 2 or not (kind >= 0).any():
        return ()
    counts = np.bincount(kind[kind >= 0], minlength=len(names))
    order = np.argsort(-counts, kind="stable")
    total = int(counts.sum())
    return tuple(
        Part(names[i], int(counts[i]), float(counts[i] / total)) for i in order if counts[i]
    )


def _places(log: EventLog, found: Profile, most: int) -> tuple[PortraitPlace, ...]:
    top, catalogue = found.top_places, log.catalogue
    lines = []
    for row, item in enumerate(top.item[:most].tolist()):
        category = int(catalogue.item_category[item])
        latitude, longitude = catalogue.item_latitude[item], catalogue.item_longitude[item]
        placed = bool(np.isfinite(latitude) and np.isfinite(longitude))
        lines.append(
            PortraitPlace(
                item_id=item + 1,
                name=catalogue.item_name(item),
                category=catalogue.category_names[category] if category >= 0 else None,
                visits=int(top.count[row]),
                share=float(top.share[row]),
                last_local_ms=int(top.last_local_ms[row]),
                latitude=float(latitude) if placed else None,
                longitude=float(longitude) if placed else None,
            )
        )
    return tuple(lines)


def interests_of(crowd: Crowd, visits: Visits, most: int) -> tuple[Interest, ...]:
    """What is more than usual, the surest and largest first; then what takes most of the time."""
    names = crowd.log.catalogue.category_names
    if not len(names) or not (visits.category >= 0).any():
        return ()
    found = leanings(visits.day, visits.category, crowd.usual)
    times = found.share / np.maximum(crowd.usual, 1e-9)
    more = (times >= STRONGER) & (found.share > 0)
    gain = found.share - crowd.usual
    order = np.lexsort((-gain, ~(more & found.certain)))[:most]
    return tuple(
        Interest(
            names[i],
            float(found.share[i]),
            float(crowd.usual[i]),
            float(times[i]),
            bool(found.certain[i]),
        )
        for i in order.tolist()
        if found.share[i] > 0
    )


def last_changes(log: EventLog, user: int) -> tuple[LastChange, ...]:
    """Lasting changes in the user's behaviour, the newest last."""
    names = log.catalogue.category_names
    return tuple(
        LastChange(
            change.local_ms,
            change.earliest_ms,
            change.latest_ms,
            change.chance,
            change_sentence(change, names),
        )
        for change in changes_of(log, user)
    )


def _segments(project: "Project") -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for segment in project.segments.all():
        for user in segment.users:
            found[user - 1] = (*found.get(user - 1, ()), segment.name)
    return found


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
