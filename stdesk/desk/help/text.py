"""The text of a help page as the window shows it: Markdown in the colours of the theme."""

import html
from typing import Any

from markdown_it import MarkdownIt
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QImage, QImageReader

from stdesk.desk.look.theme import Theme
from stdesk.language import language
from stdesk.manual import Page, picture_path


def page_html(page: Page, theme: Theme, points: float, width: int, sought: str = "") -> str:
    """HTML for a QTextBrowser. width: of the text, in pixels; pictures are no wider."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(page.markdown)
    headings = 0
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            token.attrSet("id", anchor(headings))
            headings += 1
        if token.type == "table_open":
            token.attrs.update({"cellspacing": "0", "cellpadding": "6", "width": "100%"})
        for child in token.children or ():
            if child.type == "image":
                _fit(child, width)
                tokens[place - 1].attrSet("style", "line-height: 100%")  # of the picture's height
    body = markdown.renderer.render(tokens, markdown.options, {})
    return f"<html><head><style>{_style(theme, points)}</style></head><body>{body}</body></html>"


def hits_html(sought: str, hits: list[Any], theme: Theme, points: float, nothing: str) -> str:
    """What was found for some words, as a list of links; `nothing` where it is empty."""
    said = [
        f'<h3><a href="{hit.topic}.md#{anchor(hit.section)}">{html.escape(_title(hit))}</a></h3>'
        f"<p>{html.escape(hit.excerpt)}</p>"
        for hit in hits
    ]
    body = "".join(said) or f"<p>{html.escape(nothing)}</p>"
    style = _style(theme, points)
    head = f"<h1>{html.escape(sought)}</h1>"
    return f"<html><head><style>{style}</style></head><body>{head}{body}</body></html>"


def anchor(section: int) -> str:
    """The name of a section for links; the same in every language."""
    return f"section-{section}"


def _title(hit: Any) -> str:
    return hit.title if hit.section == 0 else f"{hit.title} › {hit.heading}"


def _fit(image: Any, width: int) -> None:
    """Give a picture its file and a size that the page has room for."""
    path = picture_path(str(image.attrs["src"]), language())
    size: QSize = QImageReader(str(path)).size()
    image.attrSet("src", QUrl.fromLocalFile(str(path)).toString())
    if size.isValid():
        image.attrSet("width", str(min(size.width(), width)))


def read_picture(path: str, width: int, ratio: float) -> QImage:
    """A picture smoothly brought to a width, sharp on a screen of this ratio."""
    from PySide6.QtCore import Qt

    image = QImage(path)
    if image.isNull() or image.width() <= width * ratio:
        return image
    smooth = Qt.TransformationMode.SmoothTransformation
    return image.scaledToWidth(round(width * ratio), smooth)


def _style(theme: Theme, points: float) -> str:
    t = theme
    return f"""
    body {{ color: {t.text}; font-size: {points}pt; line-height: 140%; }}
    p, li {{ line-height: 140%; }}
    h1 {{ font-size: {points * 1.7}pt; font-weight: 600; margin-bottom: 10px; }}
    h2 {{ font-size: {points * 1.25}pt; font-weight: 600; margin-top: 22px; margin-bottom: 6px; }}
    h3 {{ font-size: {points * 1.05}pt; font-weight: 600; margin-top: 14px; margin-bottom: 2px; }}
    a {{ color: {t.accent}; text-decoration: none; }}
    code, pre {{ font-family: monospace; background: {t.sunken}; }}
    pre {{ white-space: pre-wrap; padding: 8px; margin-top: 6px; margin-bottom: 6px; }}
    th {{ text-align: left; color: {t.muted}; border-bottom: 1px solid {t.border}; }}
    td {{ border-bottom: 1px solid {t.border}; }}
    table {{ border-collapse: collapse; margin-top: 6px; margin-bottom: 6px; }}
    """
