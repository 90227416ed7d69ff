"""The card of a model as HTML: what it is, its equations, its source, when to use it."""

from markupsafe import Markup

from stdesk.language import language
from stdesk.locations import card


def card_html(model: str) -> Markup | None:
    """models/NAME/card.md in the reader's language where there is one, else in English, else None.

    The card's Markdown may not contain HTML; what looks like it is shown as text.
    """
    from markdown_it import MarkdownIt

    for name in (f"card.{language()}.md", "card.md"):
        path = card(model, name)
        if path.is_file():
            reader = MarkdownIt("commonmark", {"html": False}).enable("table")
            text = path.read_text("utf-8")
            return Markup(reader.render(text))  # noqa: S704 - our own file, its HTML switched off
    return None
