"""Somebody's own logo, made harmless: a small picture inside the page that can do nothing."""

import base64
import io
import re
from pathlib import Path
from xml.parsers import expat

from stdesk.errors import ReportProblem
from stdesk.language import mark

LARGEST_BYTES = 2_000_000
LARGEST_SIDE = 8_000  # pixels of the file; the page gets a smaller one
WIDE, HIGH = 640, 240  # pixels that are kept
NO_PICTURE = mark("the logo {path} is no PNG, JPEG or SVG picture.")
SVG = "http://www.w3.org/2000/svg"
_DRAWS = frozenset(
    re.findall(
        r"\w+",
        "svg g path rect circle ellipse line polyline polygon text tspan textPath defs use symbol "
        "linearGradient radialGradient stop clipPath mask pattern marker title desc metadata style "
        "filter feGaussianBlur feOffset feBlend feColorMatrix feFlood feComposite feMerge "
        "feMergeNode",
    )
)
_NOTES = ("inkscape", "sodipodi", "rdf", "creativecommons", "purl.org", "adobe")


def logo_address(path: Path) -> str:
    """The picture as a data: address for an <img>, where no browser runs or fetches anything.

    Photographs are made smaller and lose what cameras note. Raises `ReportProblem` for a file that
    is no PNG, JPEG or SVG, too large, damaged, or an SVG that asks for more than to be drawn.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_BYTES else b""
    except OSError as error:
        raise ReportProblem(
            "the logo {path} cannot be read: {error}.", path=path, error=error
        ) from error
    if size > LARGEST_BYTES:
        raise ReportProblem(
            "the logo {path} is larger than {most} MB; choose a smaller picture.",
            path=path,
            most=LARGEST_BYTES // 1_000_000,
        )
    if content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        return _address("image/png", _smaller(content, path))
    if path.suffix.lower() == ".svg":
        _check_drawing(content, path)
        return _address("image/svg+xml", content)
    raise ReportProblem(NO_PICTURE, path=path)


def _address(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _smaller(content: bytes, path: Path) -> bytes:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            if max(opened.size) > LARGEST_SIDE:
                raise ValueError("too many pixels")
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ReportProblem("the logo {path} is damaged.", path=path) from error
    picture.thumbnail((WIDE, HIGH))
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _check_drawing(content: bytes, path: Path) -> None:
    """Raises where the SVG holds anything but shapes: scripts, entities, outside addresses."""
    try:
        _Drawing().read(content)
    except _NoDrawing as error:
        raise ReportProblem(NO_PICTURE, path=path) from error
    except expat.ExpatError as error:
        raise ReportProblem("the logo {path} is damaged.", path=path) from error
    except _Unwanted as unwanted:
        raise ReportProblem(
            "the logo {path} holds more than a drawing ({what}); save it as a plain SVG or a PNG.",
            path=path,
            what=str(unwanted),
        ) from unwanted


class _Drawing:
    """Reads an SVG and raises `_Unwanted` at the first thing that does not draw."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def read(self, content: bytes) -> None:
        reader = expat.ParserCreate(namespace_separator=" ")
        reader.buffer_text = True
        reader.EntityDeclHandler = self._on_entity
        reader.StartElementHandler = self._on_begin
        reader.EndElementHandler = lambda _: self._open.pop()
        reader.CharacterDataHandler = self._on_text
        reader.Parse(content, True)

    def _on_entity(self, name: str, *_: object) -> None:
        raise _Unwanted(f"&{name};")

    def _on_begin(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if not self._open and (namespace, local) != (SVG, "svg"):
            raise _NoDrawing
        self._open.append(local)
        if namespace == SVG and local in _DRAWS:
            for attribute, value in attributes.items():
                _check_attribute(attribute, value)
        elif not any(note in namespace for note in _NOTES):
            raise _Unwanted(f"<{local}>")

    def _on_text(self, text: str) -> None:
        if "style" in self._open and _asks_outside(text):
            raise _Unwanted("url")


def _check_attribute(name: str, value: str) -> None:
    local = name.rpartition(" ")[2].lower()
    if local.startswith("on"):
        raise _Unwanted(name)
    if local in ("href", "src") and not value.strip().startswith("#"):
        raise _Unwanted(name)
    if _asks_outside(value):
        raise _Unwanted(name)


def _asks_outside(style: str) -> bool:
    """Whether a value fetches something, but for a part of the drawing itself."""
    plain = style.lower()
    if "@import" in plain or "javascript:" in plain or "\\" in plain:
        return True
    return any(
        not inner.lstrip(" '\"").startswith("#") for inner in re.findall(r"url\(([^)]*)", plain)
    )


class _Unwanted(Exception):
    """What a drawing may not hold."""


class _NoDrawing(Exception):
    """The file is XML, but no SVG."""
