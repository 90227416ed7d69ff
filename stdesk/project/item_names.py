"""What an item is called where people read of it."""

LEAST_OPAQUE = 12  # so many hexadecimal digits are a number that some machine gave
BETWEEN, SHOWN = " · ", 6  # a category and a key; digits of a key where room is short

# The same as `item_name`, for a query over item i and its category c.
ITEM_NAME = (
    f"CASE WHEN i.title <> '' THEN i.title WHEN c.key <> '' AND length(i.key) >= {LEAST_OPAQUE} "
    "AND i.key NOT GLOB '*[^0-9a-f-]*' THEN c.key || ' · ' || i.key ELSE i.key END"
)


def item_name(title: str | None, key: str, category: str) -> str:
    """The title where there is one, else the key; after its category ("" for none) where the key
    is a number that tells a person nothing: Train Station · 4ae8fd76f964a520e1b321e3."""
    if title:
        return title
    return f"{category}{BETWEEN}{key}" if category and is_opaque(key) else key


def beside_name(name: str, category: str | None) -> str:
    """The category to be told beside a name; "" where there is none or the name tells it."""
    return category if category and not name.startswith(category) else ""


def short_name(name: str) -> str:
    """A name for where room is short: of an opaque key only how it begins."""
    kind, between, key = name.rpartition(BETWEEN)
    return f"{kind}{between}{key[:SHOWN]}…" if is_opaque(key) else name


def is_opaque(key: str) -> bool:
    """Whether a key is an identifier of hexadecimal digits, as Foursquare and UUIDs have them."""
    return len(key) >= LEAST_OPAQUE and not key.strip("0123456789abcdef-")
