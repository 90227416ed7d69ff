"""Full-text search of the help pages: sections ranked by BM25, in both languages at once."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from stdesk.language import LANGUAGES, language
from stdesk.manual.pages import Page, all_pages

# Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
SATURATION, LENGTH_WEIGHT = 1.2, 0.5
TITLE, HEADING = 12, 6  # so many times is a word of the title, of a heading, counted
OTHER_LANGUAGE = 0.6  # what a match in the other language is worth
BEGINNING = 0.6  # of a word that only begins as the sought one
EXCERPT = 110  # characters
_LATIN = re.compile(r"[a-z0-9@]+(?:[-'’][a-z0-9]+)*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_BETWEEN = re.compile(r"^ *- |!\[[^\]]*\]\([^)]*\)|[#|]|-{3,}|```", re.MULTILINE)
_WITHIN = re.compile(r"\]\([^)]*\)|[*`\[\]]")


@dataclass(frozen=True)
class Hit:
    """A section that was found. section: its position in the page. excerpt: plain text."""

    topic: str
    section: int
    title: str
    heading: str
    excerpt: str
    score: float


def search(sought: str, most: int = 20) -> list[Hit]:
    """The sections about these words, the best first; words may be begun only."""
    words = words_of(sought)
    if not words:
        return []
    best: dict[tuple[str, int], float] = {}
    for spoken in LANGUAGES:
        worth = 1.0 if spoken == language() else OTHER_LANGUAGE
        for place, score in _index(spoken).scores(words).items():
            best[place] = max(best.get(place, 0.0), score * worth)
    own = {one.topic: one for one in all_pages()}
    ranked = sorted(best.items(), key=lambda found: -found[1])[:most]
    return [_hit(own[topic], section, sought, score) for (topic, section), score in ranked]


def words_of(text: str) -> list[str]:
    """Words of Latin letters, and pairs of Chinese characters (one alone as it is)."""
    lowered = text.casefold()
    found = _LATIN.findall(lowered)
    for run in _CHINESE.findall(lowered):
        found += [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
    return found


class _Index:
    def __init__(self, pages: tuple[Page, ...]) -> None:
        self._counts: dict[tuple[str, int], Counter[str]] = {}
        for page in pages:
            for place, section in enumerate(page.sections):
                counts = Counter(words_of(plain(section.text)))
                for word in words_of(section.heading):
                    counts[word] += TITLE if place == 0 else HEADING
                self._counts[page.topic, place] = counts
        self._holders: dict[str, list[tuple[str, int]]] = {}
        for at, counts in self._counts.items():
            for word in counts:
                self._holders.setdefault(word, []).append(at)
        lengths = [sum(counts.values()) for counts in self._counts.values()]
        self._usual_length = sum(lengths) / len(lengths)

    def scores(self, words: list[str]) -> dict[tuple[str, int], float]:
        """Sections that hold every word, else those that hold most of them."""
        total: dict[tuple[str, int], float] = {}
        held: Counter[tuple[str, int]] = Counter()
        for word in words:
            for place, score in self._of_word(word).items():
                total[place] = total.get(place, 0.0) + score
                held[place] += 1
        most = max(held.values(), default=0)
        return {place: score for place, score in total.items() if held[place] == most}

    def _of_word(self, word: str) -> dict[tuple[str, int], float]:
        best: dict[tuple[str, int], float] = {}
        for known, holders in self._holders.items():
            if known != word and not (len(word) > 1 and known.startswith(word)):
                continue
            rarity = math.log(1 + (len(self._counts) - len(holders) + 0.5) / (len(holders) + 0.5))
            worth = rarity * (1.0 if known == word else BEGINNING)
            for place in holders:
                counts = self._counts[place]
                length = sum(counts.values()) / self._usual_length
                damping = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length)
                times = counts[known]
                score = worth * times * (SATURATION + 1) / (times + damping)
                best[place] = max(best.get(place, 0.0), score)
        return best


@lru_cache(maxsize=len(LANGUAGES))
def _index(spoken: str) -> _Index:
    return _Index(all_pages(spoken))


def plain(markdown: str) -> str:
    """The words of Markdown on one line."""
    return " ".join(_WITHIN.sub("", _BETWEEN.sub(" ", markdown)).split())


def _hit(page: Page, section: int, sought: str, score: float) -> Hit:
    shown = page.sections[section]
    text = plain(shown.text)
    places = [text.casefold().find(word) for word in words_of(sought)]
    at = min((place for place in places if place >= 0), default=0)
    begin = max(at - EXCERPT // 3, 0)
    if begin and (space := text.find(" ", begin, at)) > 0:
        begin = space + 1
    cut = text[begin : begin + EXCERPT]
    before, after = "… " if begin else "", " …" if begin + EXCERPT < len(text) else ""
    return Hit(page.topic, section, page.title, shown.heading, before + cut + after, score)
