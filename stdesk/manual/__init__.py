"""The help pages, Markdown in resources/help/LANGUAGE, one file a topic; and their search.

The window and `stdesk help` show the same pages. Both languages have the same topics with the same
headings, so that what is found in one can be shown in the other.
"""

from stdesk.manual.pages import TOPICS, Page, Section, all_pages, page, picture_path
from stdesk.manual.search import Hit, search

__all__ = [
    "TOPICS",
    "Hit",
    "Page",
    "Section",
    "all_pages",
    "page",
    "picture_path",
    "search",
]
