"""What the map page is made of, in the window and in a saved file: scripts, styles, the land."""

from pathlib import Path

from stdesk.locations import resource

SCRIPTS = (
    "vendor/leaflet.js",
    "arrays.js",
    "colours.js",
    "sheet.js",
    "moving_counts.js",
    "legend.js",
    "spots.js",
    "trail.js",
    "arcs.js",
    "player.js",
    "pencil.js",
    "ground.js",
    "pins.js",
    "view.js",
    "map.js",
)
STYLES = ("vendor/leaflet.css", "map_colours.css", "map.css")
_OUTLINE = "vendor/world-outline-50m.geojson"


def assets_present() -> bool:
    """Whether set-up has put Leaflet and the world outline in place."""
    return web_file(SCRIPTS[0]).is_file() and web_file(_OUTLINE).is_file()


def web_file(name: str) -> Path:
    """A file of the map page, by its name below resources/web."""
    return resource("web", *name.split("/"))


def web_text(name: str) -> str:
    return web_file(name).read_text(encoding="utf-8")


def outline() -> str:
    """The land of the world as GeoJSON, safe inside a script element."""
    return in_script(web_text(_OUTLINE))


def in_script(text: str) -> str:
    """JSON that cannot end the script element that it stands in."""
    return text.replace("<", "\\u003c")
