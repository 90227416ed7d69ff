"""Numbers, dates and sentences read as their reader writes them."""

import datetime
import threading
from collections.abc import Iterator

import pytest

from stdesk import language
from stdesk.errors import ImportProblem, Problem, ProjectInUse, ProjectProblem
from stdesk.language import speaking


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    language.set_language("en")
    yield
    language.set_language("en")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (language.number(1234567), "1,234,567"),
        (language.number(0.5), "0.500"),
        (language.number(2.0, 2), "2.00"),
        (language.number(float("nan")), "–"),
        (language.figure(0.36179), ".3618"),
        (language.figure(1.0), "1.0000"),
        (language.p_figure(0.0124), ".012"),
        (language.span(5 * 60_000), "5 min"),
        (language.span(3 * 3_600_000), "3 h"),
        (language.span(86_400_000 + 60_000), "1 day"),
        (language.span(7 * 86_400_000), "7 days"),
        (language.p_figure(0.00049), "< .001"),
        (language.p_text(0.0124), "= .012"),
        (language.p_text(0.00049), "< .001"),
        (language.figure(float("nan")), "–"),
        (language.percent(0.123, 1), "12.3 %"),
        (language.distance(0.42), "420 m"),
        (language.distance(12.34), "12.3 km"),
        (language.distance(1234.5), "1,234 km"),
        (language.distance(float("nan")), "–"),
        (language.seconds(0.0072), "< 0.1 s"),
        (language.seconds(0.84), "0.8 s"),
        (language.seconds(42), "42 s"),
        (language.seconds(200), "3 min 20 s"),
        (language.seconds(7500), "2 h 5 min"),
        (language.day(1_714_521_600_000), "1 May 2024"),
        (language.short_day(datetime.date(2024, 5, 1)), "1 May"),
        (language.short_day(datetime.date(2024, 5, 1), with_year=True), "1 May 2024"),
        (language.moment(1_714_521_600_000, -240), "30 Apr 2024, 20:00"),
        (language.weekday(0), "Monday"),
        (language.weekday(6, short=True), "Sun"),
        (language.ntr("{n} user", "{n} users", 1), "1 user"),
        (language.ntr("{n} user", "{n} users", 1500), "1,500 users"),
    ],
)
def test_english_readers_read_it_their_way(said: str, text: str) -> None:
    assert said == text


def test_chinese_readers_read_it_their_way() -> None:
    language.set_language("zh_CN")
    assert language.distance(0.42) == "420 米"
    assert language.seconds(200) == "3 分 20 秒"
    assert language.day(1_714_521_600_000) == "2024年5月1日"
    assert language.moment(1_714_521_600_000, 480) == "2024年5月1日 08:00"
    assert language.short_day(datetime.date(2024, 5, 1)) == "5月1日"
    assert language.short_day(datetime.date(2024, 5, 1), with_year=True) == "2024年5月1日"
    assert language.weekday(0) == "星期一"


def test_what_is_not_translated_stays_english_and_an_unknown_language_is_english() -> None:
    language.set_language("zh_CN")
    assert language.tr("no such text {x}", x=1) == "no such text 1"
    language.set_language("tlh")
    assert language.language() == "en"


def test_one_thread_may_speak_another_language_for_a_while() -> None:
    heard: list[str] = []
    with speaking("zh_CN"):
        assert language.language() == "zh_CN"
        other = threading.Thread(target=lambda: heard.append(language.language()))
        other.start()
        other.join()
    assert heard == ["en"]
    assert language.language() == "en"


def test_a_problem_is_said_in_english_and_in_the_readers_language() -> None:
    problem = ProjectProblem("there is no project file {path}.", path="a{b}.stdesk")
    assert str(problem) == "there is no project file a{b}.stdesk."
    language.set_language("zh_CN")
    assert language.tr_dynamic(problem.text, problem.values) == "没有项目文件 a{b}.stdesk。"


def test_a_problem_without_values_may_hold_braces() -> None:
    assert str(ImportProblem("a {brace}")) == "a {brace}"
    assert issubclass(ProjectInUse, ProjectProblem)
    assert issubclass(ProjectProblem, Problem)


def test_the_resources_are_found() -> None:
    from stdesk.locations import card, resource

    assert resource("translations", "zh_CN").is_dir()
    assert card().is_dir()
