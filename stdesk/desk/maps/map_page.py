"""Writes the map's page: everything it loads lies on this machine."""

import tempfile
import threading
from functools import cache
from pathlib import Path

from stdesk.locations import resource
from stdesk.maps import SCRIPTS, STYLES, assets_present, outline, web_file

__all__ = ["assets_present", "map_page", "write_map_page"]

_CHANNEL = "qrc:///qtwebchannel/qwebchannel.js"
_writing = threading.Lock()


def map_page() -> Path:
    """The page on disk, written when it is first asked for; ask in the background."""
    with _writing:
        path = Path(_folder().name) / "map.html"
        return path if path.exists() else write_map_page(path)


def write_map_page(path: Path) -> Path:
    """Write the page to `path`; its scripts and styles are named by where they lie on disk."""
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(resource("web")), autoescape=True)
    html = templates.get_template("map.html.j2").render(
        styles=[_address(name) for name in STYLES],
        scripts=[_CHANNEL, *(_address(name) for name in SCRIPTS)],
        land=outline(),
    )
    path.write_text(html, encoding="utf-8")
    return path


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """Goes with the process; every map of the window loads the same page."""
    return tempfile.TemporaryDirectory(prefix="stdesk-map-", ignore_cleanup_errors=True)


def _address(name: str) -> str:
    return web_file(name).resolve().as_uri()
