"""What guessing among new items is worth, and which models of `cold-start` do better."""

from collections.abc import Iterator, Sequence

import numpy as np

from stdesk.language import mark
from stdesk.models.base import Reason
from stdesk.project import Measured


def chance(items: int) -> dict[str, float]:
    """What guessing among so many items is worth, by the names of the figures."""
    rank = np.arange(1, items + 1)
    found = {f"HR@{k}": min(k / items, 1.0) for k in (1, 5, 10)}
    gain = 1 / np.log2(rank[:10] + 1)
    return found | {"MRR": float((1 / rank).mean()), "NDCG@10": float(gain.sum() / items)}


def against_chance(values: Sequence[Measured], items: int) -> Iterator[Reason]:
    """Which models find new items better than guessing among `items` would."""
    if not items:
        return
    name = "HR@10" if items > 10 else "HR@1"
    guessed = chance(items)[name]
    for row in values:
        whole = row.part == "all" and row.fold is None and row.protocol == "cold-start"
        if not whole or row.name != name or row.peer is None or row.low is None or row.high is None:
            continue
        text = (
            mark(
                "{model} finds new items: {name} {value} ({low} to {high}) among {items} new ones; "
                "guessing gives {guessed}."
            )
            if row.low > guessed
            else mark(
                "{model} does not find new items better than guessing: {name} {value} ({low} to "
                "{high}) among {items} new ones; guessing gives {guessed}."
            )
        )
        shown = {"value": row.value, "low": row.low, "high": row.high, "guessed": guessed}
        figures = {key: f"{number:.4f}" for key, number in shown.items()}
        yield Reason(text, {"model": row.model, "name": name, "items": items, **figures})
