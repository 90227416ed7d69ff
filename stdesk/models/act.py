"""The act that intent foresees: an event of a kind, or at an item of a category."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from stdesk.errors import ModelProblem
from stdesk.features import EventLog


@dataclass(frozen=True)
class Act:
    """index counts the log's kinds or categories, whichever `of` says."""

    of: str  # kind or category
    index: int
    name: str

    def events(self, log: EventLog) -> np.ndarray:
        """(events,) which events of a log are the act."""
        if self.of == "kind":
            return log.kind == np.int16(self.index)
        return self.items(log.catalogue.item_category)[log.item]

    def items(self, item_category: np.ndarray) -> np.ndarray:
        """(items,) which items belong to the category."""
        found: np.ndarray = item_category == self.index
        return found

    def details(self) -> dict[str, Any]:
        return asdict(self)


def chosen_act(wish: str, log: EventLog) -> Act:
    """The kind or category that is called `wish`; without a wish, the one worth foreseeing.

    That is the rarest kind where a log has several, such as the purchases of a shop, else the most
    frequent category. Raises `ModelProblem` with the names that there are.
    """
    kinds = np.bincount(log.kind[log.kind >= 0], minlength=len(log.catalogue.kind_names))
    category = log.catalogue.item_category[log.item]
    categories = np.bincount(category[category >= 0], minlength=len(log.catalogue.category_names))
    acts = _named("kind", log.catalogue.kind_names, kinds, len(log))
    places = _named("category", log.catalogue.category_names, categories, len(log))
    if not wish and acts:
        return min(acts, key=lambda act: kinds[act.index])
    if not wish and places:
        return max(places, key=lambda act: categories[act.index])
    for act in acts + places:
        if act.name == wish:
            return act
    if not acts and not places:
        raise ModelProblem(
            "all events of this log are of one kind and no categories are known, so there is no "
            "act to tell from another."
        )
    named = sorted(acts, key=lambda act: kinds[act.index]) or places
    raise ModelProblem(
        "'{wish}' is no kind or category that some events have and others have not; one of: "
        "{names}.",
        wish=wish,
        names=", ".join(act.name for act in named[:20]),
    )


def _named(of: str, names: Sequence[str], count: np.ndarray, events: int) -> list[Act]:
    """What some events are and others are not."""
    return [
        Act(of, index, names[index])
        for index in np.flatnonzero((count > 0) & (count < events)).tolist()
    ]
