"""A help page: its title, its sections, and where its pictures lie."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from stdesk.language import LANGUAGES, language
from stdesk.locations import resource

TOPICS = (
    "first-ten-minutes",
    "import",
    "explore-map",
    "timelines",
    "evolution",
    "people",
    "train",
    "compare",
    "tune",
    "recommend",
    "routes",
    "report",
    "habits",
    "privacy",
    "command-line",
    "project-file",
    "words-and-figures",
)

# Chinese has no blanks between words: a line that goes on below must not get one.
_CHINESE_LINE_END = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef*])\n *(?=[\u3001-\u9fff\uff00-\uffef]|\*\*|\[)"
)


@dataclass(frozen=True)
class Section:
    """A heading and the Markdown below it; the first section bears the title of the page."""

    heading: str
    text: str


@dataclass(frozen=True)
class Page:
    """One topic in one language. markdown: the whole file."""

    topic: str
    title: str
    markdown: str
    sections: tuple[Section, ...]


def page(topic: str, spoken: str | None = None) -> Page:
    """A page in a language, by default the reader's. KeyError where there is no such topic."""
    if topic not in TOPICS:
        raise KeyError(topic)
    return _read(topic, spoken or language())


def all_pages(spoken: str | None = None) -> tuple[Page, ...]:
    """All pages in their order."""
    return tuple(page(topic, spoken) for topic in TOPICS)


def picture_path(link: str, spoken: str) -> Path:
    """The file of a picture or page that a page of this language links to."""
    return (resource("help", spoken) / link).resolve()


@lru_cache(maxsize=len(TOPICS) * len(LANGUAGES))
def _read(topic: str, spoken: str) -> Page:
    written = resource("help", spoken, f"{topic}.md").read_text(encoding="utf-8")
    markdown = _CHINESE_LINE_END.sub("", written)
    parts = re.split(r"^#{1,2} +(.+)$", markdown, flags=re.MULTILINE)[1:]
    sections = tuple(
        Section(heading.strip(), text.strip())
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    )
    return Page(topic, sections[0].heading, markdown, sections)
