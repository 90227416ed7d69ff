"""The help pages: whole, in both languages alike, and true about files, links and commands."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import typer
from PIL import Image

from stdesk.cli.app import app
from stdesk.language import LANGUAGES, speaking, tr_dynamic
from stdesk.locations import resource
from stdesk.manual import TOPICS, all_pages, page, picture_path, search

LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
COMMANDS: Any = typer.main.get_command(app)
EVERY_PAGE = [(code, topic) for code in LANGUAGES for topic in TOPICS]
MOST_BYTES, WIDTH = 150_000, 900


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_file_is_a_topic_and_every_topic_a_file(code: str) -> None:
    assert {path.stem for path in resource("help", code).glob("*.md")} == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_the_same_headings_pictures_and_commands(topic: str) -> None:
    english, chinese = page(topic, "en"), page(topic, "zh_CN")
    assert len(english.sections) == len(chinese.sections)
    for one, other in zip(english.sections, chinese.sections, strict=True):
        assert names_of_links(one.text) == names_of_links(other.text), one.heading
        assert list(code_lines(one.text)) == list(code_lines(other.text)), one.heading
        assert one.text.count("\n- ") == other.text.count("\n- "), one.heading
        assert one.text.count("\n|") == other.text.count("\n|"), one.heading
    assert re.search(r"[\u4e00-\u9fff]", chinese.title)
    assert not re.search(r"[\u4e00-\u9fff]", english.markdown)


@pytest.mark.parametrize(("code", "topic"), EVERY_PAGE)
def test_every_link_and_picture_of_a_page_exists(code: str, topic: str) -> None:
    for _, target in LINK.findall(page(topic, code).markdown):
        assert picture_path(target, code).is_file(), target
        if target.endswith(".png"):
            assert f"/{code}/" in target, "the picture is of the other language"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_picture_is_small_and_stands_on_a_page(code: str) -> None:
    shown = {t for one in all_pages(code) for _, t in LINK.findall(one.markdown)}
    files = sorted(resource("help", "pictures", code).glob("*.png"))
    assert {f"../pictures/{code}/{path.name}" for path in files} <= shown
    assert files
    for path in files:
        assert path.stat().st_size <= MOST_BYTES, path.name
        assert Image.open(path).width <= WIDTH, path.name


@pytest.mark.parametrize(("code", "topic"), EVERY_PAGE)
def test_what_is_bold_is_called_so_on_the_screen(code: str, topic: str) -> None:
    """Bold is for the words of the window; the Chinese page has the window's Chinese for them."""
    english, own = (BOLD.findall(page(topic, spoken).markdown) for spoken in ("en", code))
    assert len(english) == len(own)
    said = words_of_the_window()
    unknown = [word for word in english if bare(word) not in said]
    assert not unknown
    with speaking(code):
        wanted = [{bare(tr_dynamic(key)) for key in said[bare(word)]} for word in english]
    assert [word for word, those in zip(own, wanted, strict=True) if bare(word) not in those] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_every_command_of_a_page_exists_with_its_options(topic: str) -> None:
    markdown = page(topic, "en").markdown
    inline = re.findall(r"`(stdesk [^`]+)`", markdown)
    for line in [*code_lines(markdown), *inline]:
        if line.startswith("stdesk "):
            check_command(shlex.split(line.split("#")[0])[1:])


def test_the_page_of_commands_names_them_all_and_no_others() -> None:
    table = page("command-line", "en").sections[2]
    named = set(re.findall(r"`([a-z-]+)`", table.text))
    assert named == set(COMMANDS.commands) - {"open"}


def test_a_page_has_no_blank_within_a_chinese_sentence() -> None:
    for one in all_pages("zh_CN"):
        assert not re.search(r"[\u4e00-\u9fff，。；：、]\n[\u4e00-\u9fff]", one.markdown), one.topic


@pytest.mark.parametrize(
    ("sought", "topic"),
    [
        ("interval", "words-and-figures"),
        ("undo", "habits"),
        ("rejected rows", "import"),
        ("openstreetmap", "privacy"),
        ("sqlite", "project-file"),
        ("calib", "compare"),
        ("撤销", "habits"),
        ("聚类", "people"),
        ("回转半径", "words-and-figures"),
    ],
)
def test_a_search_finds_the_page_about_it_in_either_language(sought: str, topic: str) -> None:
    for code in LANGUAGES:
        with speaking(code):
            found = search(sought)
            assert topic in [hit.topic for hit in found[:3]]
            assert found[0].title == page(found[0].topic, code).title
            assert [hit.score for hit in found] == sorted((h.score for h in found), reverse=True)


def test_a_search_for_two_words_wants_both() -> None:
    both = search("home work")
    assert both
    for hit in both:
        text = page(hit.topic).sections[hit.section]
        assert "home" in f"{text.heading} {text.text}".lower()


def test_a_search_for_nothing_or_nonsense_finds_nothing() -> None:
    assert search("") == search("   ") == search("xyzzyq") == []


def names_of_links(markdown: str) -> list[tuple[str, str]]:
    return [(kind, target.rsplit("/", 1)[-1]) for kind, target in LINK.findall(markdown)]


def code_lines(markdown: str) -> Iterator[str]:
    for block in re.findall(r"```\n(.*?)```", markdown, flags=re.DOTALL):
        yield from block.strip().splitlines()


@cache
def words_of_the_window() -> dict[str, list[str]]:
    """What the window says in English, without marks of keys: the keys of translations."""
    from babel.messages.pofile import read_po

    found: dict[str, list[str]] = {}
    for path in resource("translations", "zh_CN").glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                for key in message.id if isinstance(message.id, tuple) else (message.id,):
                    found.setdefault(bare(str(key)), []).append(str(key))
    return found


def bare(said: str) -> str:
    return re.sub(r"\(&\w\)", "", said).replace("&", "").strip()


def check_command(words: list[str]) -> None:
    """Fails where a command, or one of its options, does not exist."""
    command: Any = COMMANDS
    rest = list(words)
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"stdesk {' '.join(words)}"
        command = command.commands[rest.pop(0)]
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    for word in rest:
        if word.startswith("--"):
            assert word in known, f"stdesk {' '.join(words)}"


def test_the_checks_of_these_tests_can_fail() -> None:
    with pytest.raises(AssertionError):
        check_command(["trane", "town.stdesk"])
    with pytest.raises(AssertionError):
        check_command(["train", "town.stdesk", "--modell", "ranker"])
    with pytest.raises(KeyError):
        page("weather")
