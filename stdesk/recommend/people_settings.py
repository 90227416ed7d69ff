"""What can be asked of `people`, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stdesk.errors import SettingProblem
from stdesk.language import mark

if TYPE_CHECKING:
    import pandas as pd

    from stdesk.models import Reason

SIMILAR, FOLLOW = "similar", "follow"
PEOPLE_KINDS: Mapping[str, str] = {
    SIMILAR: mark("similar users"),
    FOLLOW: mark("users to follow"),
}


@dataclass(frozen=True)
class PeopleSettings:
    """For whom, how many, and from how much support.

    users: keys, or None for everyone. within_minutes: two visits so close, at the same item, are a
    meeting. least: so many meetings on different days, or places in common, before anything is said
    of two people; at least 2. run: a trained network whose vectors of users join the comparison.
    """

    users: tuple[str, ...] | None = None
    k: int = 10
    within_minutes: float = 60.0
    least: int = 2
    run: int | None = None

    def __post_init__(self) -> None:
        if self.k < 1:
            raise SettingProblem("k is {k}, but must be at least 1.", k=self.k)
        if self.least < 2:
            raise SettingProblem(
                "least is {least}, but must be at least 2: one meeting says nothing of two people.",
                least=self.least,
            )
        if not 0 < self.within_minutes <= 24 * 60:
            raise SettingProblem(
                "within is {minutes} minutes, but must be more than 0 and at most a day.",
                minutes=self.within_minutes,
            )


@dataclass(frozen=True)
class Acquaintance:
    """One line of one user's list: another user, by the keys of the log.

    kind: similar or follow. likeness: 0 to 1, how alike they live. meetings: times that both were
    at one place within the minutes, once a day; meeting_places: at so many; expected: meetings that
    chance would bring. shared: places that both know. new: places that the other knows alone.
    """

    user_id: int
    user: str
    kind: str
    rank: int
    other_id: int
    other: str
    score: float
    likeness: float
    meetings: int
    meeting_places: int
    expected: float
    shared: int
    new: int
    reasons: tuple["Reason", ...]


@dataclass(frozen=True)
class PeopleLists:
    """The lists of all users asked for, by user, kind and rank."""

    settings: PeopleSettings
    users: tuple[str, ...]
    rows: tuple[Acquaintance, ...]
    notes: tuple["Reason", ...] = ()

    def of(self, user: str, kind: str) -> tuple[Acquaintance, ...]:
        return tuple(row for row in self.rows if row.user == user and row.kind == kind)

    def frame(self) -> "pd.DataFrame":
        """One row a line, as exported: for those who script."""
        import pandas as pd

        from stdesk.recommend.people_export import people_columns, people_records

        return pd.DataFrame(list(people_records(self)), columns=list(people_columns()))

    def plain(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        from stdesk.recommend.people_export import people_records
        from stdesk.recommend.sentences import reason_sentence

        return {
            "users": list(self.users),
            "notes": [reason_sentence(note) for note in self.notes],
            "people": list(people_records(self)),
        }
