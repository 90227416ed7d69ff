"""A map as one page with everything inside: it opens offline, anywhere, without stdesk."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stdesk.language import speaking, tr
from stdesk.locations import resource
from stdesk.maps.page import SCRIPTS, STYLES, in_script, outline, web_text
from stdesk.recommend import check_place, write_atomically

_SAVED = "saved.js"


@dataclass(frozen=True)
class SavedMap:
    """Messages that the page obeys one after the other when it opens; `levels`: messages that take
    each other's place as one zooms, each from a zoom on."""

    messages: tuple[dict[str, Any], ...]
    language: str = "en"
    title: str = ""
    levels: tuple[tuple[float, dict[str, Any]], ...] = ()


def write_saved_map(saved: SavedMap, path: Path) -> None:
    """Write the page. Raises `ReportProblem` where that place cannot be written."""
    check_place(path)
    with speaking(saved.language), write_atomically(path) as draft:
        draft.write_text(_page(saved), encoding="utf-8")


def _page(saved: SavedMap) -> str:
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(resource("web")), autoescape=True)
    content = {
        "messages": saved.messages,
        "levels": [{"zoom": zoom, "message": message} for zoom, message in saved.levels],
        "words": {
            "play": tr("Play"),
            "pause": tr("Pause"),
            "moment": tr("Moment shown"),
            "language": saved.language.replace("_", "-"),
        },
    }
    return templates.get_template("map.html.j2").render(
        title=saved.title or tr("Map"),
        inline_styles=[_without_pictures(web_text(name)) for name in STYLES],
        inline_scripts=[
            web_text(name).replace("</script", "<\\/script") for name in (*SCRIPTS, _SAVED)
        ],
        land=outline(),
        messages=in_script(json.dumps(content, ensure_ascii=False)),
    )


def _without_pictures(style: str) -> str:
    """Leaflet's sheet names pictures of controls that are not used here."""
    import re

    return re.sub(r"url\([^)]*\)", "none", style)
