"""How typed options become values."""

import pytest
import typer

from stdesk.cli.options import instant, one_or_all, pairs, place
from stdesk.cli.terminal import plain, speak_the_readers_language
from stdesk.language import language, set_language


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1970-01-01T00:00:01Z", 1000),
        ("1970-01-01 00:00:01", 1000),
        ("1970-01-01T01:00:00+01:00", 0),
        ("2012-12-01", 1_354_320_000_000),
        ("1354320000", 1_354_320_000_000),
        ("-5", -5000),
    ],
)
def test_an_instant_is_iso_or_unix_seconds(text: str, milliseconds: int) -> None:
    assert instant(text) == milliseconds


@pytest.mark.parametrize("text", ["yesterday", "", "2012-13-01", "25:00"])
def test_an_instant_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        instant(text)


def test_a_place_is_latitude_and_longitude() -> None:
    assert place("40.73,-73.99") == (40.73, -73.99)
    assert place(" 40.73 , -73.99 ") == (40.73, -73.99)
    assert place(None) is None


@pytest.mark.parametrize("text", ["40.73", "91,0", "0,181", "a,b", "1,2,3", "nan,0", "inf,0"])
def test_a_place_off_the_globe_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        place(text)


def test_a_value_may_hold_an_equals_sign() -> None:
    assert pairs(["a=b=c", " d = e "], "--set") == {"a": "b=c", "d": "e"}


@pytest.mark.parametrize("text", ["a", "=b", ""])
def test_a_pair_needs_a_name_and_an_equals_sign(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        pairs([text], "--set")


@pytest.mark.parametrize(("user", "everyone"), [(None, False), ("470", True)])
def test_one_user_or_all_is_to_be_said(user: str | None, everyone: bool) -> None:
    with pytest.raises(typer.BadParameter):
        one_or_all(user, everyone)


def test_what_programs_read_knows_no_nan() -> None:
    assert plain({"a": float("nan"), "b": (1, float("inf")), 3: None}) == {
        "a": None,
        "b": [1, None],
        "3": None,
    }


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C", "STDESK_LANGUAGE": "zh_CN"}, "zh_CN"),
        ({}, "en"),
    ],
)
def test_the_language_is_the_systems_unless_said(environment, expected) -> None:
    try:
        speak_the_readers_language(environment)
        assert language() == expected
    finally:
        set_language("en")
