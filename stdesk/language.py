"""The reader's language: translated sentences, and numbers, dates and distances as they read them.

The English text is the key. Call `tr` with a literal, so that the test that looks for untranslated
text finds it: `tr("{count} rows kept", count=number(12))`. Where a word changes with a number:
`ntr("{n} visit", "{n} visits", n)`. Texts in module-level tables are marked with `mark("...")` and
translated where they are shown with `tr_dynamic(text)`. Translations are gettext .po files, read as
they are, one for each room, merged.
"""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from stdesk.locations import resource

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
_state = {"language": "en"}
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def set_language(code: str) -> None:
    """Switch the language of everything said from now on; an unknown code means English."""
    _state["language"] = code if code in LANGUAGES else "en"


def language() -> str:
    return _spoken.get() or _state["language"]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language inside, in this thread only: a report beside the window's language."""
    before = _spoken.set(code if code in LANGUAGES else "en")
    try:
        yield
    finally:
        _spoken.reset(before)


def tr(text: str, /, **values: object) -> str:
    """`text` in the reader's language, its {names} filled with `values`."""
    translated = _catalogue(language()).get(text, text)
    return translated.format(**values) if values else translated


def ntr(singular: str, plural: str, n: float, /, **values: object) -> str:
    """`singular` or `plural`, whichever `n` asks for; {n} is the formatted number."""
    source = singular if n == 1 else plural
    translated = _catalogue(language()).get(singular if language() != "en" else source, source)
    return translated.format(n=number(n), **values)


def paragraph(sentences: Iterable[str]) -> str:
    """Whole sentences after one another; Chinese ones follow without a blank."""
    return ("" if language() == "zh_CN" else " ").join(
        sentence for sentence in sentences if sentence
    )


def mark(text: str) -> str:
    """Marks a text for translation that is translated later with `tr_dynamic`."""
    return text


def tr_dynamic(text: str, values: dict[str, Any] | None = None) -> str:
    """Like `tr`, for a text that is not a literal here: a marked one, a reason, a `Problem`."""
    translated = _catalogue(language()).get(text, text)
    return translated.format(**values) if values else translated


def number(value: float, decimals: int | None = None) -> str:
    """1234567.891 as 1,234,567.891; with `decimals`, exactly so many."""
    if value != value:
        return "–"
    if decimals is None:
        decimals = 0 if float(value).is_integer() else 3
    return f"{value:,.{decimals}f}"


def figure(value: float) -> str:
    """A metric between 0 and 1 as .3618, the way tables in the field print it."""
    if value != value:
        return "–"
    text = f"{value:.4f}"
    return text[1:] if text.startswith("0.") else text


def p_figure(value: float) -> str:
    """A p-value as tables print it: .012, or < .001."""
    return "< .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def p_text(value: float) -> str:
    """What follows the letter p in a sentence: = .012, or < .001."""
    said = p_figure(value)
    return said if said.startswith("<") else f"= {said}"


def percent(share: float, decimals: int = 0) -> str:
    return "–" if share != share else f"{share * 100:.{decimals}f} %"


def distance(km: float) -> str:
    """0.42 as 420 m, 12.3 as 12.3 km."""
    if km != km:
        return "–"
    if km < 1:
        return tr("{metres} m", metres=f"{round(km * 1000, -1):.0f}")
    return tr("{km} km", km=f"{km:,.1f}" if km < 100 else f"{km:,.0f}")


def seconds(value: float) -> str:
    """A time span for people: < 0.1 s, 0.8 s, 42 s, 3 min 20 s, 2 h 5 min."""
    if 0 <= value < 0.05:
        return tr("{s} s", s="< 0.1")
    if value < 10:
        return tr("{s} s", s=f"{value:.1f}")
    if value < 60:
        return tr("{s} s", s=f"{value:.0f}")
    if value < 3600:
        return tr("{m} min {s} s", m=int(value // 60), s=int(value % 60))
    return tr("{h} h {m} min", h=int(value // 3600), m=int(value % 3600 // 60))


def span(length_ms: float) -> str:
    """A round span in its largest unit: 5 min, 2 h, 7 days."""
    minutes = length_ms / 60_000
    if minutes < 60:
        return tr("{n} min", n=round(minutes))
    if minutes <= 24 * 60:
        return tr("{n} h", n=round(minutes / 60))
    return ntr("{n} day", "{n} days", round(minutes / 1440))


def day(instant_ms: float, offset_min: float = 0) -> str:
    """The local date of an instant, as the reader writes it."""
    from babel.dates import format_date

    pattern = "medium" if language() == "zh_CN" else "d MMM y"
    return format_date(_local(instant_ms, offset_min).date(), pattern, locale=language())


def short_day(local: datetime.date, with_year: bool = False) -> str:
    """A day on an axis, in the order in which `day` writes it: 9 May, or 9 May 2024."""
    from babel.dates import format_date

    short, whole = ("M月d日", "y年M月d日") if language() == "zh_CN" else ("d MMM", "d MMM y")
    return format_date(local, whole if with_year else short, locale=language())


def moment(instant_ms: float, offset_min: float = 0) -> str:
    """The local date and minute of an instant."""
    from babel.dates import format_datetime

    pattern = "y年M月d日 HH:mm" if language() == "zh_CN" else "d MMM y, HH:mm"
    return format_datetime(_local(instant_ms, offset_min), pattern, locale=language())


def short_moment(instant_ms: float, offset_min: float = 0) -> str:
    """The same without the year, where all that stands there is of one year."""
    from babel.dates import format_datetime

    pattern = "M月d日 HH:mm" if language() == "zh_CN" else "d MMM, HH:mm"
    return format_datetime(_local(instant_ms, offset_min), pattern, locale=language())


def year(instant_ms: float, offset_min: float = 0) -> int:
    """The local year of an instant."""
    return _local(instant_ms, offset_min).year


def weekday(index: int, short: bool = False) -> str:
    """Monday is 0."""
    return _weekdays(language(), short)[index % 7]


@lru_cache(maxsize=2 * len(LANGUAGES))
def _weekdays(code: str, short: bool) -> tuple[str, ...]:
    from babel.dates import get_day_names

    names = get_day_names("abbreviated" if short else "wide", locale=code)
    return tuple(str(names[day]) for day in range(7))


def _local(instant_ms: float, offset_min: float) -> datetime.datetime:
    epoch = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  (local time, its offset is added)
    shift = 0.0 if offset_min != offset_min else offset_min
    return epoch + datetime.timedelta(milliseconds=float(instant_ms), minutes=float(shift))


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> dict[str, str]:
    folder = resource("translations", code)
    if code == "en" or not folder.is_dir():
        return {}
    from babel.messages.pofile import read_po

    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if not message.id or message.fuzzy:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                said = _first(message.string)
                if said:
                    texts[key] = said
    return texts


def _first(said: object) -> str:
    """The text, or the first of its plural forms."""
    if isinstance(said, str):
        return said
    return str(said[0]) if isinstance(said, list | tuple) and said else ""
