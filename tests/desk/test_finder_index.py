"""What a few typed letters find among many names, and in which order."""

import numpy as np

from stdesk.desk.work.finder_index import NameIndex

PLACES = [
    "Joe's Pizza",
    "Pizza Joe",
    "The Old Joe",
    "Banjoe",
    "Joe",
    "Café Noir",
    "中央公园",
    "公园大道",
    "Jamaica Plain",
    "Grand Central Terminal",
]


def found(sought: str, names: list[str] = PLACES, **options: object) -> list[str]:
    return [names[hit.position] for hit in NameIndex(names).search(sought, **options)]  # type: ignore[arg-type]


def test_the_name_itself_comes_before_beginnings_words_and_insides() -> None:
    assert found("joe") == ["Joe", "Joe's Pizza", "Pizza Joe", "The Old Joe", "Banjoe"]


def test_initials_find_a_name() -> None:
    assert found("gct") == ["Grand Central Terminal"]
    assert found("jp") == ["Jamaica Plain"]  # the s of Joe's stands between
    assert found("jsp") == ["Joe's Pizza"]


def test_words_may_be_typed_in_any_order() -> None:
    assert found("pizza joe")[:2] == ["Pizza Joe", "Joe's Pizza"]
    assert found("term gra") == ["Grand Central Terminal"]


def test_case_and_accents_do_not_matter() -> None:
    assert found("CAFE noir") == ["Café Noir"]
    assert found("café") == ["Café Noir"]


def test_chinese_is_found_from_any_character_and_its_beginning_first() -> None:
    assert found("公园") == ["公园大道", "中央公园"]


def test_letters_in_the_same_order_are_found_when_little_else_is() -> None:
    assert found("grndcntrl") == ["Grand Central Terminal"]
    assert found("zzz") == []
    assert found("gl") == []  # two letters are in nearly every name


def test_the_well_known_comes_first_among_equals() -> None:
    names = ["Bar one", "Bar two", "Bar ten"]
    index = NameIndex(names, np.array([3, 900, 40]))
    assert [names[hit.position] for hit in index.search("bar")] == ["Bar two", "Bar ten", "Bar one"]


def test_no_more_than_was_asked_for_and_nothing_for_nothing() -> None:
    names = [f"user {number}" for number in range(500)]
    assert len(NameIndex(names).search("user", most=7)) == 7
    assert NameIndex(names).search("user 77", most=3)[0].position == 77
    assert NameIndex(names).search("  ") == []
    assert NameIndex([]).search("a") == []


def test_names_that_hold_line_ends_or_nothing_stay_in_their_places() -> None:
    names = ["one\ntwo", "", "three"]
    assert [hit.position for hit in NameIndex(names).search("three")] == [2]
    assert [hit.position for hit in NameIndex(names).search("one two")] == [0]
