"""What a group's attention goes to, beside everyone's: categories by their share of events."""

from dataclasses import dataclass

import numpy as np

from stdesk.features import EventLog
from stdesk.language import number, percent

MOST = 14


@dataclass(frozen=True)
class Interest:
    """A category: widths in percent of the widest bar, and the same numbers in words.

    usual_at: where everyone's share stands; None in a report on everyone.
    """

    name: str
    width: float
    usual_at: float | None
    share: str
    usual: str
    times: str
    shares: tuple[float, float]


def interests(own: EventLog, everyone: EventLog) -> tuple[Interest, ...]:
    """The largest first; empty where no category is known."""
    categories = len(own.catalogue.category_names)
    shares, usual = _shares(own, categories), _shares(everyone, categories)
    largest = np.argsort(-shares, kind="stable")[:MOST]
    largest = largest[shares[largest] > 0]
    if not len(largest):
        return ()
    compared = len(own) < len(everyone)
    top = max(shares[largest].max(), usual[largest].max() if compared else 0.0)
    return tuple(
        Interest(
            name=own.catalogue.category_names[category],
            width=round(float(shares[category] / top * 100), 1),
            usual_at=round(float(usual[category] / top * 100), 1) if compared else None,
            share=percent(float(shares[category]), 1),
            usual=percent(float(usual[category]), 1),
            times="–" if not usual[category] else number(shares[category] / usual[category], 1),
            shares=(round(float(shares[category]), 6), round(float(usual[category]), 6)),
        )
        for category in largest.tolist()
    )


def _shares(log: EventLog, categories: int) -> np.ndarray:
    """(categories,) of the events whose item has a category."""
    category = log.catalogue.item_category[log.item]
    counts = np.bincount(category[category >= 0], minlength=categories)
    shares: np.ndarray = counts / max(counts.sum(), 1)
    return shares
