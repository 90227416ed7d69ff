"""What the map page loads lies on disk, is drawable, and asks no address on the internet."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "resources" / "web"
VENDOR = WEB / "vendor"

pytestmark = pytest.mark.skipif(
    not VENDOR.is_dir(), reason="web assets are made by packaging/test.py"
)


def rings(outline: dict[str, Any]) -> list[list[list[float]]]:
    shapes = [feature["geometry"] for feature in outline["features"]]
    many = [s["coordinates"] if s["type"] == "MultiPolygon" else [s["coordinates"]] for s in shapes]
    return [ring for polygons in many for polygon in polygons for ring in polygon]


@pytest.mark.parametrize("detail", ["110m", "50m"])
def test_the_world_outline_draws_no_line_across_the_map(detail: str) -> None:
    outline = json.loads((VENDOR / f"world-outline-{detail}.geojson").read_text(encoding="utf-8"))
    assert len(outline["features"]) > 170
    for ring in rings(outline):
        assert len(ring) >= 4
        assert ring[0] == ring[-1]
        for (west, south), (east, north) in pairwise(ring):
            assert abs(east - west) <= 180 or min(south, north) == -90


def test_style_sheets_point_only_to_files_that_are_there() -> None:
    for sheet in VENDOR.glob("*.css"):
        targets = re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8"))
        for target in (text.strip("\"' ") for text in targets):
            if not target.startswith(("#", "data:")):
                assert (VENDOR / target).is_file(), f"{sheet.name} asks for {target}"


def test_no_shipped_page_loads_anything_from_the_internet() -> None:
    """Addresses may stand in links, licences and comments; nothing may be loaded from one."""
    loads = re.compile(
        r"""<(?:script|img|iframe)[^>]+src=["']?(?:https?:)?//"""
        r"""|<link[^>]+href=["']?(?:https?:)?//"""
        r"""|url\(["']?(?:https?:)?//"""
        r"""|@import\s+["'](?:https?:)?//"""
        r"""|(?:fetch|importScripts|WebSocket)\(["'](?:https?:|wss?:)?//""",
        re.IGNORECASE,
    )
    pages = [p for p in (ROOT / "resources").rglob("*") if p.suffix in {".html", ".js", ".css"}]
    guilty = [p.name for p in pages if loads.search(p.read_text(encoding="utf-8"))]
    assert pages
    assert guilty == []


def test_every_package_is_locked_to_the_version_we_name() -> None:
    asked = json.loads((WEB / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in asked.items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")
