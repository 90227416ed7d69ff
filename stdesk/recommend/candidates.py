"""Which items may stand in a list: filters, and what people said about earlier lists."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import SettingProblem
from stdesk.features import EventLog
from stdesk.insight import great_circle_km
from stdesk.recommend.settings import RecommendSettings

if TYPE_CHECKING:
    from stdesk.project import Project

LONGEST_LIST = 1000
LEFT_OUT = ("hidden", "rejected")


Items = dict[int, frozenset[int]]


@dataclass(frozen=True)
class Opinions:
    """The last verdict on each pair of user and item: indices of items by index of the user.

    left_out: hidden or rejected. What is pinned stands first, what is accepted is marked.
    """

    left_out: Items
    pinned: Items
    accepted: Items
    rejected: Items


def read_opinions(project: "Project") -> Opinions:
    """Feedback as it stands: a later verdict replaces an earlier one."""
    table = project.results.feedback()
    verdicts = {
        (user - 1, item - 1): verdict
        for user, item, verdict in zip(
            table["user"].to_pylist(),
            table["item"].to_pylist(),
            table["verdict"].to_pylist(),
            strict=True,
        )
    }
    wanted = (LEFT_OUT, ("pinned",), ("accepted",), ("rejected",))
    return Opinions(*(_with(verdicts, some) for some in wanted))


def check_settings(settings: RecommendSettings, log: EventLog) -> None:
    """Raises `SettingProblem` for what makes no sense, or cannot be done with this log."""
    catalogue = log.catalogue
    if not 1 <= settings.k <= LONGEST_LIST:
        raise SettingProblem(
            "the length of a list is {k}, but must be from 1 to {most}.",
            k=settings.k,
            most=LONGEST_LIST,
        )
    if settings.target not in ("item", "category"):
        raise SettingProblem(
            "'{target}' cannot be recommended; choose item or category.", target=settings.target
        )
    known = set(catalogue.user_keys)
    for key in settings.users or ():
        if key not in known:
            raise SettingProblem("there is no user '{user}' in this project.", user=key)
    if settings.target == "category" and not catalogue.category_names:
        raise SettingProblem("this log has no categories, so that none can be recommended.")
    if settings.category is not None and settings.category not in set(catalogue.category_names):
        raise SettingProblem(
            "there is no category '{category}' in this project.", category=settings.category
        )
    if settings.kind is not None and settings.kind not in set(catalogue.kind_names):
        raise SettingProblem("there is no kind '{kind}' in this project.", kind=settings.kind)
    if not 0 <= settings.explore <= 1:
        raise SettingProblem(
            "explore is {explore}, but must be from 0 (only what is known) to 1 (only what is "
            "new).",
            explore=settings.explore,
        )
    _check_place(settings, catalogue.has_coordinates)


def _check_place(settings: RecommendSettings, has_coordinates: bool) -> None:
    asks_for_place = settings.near is not None or settings.within_km is not None
    if asks_for_place and not has_coordinates:
        raise SettingProblem(
            "this log has no coordinates: lists near a place, or within a distance, need them."
        )
    if settings.within_km is not None and not settings.within_km > 0:
        raise SettingProblem(
            "the distance is {km} km, but must be more than 0.", km=settings.within_km
        )
    if settings.near is not None:
        latitude, longitude = settings.near
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise SettingProblem(
                "{latitude}, {longitude} is not a place on earth: latitude goes from -90 to 90, "
                "longitude from -180 to 180.",
                latitude=latitude,
                longitude=longitude,
            )


class Candidates:
    """Answers which items pass all filters. `log` ends at the moment of the list."""

    def __init__(self, settings: RecommendSettings, log: EventLog, opinions: Opinions) -> None:
        self._settings, self._log, self._opinions = settings, log, opinions
        self._catalogue = log.catalogue
        self._common = np.ones(self._catalogue.items, bool)
        if settings.category is not None and settings.target == "item":
            category = list(self._catalogue.category_names).index(settings.category)
            self._common &= self._catalogue.item_category == category
        if settings.kind is not None and settings.target == "item":
            kind = list(self._catalogue.kind_names).index(settings.kind)
            happened = np.zeros(self._catalogue.items, bool)
            happened[log.item[log.kind == kind]] = True
            self._common &= happened

    def allowed(self, users: np.ndarray, latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
        """(users, items) bool. latitude, longitude: (users,) where they are, or NaN."""
        allowed = np.tile(self._common, (len(users), 1))
        for row, user in enumerate(users):
            left_out = self._opinions.left_out.get(int(user))
            if left_out:
                allowed[row, list(left_out)] = False
            if self._settings.only_new:
                allowed[row, self._log.item[self._log.of_user(int(user))]] = False
        if self._settings.within_km is not None:
            km = great_circle_km(
                self._catalogue.item_latitude[None],
                self._catalogue.item_longitude[None],
                latitude[:, None],
                longitude[:, None],
            )
            allowed &= km <= self._settings.within_km  # unknown distances are not within
        return allowed


def _with(verdicts: dict[tuple[int, int], str], wanted: tuple[str, ...]) -> Items:
    found: dict[int, set[int]] = {}
    for (user, item), verdict in verdicts.items():
        if verdict in wanted:
            found.setdefault(user, set()).add(item)
    return {user: frozenset(items) for user, items in found.items()}
