"""The roles that a column can play, and what they are called on screen."""

from dataclasses import dataclass

from stdesk.language import mark


@dataclass(frozen=True)
class Role:
    """A role of a column: its name in mappings, its title for people, and what it means."""

    name: str
    title: str
    meaning: str


_ROLES = (
    Role("user", mark("User"), mark("Who acted: a person, a device, a bike.")),
    Role("time", mark("Time"), mark("When it happened, or when a trip began.")),
    Role("clock", mark("Time of day"), mark("The time of day, where the date stands apart.")),
    Role(
        "offset", mark("Time offset"), mark("Offset to UTC, in minutes or hours, or a time zone.")
    ),
    Role("item", mark("Item or place"), mark("What was acted upon, or where a trip began.")),
    Role("kind", mark("Kind"), mark("What was done: view, buy, check-in.")),
    Role("latitude", mark("Latitude"), mark("In degrees, north is positive.")),
    Role("longitude", mark("Longitude"), mark("In degrees, east is positive.")),
    Role("category", mark("Category"), mark("What sort of item or place it is.")),
    Role("title", mark("Title"), mark("The name of the item or place that people read.")),
    Role("text", mark("Text"), mark("A description of the item or place.")),
    Role("value", mark("Value"), mark("A number with the event: a rating, a price, a duration.")),
    Role("tags", mark("Tags"), mark("Several words or genres in one cell.")),
    Role("image", mark("Image"), mark("The path of a picture of the item.")),
    Role("end_time", mark("End: time"), mark("When a trip ended.")),
    Role("end_item", mark("End: place"), mark("Where a trip ended.")),
    Role("end_title", mark("End: title"), mark("The name of the place where a trip ended.")),
    Role("end_latitude", mark("End: latitude"), mark("Latitude where a trip ended.")),
    Role("end_longitude", mark("End: longitude"), mark("Longitude where a trip ended.")),
)

ROLES: dict[str, Role] = {role.name: role for role in _ROLES}

# What people may call a role on the command line besides its name.
ALIASES = {
    "place": "item",
    "venue": "item",
    "timestamp": "time",
    "date": "time",
    "lat": "latitude",
    "lon": "longitude",
    "lng": "longitude",
    "utc_offset": "offset",
    "time_offset": "offset",
    "timezone": "offset",
    "rating": "value",
    "behavior": "kind",
    "behaviour": "kind",
    "action": "kind",
    "description": "text",
    "name": "title",
}
