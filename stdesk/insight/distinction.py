"""What sets some users apart from the rest, in figures and in a name."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stdesk.insight.traits import Traits, shares
from stdesk.language import mark, tr, tr_dynamic

MEDIUM = 0.33  # Cliff's delta from which a difference is called medium (Romano et al. 2006)
MOST_WORDS = 3
FEW_SEEN = 0.05  # a category that fewer of the users have is no trait of theirs


@dataclass(frozen=True)
class Trait:
    """One nameable figure of users. more, less: marked words for those who have more or less of
    it; empty where nobody would say so. name: goes into the words as {name}. family: of traits of
    one family, a name has at most one with the same direction."""

    key: str
    family: str
    more: str
    less: str
    values: np.ndarray
    name: str = ""

    def word(self, effect: float) -> str:
        """Said in the reader's language; empty where there is no word."""
        text = self.more if effect > 0 else self.less
        return tr_dynamic(text, {"name": self.name}) if text else ""


@dataclass(frozen=True)
class Distinction:
    """A trait and by how much a group has more of it than the rest: Cliff's delta, -1 to 1."""

    trait: Trait
    effect: float


DAY_PARTS = (
    ("night", (0, 5), mark("at night")),
    ("morning", (5, 11), mark("mornings")),
    ("midday", (11, 14), mark("midday")),
    ("afternoon", (14, 18), mark("afternoons")),
    ("evening", (18, 24), mark("evenings")),
)


def nameable(
    known: Traits, category_names: Sequence[str], kind_names: Sequence[str]
) -> list[Trait]:
    """All that can go into a name. category_names: of the columns of the mix."""
    hours = shares(known.hours.reshape(-1, 7, 24).sum(axis=1))
    found = [
        Trait(key, "hours", more, "", hours[:, begin:end].sum(axis=1))
        for key, (begin, end), more in DAY_PARTS
    ]
    found += [
        Trait("weekend", "week", mark("weekends"), mark("working days"), known.weekend),
        Trait("radius_km", "reach", mark("wide-ranging"), mark("staying near"), known.radius_km),
        Trait("new_share", "novelty", mark("exploring"), mark("of habit"), known.new_share),
        Trait("events", "activity", mark("very active"), mark("seldom seen"), known.events * 1.0),
    ]
    mixes = (
        ("category", shares(known.mix), known.mix, category_names),
        ("kind", shares(known.kinds), known.kinds, kind_names),
    )
    for family, share, counts, names in mixes:
        if (counts.sum(axis=0) > 0).sum() < 2:
            continue
        usual = int(counts.sum(axis=0).argmax()) if family == "kind" else -1  # goes without saying
        found += [
            Trait(f"{family}:{name}", family, "{name}", "", share[:, column], name)
            for column, name in enumerate(names)
            if name and column != usual
        ]
    return found


def distinctions(
    known: Sequence[Trait], members: np.ndarray, among: np.ndarray
) -> list[Distinction]:
    """By how much the members have more of each trait than the others, the largest first.

    members, among: user indices; among holds the members and those they are compared with.
    """
    inside = np.isin(among, members)
    found = []
    for trait in known:
        values = trait.values[among]
        seen = np.isfinite(values)
        if trait.family in ("category", "kind") and (values[inside] > 0).mean() < FEW_SEEN:
            continue
        effect = cliffs_delta(values[seen & inside], values[seen & ~inside])
        if effect:
            found.append(Distinction(trait, effect))
    return sorted(found, key=lambda one: (-abs(one.effect), one.trait.key))


def cliffs_delta(some: np.ndarray, others: np.ndarray) -> float:
    """How much more often one of `some` exceeds one of `others` than the reverse, -1 to 1.

    0 when either is empty. Cliff, Psychological Bulletin 1993.
    """
    if not len(some) or not len(others):
        return 0.0
    ordered = np.sort(others)
    below = np.searchsorted(ordered, some, side="left").sum()
    above = len(some) * len(others) - np.searchsorted(ordered, some, side="right").sum()
    return float((int(below) - int(above)) / (len(some) * len(others)))


def name_words(found: Sequence[Distinction], most: int = MOST_WORDS) -> list[str]:
    """The words of a name in the reader's language: what distinguishes most, one of each family."""
    words: list[str] = []
    families: set[str] = set()
    for one in found:
        if abs(one.effect) < MEDIUM or len(words) == most:
            break
        word = one.trait.word(one.effect)
        if word and one.trait.family not in families:
            families.add(one.trait.family)
            words.append(word)
    return words


def names_of(groups: Sequence[Sequence[Distinction]], taken: Sequence[str] = ()) -> list[str]:
    """A name for each group, all different, also from those taken; numbered where words fail."""
    names: list[str] = []
    for number, found in enumerate(groups, 1):
        words = name_words(found)
        name = tr(", ").join(words) if words else tr("Group {number}", number=number)
        names.append(_free(name, (*taken, *names)))
    return names


def _free(name: str, taken: Sequence[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
