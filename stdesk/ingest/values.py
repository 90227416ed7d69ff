"""What a single cell looks like: a number, a date, nothing. For samples, not for whole columns."""

import re

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"\s*{NUMBER}\s*")
_TIMELIKE = re.compile(r"\s*\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}|\s*\d{1,2}:\d{2}")
MISSING = frozenset(("", "\\N", "NULL", "null", "NA", "N/A", "NaN", "nan", "None", "none", "-"))


def is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def looks_numeric(cell: str) -> bool:
    """A number, or a date or clock written in digits: no name of a column looks so."""
    return is_number(cell) or _TIMELIKE.match(cell) is not None
