"""Titles and descriptions of items, in English and Chinese, that tell of category and style.

The words stand in resources/demo/words.toml.
"""

import tomllib

import numpy as np

from stdesk.demo.catalogue import CATEGORIES, STYLES
from stdesk.locations import resource

_PATTERNS = {
    "en": ("{name} {ending} {number}", "Here you find {offer}. {mood}"),
    "zh": ("{name}{ending}{number}号", "这里有{offer}。{mood}"),
}


def draw_texts(
    chance: np.random.Generator, category: np.ndarray, style: np.ndarray, chinese: np.ndarray
) -> tuple[list[str], list[str]]:
    """Titles and descriptions of items: category, style (items,) codes, chinese (items,) chance."""
    words = tomllib.loads(resource("demo", "words.toml").read_text(encoding="utf-8"))
    size = len(category)
    tongue = np.where(chance.random(size) < chinese, "zh", "en").tolist()
    name = chance.integers(0, len(words["en"]["names"]), size).tolist()
    ending, offer = chance.integers(0, 3, size).tolist(), chance.integers(0, 2, size).tolist()
    number = chance.integers(1, 200, size).tolist()
    titles, texts = [], []
    for row, spoken in enumerate(tongue):
        said = words[spoken]
        place = said["categories"][CATEGORIES[category[row]].name]
        title, text = _PATTERNS[spoken]
        titles.append(
            title.format(
                name=said["names"][name[row]],
                ending=place["endings"][ending[row]],
                number=number[row],
            )
        )
        mood = said["styles"][STYLES[style[row]]]
        texts.append(text.format(offer=place["offers"][offer[row]], mood=mood))
    return titles, texts
