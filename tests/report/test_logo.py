"""A logo is a picture and nothing else."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from stdesk.errors import ReportProblem
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.report import ReportSettings, logo_address, write_report

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'


def svg(folder: Path, inside: str, whole: str = SVG) -> Path:
    path = folder / "logo.svg"
    path.write_text(whole.replace("{}", inside), encoding="utf-8")
    return path


def content(address: str) -> bytes:
    return base64.b64decode(address.partition(",")[2])


def test_a_photograph_is_made_small_and_forgets_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "my street"
    path = tmp_path / "logo.jpg"
    Image.new("RGB", (3000, 1000), "navy").save(path, exif=exif)
    address = logo_address(path)
    assert address.startswith("data:image/png;base64,")
    found = Image.open(io.BytesIO(content(address)))
    assert found.size == (640, 213)
    assert not found.getexif()


def test_a_drawing_stays_as_it_is(tmp_path: Path) -> None:
    path = svg(tmp_path, '<path d="M0 0h9v9z" fill="url(#g)"/><title>x</title>')
    assert content(logo_address(path)) == path.read_bytes()


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        ("<script>alert(1)</script>", "script"),
        ('<path d="M0 0" onload="alert(1)"/>', "onload"),
        ("<foreignObject/>", "foreignObject"),
        ('<image href="https://example.org/a.png"/>', "image"),
        ('<use href="https://example.org/a.svg#x"/>', "href"),
        ('<path style="fill: url(https://example.org/)"/>', "style"),
        ("<style>@import 'https://example.org/a.css';</style>", "url"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg">1</x:script>', "script"),
        ('<animate attributeName="href"/>', "animate"),
        ('<h:body xmlns:h="http://www.w3.org/1999/xhtml"/>', "body"),
    ],
)
def test_a_drawing_that_does_more_is_refused(tmp_path: Path, inside: str, named: str) -> None:
    with pytest.raises(ReportProblem, match=f"more than a drawing .*{named}"):
        logo_address(svg(tmp_path, inside))


def test_entities_are_refused_before_they_grow(tmp_path: Path) -> None:
    whole = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaa">]>' + SVG
    with pytest.raises(ReportProblem, match="more than a drawing"):
        logo_address(svg(tmp_path, "<text>&a;&a;</text>", whole))


def test_what_is_no_picture_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReportProblem, match="cannot be read"):
        logo_address(tmp_path / "none.png")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n but not really")
    with pytest.raises(ReportProblem, match="is damaged"):
        logo_address(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(ReportProblem, match="no PNG, JPEG or SVG"):
        logo_address(tmp_path / "a.txt")
    with pytest.raises(ReportProblem, match="no PNG, JPEG or SVG"):
        logo_address(svg(tmp_path, "", "<html>{}</html>"))
    with pytest.raises(ReportProblem, match="is damaged"):
        logo_address(svg(tmp_path, "<path", SVG))
    (tmp_path / "big.png").write_bytes(b"\x89PNG\r\n" + bytes(2_000_001))
    with pytest.raises(ReportProblem, match="larger than 2 MB"):
        logo_address(tmp_path / "big.png")


def test_the_page_holds_the_logo_and_a_bad_one_stops_it_before_the_work(
    lively: Project, tmp_path: Path
) -> None:
    good = svg(tmp_path, '<path d="M0 0h9v9z"/>')
    out = tmp_path / "p.html"
    settings = ReportSettings(run=None, path=out, sections=("made",), logo=good)
    write_report(lively, settings, Progress())
    assert f'src="{logo_address(good)}"' in out.read_text("utf-8")
    bad = ReportSettings(run=None, path=tmp_path / "q.html", logo=tmp_path / "none.svg")
    with pytest.raises(ReportProblem, match="cannot be read"):
        write_report(lively, bad, Progress())
    assert not (tmp_path / "q.html").exists()
