"""The help pages in the terminal: `stdesk help`, a topic, or what is said of some words."""

import re
from typing import Annotated, Any

import typer

from stdesk.cli.options import AsJson
from stdesk.cli.terminal import Terminal
from stdesk.errors import SettingProblem
from stdesk.language import tr

PICTURE = re.compile(r"^!\[.*?\]\(.*?\)\n?", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\(([a-z-]+)\.md\)")


def help_pages(
    topic: Annotated[
        str | None, typer.Argument(metavar="TOPIC", help=tr("One of the list without a topic."))
    ] = None,
    sought: Annotated[
        str | None, typer.Option("--search", metavar="WORDS", help=tr("Find these words."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    with Terminal(as_json) as terminal:
        if sought is not None:
            _say_found(terminal, sought)
        elif topic is not None:
            _say_page(terminal, topic)
        else:
            _say_contents(terminal)


def _say_contents(terminal: Terminal) -> None:
    from stdesk.manual import all_pages

    pages = all_pages()
    found = {"topics": [{"topic": page.topic, "title": page.title} for page in pages]}
    terminal.answer(found, _table([(page.topic, page.title) for page in pages]))


def _say_page(terminal: Terminal, topic: str) -> None:
    from rich.markdown import Markdown

    from stdesk.manual import TOPICS, page

    begun = [one for one in TOPICS if one.startswith(topic)]
    wanted = topic if topic in TOPICS else begun[0] if len(begun) == 1 else None
    if wanted is None:
        raise SettingProblem(
            "there is no help page “{topic}”; `stdesk help` lists them.", topic=topic
        )
    shown = page(wanted)
    text = LINK.sub(r"\1 (`stdesk help \2`)", PICTURE.sub("", shown.markdown))
    answer = {"topic": wanted, "title": shown.title, "markdown": shown.markdown}
    terminal.answer(answer, Markdown(text, hyperlinks=False))


def _say_found(terminal: Terminal, sought: str) -> None:
    from stdesk.manual import search

    hits = search(sought)
    lines = [(hit.topic, f"{hit.heading}: {hit.excerpt}") for hit in hits]
    nothing = tr("No help page speaks of this.")
    terminal.answer({"found": hits}, _table(lines) if lines else nothing)


def _table(lines: list[tuple[str, str]]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    for topic, said in lines:
        table.add_row(topic, Text(said))
    return table
