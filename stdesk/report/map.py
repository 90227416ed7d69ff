"""The map of a report as a page of its own: folium builds it, everything it needs is inside."""

import base64
import re
from typing import TYPE_CHECKING, Any

from stdesk.locations import resource
from stdesk.report.outline import land_near
from stdesk.report.places import Places

if TYPE_CHECKING:
    import folium

# A label is put in as text, never as markup.
_SAY = """function (feature, layer) {
  const words = document.createElement('div');
  words.textContent = feature.properties.text;
  if (feature.properties.rank) {
    const number = document.createElement('span');
    number.textContent = feature.properties.rank;
    layer.bindTooltip(number, {permanent: true, direction: 'center', className: 'rank'});
    layer.bindPopup(words);
  } else {
    layer.bindTooltip(words);
  }
}"""


def has_assets() -> bool:
    """Whether Leaflet was put in place at set-up; without it reports draw a still map."""
    return resource("web", "vendor", "leaflet.js").is_file()


def map_page(places: Places) -> dict[str, str]:
    """The parts of the map's page: style, script of Leaflet, and folium's header, body, script."""
    page = _folium_map(places)
    root: Any = page.get_root()
    root.render()
    return {
        "style": _leaflet_css(),
        "leaflet": _vendored("leaflet.js").replace("</", "<\\/"),
        "header": root.header.render(),
        "body": root.html.render(),
        "script": root.script.render().replace(_SCALE, "L.control.scale({ imperial: false })"),
    }


_SCALE = "L.control.scale()"  # as folium writes it: with miles, which nothing else here tells


def _folium_map(places: Places) -> "folium.Map":
    import folium

    bounds = places.bounds
    page = folium.Map(
        location=[(bounds.south + bounds.north) / 2, (bounds.west + bounds.east) / 2],
        tiles=None,
        control_scale=True,
        attributionControl=False,
        zoomSnap=0.25,
    )
    page.default_js, page.default_css = [], []  # set-up put them on disk; nothing is fetched
    land = land_near(bounds)
    if land:
        _layer(land, lambda _: {"className": "land", "weight": 1}).add_to(page)
    if len(places.path) > 1:
        line = [[longitude, latitude] for latitude, longitude in places.path]
        geometry = {"type": "LineString", "coordinates": line}
        moves = {"type": "Feature", "properties": {}, "geometry": geometry}
        _layer([moves], lambda _: {"className": "path", "weight": 1.5}).add_to(page)
    if places.spots:
        spots = [
            _point(spot.latitude, spot.longitude, text=spot.text, radius=spot.radius)
            for spot in places.spots
        ]
        _layer(spots, _spot_style, folium.CircleMarker()).add_to(page)
    if places.pins:
        pins = [
            _point(pin.latitude, pin.longitude, text=pin.text, rank=pin.rank)
            for pin in reversed(places.pins)
        ]
        _layer(pins, _pin_style, folium.CircleMarker()).add_to(page)
    page.fit_bounds([[bounds.south, bounds.west], [bounds.north, bounds.east]])
    return page


def _layer(
    features: list[dict[str, Any]], style: Any, marker: "folium.CircleMarker | None" = None
) -> "folium.GeoJson":
    import folium
    from folium.utilities import JsCode

    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=style,
        marker=marker,
        on_each_feature=JsCode(_SAY) if marker is not None else None,
        interactive=marker is not None,
        control=False,
    )


def _point(latitude: float, longitude: float, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _spot_style(feature: dict[str, Any]) -> dict[str, Any]:
    return {"className": "spot", "radius": feature["properties"]["radius"], "weight": 1}


def _pin_style(feature: dict[str, Any]) -> dict[str, Any]:
    del feature
    return {"className": "pin", "radius": 10, "weight": 2}


def _leaflet_css() -> str:
    """The style sheet with its few small pictures inside."""

    def inside(found: re.Match[str]) -> str:
        name = found.group(1)
        content = base64.b64encode(resource("web", "vendor", name).read_bytes()).decode()
        return f"url(data:image/png;base64,{content})"

    return re.sub(r"url\((images/[\w.-]+\.png)\)", inside, _vendored("leaflet.css"))


def _vendored(name: str) -> str:
    return resource("web", "vendor", name).read_text("utf-8")
