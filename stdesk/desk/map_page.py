"""Builds the map's page with folium: everything it loads lies on this machine."""

import json
import tempfile
import threading
from functools import cache
from pathlib import Path

from stdesk.locations import resource

_SCRIPTS = ("vendor/leaflet.js", "map.js")
_STYLES = ("vendor/leaflet.css", "map.css")
_CHANNEL = "qrc:///qtwebchannel/qwebchannel.js"
_writing = threading.Lock()


def assets_present() -> bool:
    """Whether set-up has put Leaflet and the world outline in place."""
    return _web(_SCRIPTS[0]).is_file() and _outline().is_file()


def map_page() -> Path:
    """The page on disk, written when it is first asked for; slow then, so ask in the background."""
    with _writing:
        path = Path(_folder().name) / "map.html"
        return path if path.exists() else write_map_page(path)


def write_map_page(path: Path) -> Path:
    """Write the page to `path`; it imports folium."""
    import folium

    page = folium.Map(
        location=(20, 0),
        zoom_start=2,
        min_zoom=1,
        max_zoom=20,
        tiles=None,
        prefer_canvas=True,
        control_scale=True,
        zoom_snap=0.5,
        world_copy_jump=True,
        font_size="12px",
    )
    page.default_js = [("channel", _CHANNEL)] + [(name, _address(name)) for name in _SCRIPTS]
    page.default_css = [(name, _address(name)) for name in _STYLES]
    outline = json.loads(_outline().read_text(encoding="utf-8"))
    land = folium.GeoJson(outline, name="land", interactive=False, control=False)
    land.add_to(page)
    start = f"startMap({page.get_name()}, {land.get_name()});"
    figure = page.get_root()
    html = figure.render().replace("</html>", f"<script>{start}</script>\n</html>")
    path.write_text(html, encoding="utf-8")
    return path


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """Goes with the process; every map of the window loads the same page."""
    return tempfile.TemporaryDirectory(prefix="stdesk-map-", ignore_cleanup_errors=True)


def _web(name: str) -> Path:
    return resource("web", *name.split("/"))


def _address(name: str) -> str:
    return _web(name).resolve().as_uri()


def _outline() -> Path:
    return _web("vendor/world-outline-50m.geojson")
