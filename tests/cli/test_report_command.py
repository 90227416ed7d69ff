"""`stdesk report`: every choice of the window, typed."""

import csv
import json
from pathlib import Path

import pytest

from stdesk.demo import DemoSettings, write_demo
from stdesk.progress import Progress
from stdesk.project import open_project
from stdesk.training import TrainSettings, train


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reported") / "town.stdesk"
    size = DemoSettings(events=3000, users=12, days=40, items=80, images=0, seed=5)
    write_demo(path, size, Progress())
    with open_project(path) as opened:
        train(opened, TrainSettings("rhythm"), Progress())
        opened.segments.add("Early birds", {}, [1, 2, 3])
    return path


@pytest.fixture(scope="module")
def user(project: Path) -> str:
    with open_project(project, read_only=True) as opened:
        return str(opened.log.users()["key"][0].as_py())


def test_the_numbers_are_those_of_recommend(stdesk, project, user, tmp_path: Path) -> None:
    listed, reported = tmp_path / "list.csv", tmp_path / "report.json"
    stdesk("recommend", project, "--run", 1, "--user", user, "-k", 5, "--out", listed)
    stdesk("report", project, "--run", 1, "--user", user, "-k", 5, "--out", reported)
    said = json.loads(reported.read_text("utf-8"))["recommendations"]
    with listed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(said) == 5
    for row, record in zip(rows, said, strict=True):
        for name in ("rank", "score", "share"):
            assert float(row[name]) == record[name]
        assert (row["item"], row["reasons"]) == (record["item"], "; ".join(record["reasons"]))


def test_a_segment_with_sections_title_and_logo(stdesk, project, tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>')
    out = tmp_path / "birds.html"
    wish = ("--segment", "Early birds", "--sections", "timeline, who", "--title", "Birds")
    look = ("--logo", logo, "--footer", "ours", "--language", "zh_CN", "--paper", "Letter")
    said = stdesk("report", project, "--run", 1, *wish, *look, "--out", out, "--json")
    assert said.object["users"] == 3
    text = out.read_text("utf-8")
    assert "<h1>Birds</h1>" in text
    assert text.index('id="timeline"') < text.index('id="who"')
    assert "data:image/svg+xml;base64," in text
    assert "<footer>ours</footer>" in text
    assert "随时间变化" in text


def test_a_pdf_is_printed_without_a_window(stdesk_process, project, user, tmp_path: Path) -> None:
    from PySide6.QtPdf import QPdfDocument

    out = tmp_path / "user.pdf"
    wish = ("--user", user, "--sections", "portrait,made", "--footer", "Nightly print")
    said = stdesk_process("report", project, *wish, "--out", out, STDESK_LANGUAGE="zh_CN")
    assert said.code == 0, said.err
    assert said.err == ""
    document = QPdfDocument()
    document.load(str(out))
    text = "".join(document.getAllText(page).text() for page in range(document.pageCount()))
    assert "Nightly print" in text
    assert f"1 / {document.pageCount()}" in text
    assert "画像" in text
    assert b"/FontFile" in out.read_bytes()


def test_a_batch_writes_into_a_folder(stdesk, project, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    wish = ("--all", "--sections", "list", "--format", "json", "--batch", folder)
    said = stdesk("report", project, "--run", 1, *wish, "--json")
    assert said.object["reports"] == 12
    assert len(list(folder.glob("*.json"))) == 12
    assert Path(said.object["index"]).is_file()
    of_segments = ("--template", "segment", "--sections", "who", "--batch", tmp_path / "segments")
    said = stdesk("report", project, *of_segments)
    assert "Wrote 1 report" in said.out
    assert (tmp_path / "segments" / "Early_birds.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--all",), "either --out FILE or --batch FOLDER"),
        (("--out", "x.html"), "Give one of --user KEY"),
        (("--user", "a", "--all", "--out", "x.html"), "Give one of --user KEY"),
        (("--all", "--out", "x.html", "--format", "pdf"), "ends otherwise"),
        (("--all", "--out", "x.html", "--sections", "nothing"), "no section “nothing”"),
        (("--template", "user", "--all", "--out", "x.html"), "exactly one user"),
    ],
)
def test_what_contradicts_itself_is_refused(stdesk, project, arguments, said) -> None:
    answer = stdesk("report", project, *arguments)
    assert answer.code == 2
    assert said in answer.err
