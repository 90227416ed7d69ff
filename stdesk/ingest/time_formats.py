"""The written forms of a time that are understood, and how to cut numbers out of them.

A form is a regular expression with named groups. It is matched against one cell; the groups' places
then serve for all cells of the same shape.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

UNKNOWN_OFFSET = np.iinfo(np.int32).min
_DAY_MS = 86_400_000

_CLOCK = (
    r"(?:(?P<half_zh>上午|下午)\s?)?"
    r"(?P<hour>\d{1,2})(?::|时|点)(?P<minute>\d{1,2})"
    r"(?:(?::|分)(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?(?:秒)?|分)?"
    r"(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_ZONE = (
    r"(?:\s?(?P<utc>Z|z|UTC|GMT)|\s?(?P<sign>[+-])(?P<zone_hour>\d{2}):?(?P<zone_minute>\d{2})?)"
)
_MONTH = r"(?P<month_name>[A-Za-z]{3})[a-z]*\.?"
_DAYNAME = r"(?:[A-Za-z]{3,9},?\s+)?"
_FORMS = tuple(
    re.compile(rf"\s*{form}\s*".encode())
    for form in (
        # 2012-04-03, 2012/4/3 18:00, 2012-04-03T18:00:09.123+08:00
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})"
        rf"(?:[Tt ]\s*{_CLOCK}{_ZONE}?)?",
        # 1/1/17 0:21, 31.12.2016 18:00:09
        rf"(?P<first>\d{{1,2}})(?P<separator>[-/.])(?P<next>\d{{1,2}})[-/.]"
        rf"(?P<year>\d{{4}}|\d{{2}})(?:[T ,]\s*{_CLOCK}{_ZONE}?)?",
        # Tue Apr 03 18:00:09 +0000 2012
        rf"{_DAYNAME}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}{_ZONE}?\s+(?P<year>\d{{4}})",
        # Tue, 03 Apr 2012 18:00:09 +0000; 03/Apr/2012:18:00:09 +0000; 3-Apr-2012
        rf"{_DAYNAME}(?P<day>\d{{1,2}})[-/ ]{_MONTH}[-/ ](?P<year>\d{{4}})"
        rf"(?:[: ]{_CLOCK}{_ZONE}?)?",
        # April 3, 2012 6:00 PM
        rf"{_DAYNAME}{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})"
        rf"(?:,?\s+(?:at )?{_CLOCK}{_ZONE}?)?",
        # 2012年4月3日 18:00
        rf"(?P<year>\d{{4}})年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})(?:日)?(?:\s?{_CLOCK})?",
        # 20120403, 201204031800, 20120403T180009Z
        r"(?P<year>(?:19|20)\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)"
        rf"(?:[T ]?(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?{_ZONE}?)?",
        # 1333476009, 1333476009.5, 1333476009000
        r"(?P<unix>\d{1,19})(?:\.(?P<fraction>\d{1,9})\d*)?",
    )
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_CODES = np.array([int.from_bytes(name.encode(), "big") for name in _MONTHS])
_MONTH_ORDER = np.argsort(_MONTH_CODES)


def _shape_table() -> np.ndarray:
    """Digits become 0, letters a; everything else stands for itself."""
    table = np.arange(256, dtype=np.uint8)
    table[ord("0") : ord("9") + 1] = ord("0")
    table[ord("A") : ord("Z") + 1] = ord("a")
    table[ord("a") : ord("z") + 1] = ord("a")
    return table


SHAPE = _shape_table()


@dataclass(frozen=True)
class Reading:
    """What a group of cells says, (cells,) each: see `times.ParsedTimes`."""

    ms: np.ndarray
    valid: np.ndarray
    is_instant: np.ndarray
    offset_min: np.ndarray


class Fields:
    """Where the numbers stand in all cells that have the shape of one example."""

    def __init__(self, example: bytes, spans: dict[str, slice]) -> None:
        self.example = np.frombuffer(example, np.uint8)
        self.spans = spans
        self.has_clock = "hour" in spans or "unix" in spans
        # Letters that mean something by themselves must be the same in all cells.
        self.fixed = [spans[name] for name in ("utc", "sign", "half_zh") if name in spans]
        self.order_is_open = "first" in spans and example[spans["separator"]] != b"."

    def alike(self, cells: np.ndarray) -> np.ndarray:
        """(cells,) whether a cell has the example's shape."""
        same = alike(cells, self.example)
        for span in self.fixed:
            same &= (cells[span] == self.example[span, None]).all(axis=0)
        return same

    def open_numbers(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The two numbers of which one is the day and one the month."""
        return self._number(cells, "first"), self._number(cells, "next")

    def read(self, cells: np.ndarray, day_first: bool) -> Reading:
        """cells: (length, cells) bytes of the example's shape."""
        if "unix" in self.spans:
            return self._read_unix(cells)
        year, month, day = self._date(cells, day_first)
        time_ms, valid = self._clock(cells)
        valid &= (year > 0) & (month >= 1) & (month <= 12) & (day >= 1)
        month = np.clip(month, 1, 12)
        valid &= day <= _days_in_month(year, month)
        ms = _days_since_1970(year, month, day) * _DAY_MS + time_ms
        is_instant = np.full(cells.shape[1], "utc" in self.spans or "sign" in self.spans)
        offset = np.full(cells.shape[1], UNKNOWN_OFFSET, np.int32)
        if "sign" in self.spans:
            minutes = self._zone(cells)
            ms -= minutes * 60_000
            valid &= np.abs(minutes) <= 18 * 60
            offset = np.where(minutes == 0, UNKNOWN_OFFSET, minutes).astype(np.int32)
        return Reading(ms, valid, is_instant, offset)

    def _read_unix(self, cells: np.ndarray) -> Reading:
        """Seconds, or what their size says: 11 digits are seconds, 13 ms, 16 µs, 19 ns."""
        number = self._number(cells, "unix")
        fraction = self._fraction_ms(cells)
        ms = np.select(
            [number < 10**11, number < 10**14, number < 10**17],
            [number * 1000 + fraction, number, number // 1000],
            number // 10**6,
        )
        everywhere = np.ones(cells.shape[1], bool)
        return Reading(
            ms, everywhere, everywhere, np.full(cells.shape[1], UNKNOWN_OFFSET, np.int32)
        )

    def _date(self, cells: np.ndarray, day_first: bool) -> tuple[np.ndarray, ...]:
        year = self._number(cells, "year")
        if self.spans["year"].stop - self.spans["year"].start == 2:
            year = year + np.where(year < 70, 2000, 1900)
        if "first" in self.spans:
            first, second = self.open_numbers(cells)
            day_leads = day_first or not self.order_is_open
            return (year, second, first) if day_leads else (year, first, second)
        month = (
            self._month_by_name(cells)
            if "month_name" in self.spans
            else self._number(cells, "month")
        )
        return year, month, self._number(cells, "day")

    def _month_by_name(self, cells: np.ndarray) -> np.ndarray:
        letters = (cells[self.spans["month_name"]] | 0x20).astype(np.int64)
        code = (letters[0] << 16) | (letters[1] << 8) | letters[2]
        at = np.searchsorted(_MONTH_CODES[_MONTH_ORDER], code).clip(0, 11)
        found = _MONTH_CODES[_MONTH_ORDER][at] == code
        return np.where(found, _MONTH_ORDER[at] + 1, 0)

    def _clock(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if "hour" not in self.spans:
            return np.zeros(cells.shape[1], np.int64), np.ones(cells.shape[1], bool)
        hour, minute = self._number(cells, "hour"), self._number(cells, "minute")
        second = self._number(cells, "second")
        valid = (minute <= 59) & (second <= 60) & (hour <= 23)
        if "half" in self.spans:
            letter = cells[self.spans["half"].start] | 0x20
            valid &= ((letter == ord("a")) | (letter == ord("p"))) & (hour >= 1) & (hour <= 12)
            hour = hour % 12 + 12 * (letter == ord("p"))
        elif "half_zh" in self.spans:
            afternoon = self.example[self.spans["half_zh"]].tobytes() == "下午".encode()
            hour = np.where(hour < 12, hour + 12 * afternoon, hour)
        ms = ((hour * 60 + minute) * 60 + np.minimum(second, 59)) * 1000
        return ms + self._fraction_ms(cells), valid

    def _zone(self, cells: np.ndarray) -> np.ndarray:
        minutes = self._number(cells, "zone_hour") * 60 + self._number(cells, "zone_minute")
        return -minutes if self.example[self.spans["sign"].start] == ord("-") else minutes

    def _fraction_ms(self, cells: np.ndarray) -> np.ndarray:
        if "fraction" not in self.spans:
            return np.zeros(cells.shape[1], np.int64)
        span = self.spans["fraction"]
        digits = min(span.stop - span.start, 3)
        number = _number(cells[span.start : span.start + digits])
        return number * 10 ** (3 - digits)

    def _number(self, cells: np.ndarray, name: str) -> np.ndarray:
        """The digits of a field as int64; 0 where the form has no such field."""
        if name not in self.spans:
            return np.zeros(cells.shape[1], np.int64)
        return _number(cells[self.spans[name]])


@lru_cache(maxsize=512)
def fields_of(example: bytes) -> Fields | None:
    """How to read cells like this one; None when it is no time that we know."""
    for form in _FORMS:
        match = form.fullmatch(example)
        if match:
            groups = [name for name, value in match.groupdict().items() if value is not None]
            return Fields(example, {name: slice(*match.span(name)) for name in groups})
    return None


def alike(cells: np.ndarray, example: np.ndarray) -> np.ndarray:
    """(cells,) whether digits, letters and separators stand where they do in the example."""
    same = np.ones(cells.shape[1], bool)
    for row, shape in zip(cells, SHAPE[example], strict=True):
        same &= SHAPE[row] == shape
    return same


def _number(digits: np.ndarray) -> np.ndarray:
    """(n, cells) ASCII digits as (cells,) int64; more than 18 digits overflow into nonsense."""
    value = np.zeros(digits.shape[1], np.int64)
    for row in digits:
        value = value * 10 + (row - np.uint8(ord("0")))
    return value


def _days_in_month(year: np.ndarray, month: np.ndarray) -> np.ndarray:
    days = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[month]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return days + (leap & (month == 2))


def _days_since_1970(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Proleptic Gregorian calendar; the year begins in March, so that leap days come last."""
    year = year - (month <= 2)
    era_year = year % 400
    shifted = (month + 9) % 12
    day_of_year = (153 * shifted + 2) // 5 + day - 1
    day_of_era = era_year * 365 + era_year // 4 - era_year // 100 + day_of_year
    return year // 400 * 146_097 + day_of_era - 719_468
