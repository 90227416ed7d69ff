"""What stands in most lists of a report about several users."""

from collections import Counter
from dataclasses import dataclass

from stdesk.language import number, tr
from stdesk.report.facts import Facts
from stdesk.report.places import Pin

MOST_LISTED = 15


@dataclass(frozen=True)
class Listed:
    """What stands in the lists of how many users, and at the top of how many."""

    position: int
    item: str
    name: str
    category: str | None
    users: int
    first: int


def most_listed(facts: Facts) -> tuple[Listed, ...]:
    """What is in most lists; equals in order of the key."""
    names = {row.item: (row.name, row.category) for row in facts.lists.rows}
    everywhere = Counter(row.item for row in facts.lists.rows)
    first = Counter(row.item for row in facts.lists.rows if row.rank == 1)
    ordered = sorted(everywhere, key=lambda item: (-everywhere[item], item))[:MOST_LISTED]
    return tuple(
        Listed(position, item, *names[item], everywhere[item], first[item])
        for position, item in enumerate(ordered, 1)
    )


def pins_of_listed(facts: Facts, listed: tuple[Listed, ...]) -> tuple[Pin, ...]:
    """Those that have coordinates, numbered by their position."""
    at = {row.item: (row.latitude, row.longitude) for row in facts.lists.rows}
    pins = []
    for found in listed:
        latitude, longitude = at[found.item]
        if latitude is not None and longitude is not None:
            text = tr("{name}: in {n} lists", name=found.name, n=number(found.users))
            pins.append(Pin(round(latitude, 5), round(longitude, 5), found.position, text))
    return tuple(pins)
