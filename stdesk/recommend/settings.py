"""What can be asked of `recommend`, and what comes back."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from stdesk.models import Reason

Target = Literal["item", "category"]


@dataclass(frozen=True)
class RecommendSettings:
    """For whom, when, where and what.

    users: keys, or None for everyone. at_ms: UTC; None means just after the log's last event.
    near: latitude and longitude in degrees of where the users are. within_km: only items as close,
    seen from `near`, else from where the user was last. category: only items of this one. kind:
    only items with which this kind of event happened before. explore: 0 for what the user knows
    alone, 1 for new things alone, 0.5 for the model's own order, see `dial`. known_ms: UTC; what is
    asked about `at_ms` is answered by what was known then; None means all that came before `at_ms`.
    heed_feedback: accepted and rejected entries weigh in, see `taste`. target: whole categories can
    be ranked instead of items. store: keep the lists in the project.
    """

    run: int
    users: tuple[str, ...] | None = None
    k: int = 20
    at_ms: int | None = None
    near: tuple[float, float] | None = None
    only_new: bool = False
    within_km: float | None = None
    category: str | None = None
    target: Target = "item"
    store: bool = True
    kind: str | None = None
    explore: float = 0.5
    known_ms: int | None = None
    heed_feedback: bool = False


@dataclass(frozen=True)
class Recommended:
    """One line of one user's list.

    user, item: keys (a category's name when categories are ranked, and item_id is then None).
    score: the model's log-odds. share: the model's probability of this one among the whole
    catalogue (softmax of the scores), before any filter or wish. distance_km: from where the user
    is, or was last; None where one of the two places is unknown. visits: how often the user had it
    before, of a category how many of her events; 0 for a discovery.
    """

    user_id: int
    user: str
    rank: int
    item_id: int | None
    item: str
    name: str
    category: str | None
    latitude: float | None
    longitude: float | None
    distance_km: float | None
    score: float
    share: float
    reasons: tuple["Reason", ...]
    visits: int = 0

    @property
    def is_new(self) -> bool:
        return self.visits == 0


@dataclass(frozen=True)
class RecommendationLists:
    """The lists of all users asked for, by user and rank.

    users: the keys asked for, also those whose list came out empty. notes: what the reader should
    know about these lists, as reasons to be said with `reason_sentence`.
    """

    run: int
    model: str
    target: Target
    as_of_ms: int
    users: tuple[str, ...]
    rows: tuple[Recommended, ...]
    notes: tuple["Reason", ...] = ()
    settings: RecommendSettings | None = field(default=None, compare=False)

    def of(self, user: str) -> tuple[Recommended, ...]:
        """One user's lines, by rank."""
        return tuple(row for row in self.rows if row.user == user)

    def frame(self) -> "pd.DataFrame":
        """One row a line, with the columns and numbers of the exports: for those who script."""
        import pandas as pd

        from stdesk.recommend.export import list_columns, list_records

        return pd.DataFrame(list(list_records(self)), columns=list(list_columns()))
