"""A batch writes one report for each, links them all, and keeps what it wrote when stopped."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from stdesk.errors import ReportProblem
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project
from stdesk.report import BatchResult, BatchSettings, ReportSettings, write_batch, write_report
from stdesk.report.batch import FileNames

CHEAP = ("list", "made")


def settings(folder: Path, suffix: str = "html", **more: object) -> BatchSettings:
    wish = {"run": 1, "sections": CHEAP, "k": 2} | more
    return BatchSettings(ReportSettings(path=Path(f"x.{suffix}"), **wish), folder)  # type: ignore[arg-type]


def links(index: Path) -> dict[str, str]:
    text = index.read_text("utf-8")
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>', text)
    return {about: unquote(link) for link, about in found}


def test_each_user_gets_a_file_and_a_line_in_the_index(lively: Project, tmp_path: Path) -> None:
    result = write_batch(lively, settings(tmp_path / "all"), Progress())
    keys = lively.log.users()["key"].to_pylist()
    assert (result.asked, result.written, result.whole) == (40, 40, True)
    linked = links(result.index)
    assert list(linked) == keys
    assert {path.name for path in (tmp_path / "all").iterdir()} == {*linked.values(), "index.html"}
    for about, name in linked.items():
        assert f"What comes next for {about}" in (tmp_path / "all" / name).read_text("utf-8")


def test_a_report_of_a_batch_is_the_report_of_that_user(lively: Project, tmp_path: Path) -> None:
    key = lively.log.users()["key"][3].as_py()
    wish = settings(tmp_path / "some", users=(key,), sections=("portrait", "list", "timeline"))
    result = write_batch(lively, wish, Progress())
    alone = tmp_path / "alone.html"
    one = ReportSettings(
        run=1, path=alone, users=(key,), sections=("portrait", "list", "timeline"), k=2
    )
    write_report(lively, one, Progress())
    of_batch = result.folder / links(result.index)[key]
    assert of_batch.read_text("utf-8") == alone.read_text("utf-8")


@pytest.mark.parametrize("suffix", ["csv", "json", "geojson"])
def test_a_batch_can_be_of_any_format(lively: Project, tmp_path: Path, suffix: str) -> None:
    keys = tuple(lively.log.users()["key"].to_pylist()[:3])
    result = write_batch(lively, settings(tmp_path / suffix, suffix, users=keys), Progress())
    assert [Path(name).suffix for name in links(result.index).values()] == [f".{suffix}"] * 3


def test_each_segment_gets_a_file(lively: Project, tmp_path: Path) -> None:
    report = ReportSettings(run=None, path=Path("x.html"), sections=("who", "timeline"))
    wish = BatchSettings(report, tmp_path / "segments", "segment")
    with pytest.raises(ReportProblem, match="no segments"):
        write_batch(lively, wish, Progress())
    lively.segments.add("Night / owls", {}, [1, 2])
    lively.segments.add("Early birds", {}, [3])
    result = write_batch(lively, wish, Progress())
    assert links(result.index) == {
        "Night / owls": "Night_owls.html",
        "Early birds": "Early_birds.html",
    }


def test_a_stopped_batch_keeps_and_names_what_it_wrote(lively: Project, tmp_path: Path) -> None:
    class StopAfterSome(Progress):
        def on_step(self, done: float, total: float, message: str) -> None:
            if message.startswith("7 of 40"):
                self.cancel()

    with pytest.raises(Cancelled) as stopped:
        write_batch(lively, settings(tmp_path / "some"), StopAfterSome())
    kept = stopped.value.kept
    assert isinstance(kept, BatchResult)
    assert not kept.whole
    assert kept.written == len(links(kept.index)) == 8  # the one being written is finished
    assert "8 of 40 reports were written" in kept.index.read_text("utf-8")
    for name in links(kept.index).values():
        assert (kept.folder / name).read_text("utf-8").rstrip().endswith("</html>")


def test_progress_tells_how_many_are_written(lively: Project, tmp_path: Path) -> None:
    class Listening(Progress):
        said: list[tuple[float, str]]

        def on_step(self, done: float, total: float, message: str) -> None:
            self.said.append((done / total, message))

    progress = Listening()
    progress.said = []
    write_batch(lively, settings(tmp_path / "all"), progress)
    shares = [share for share, _ in progress.said]
    assert shares == sorted(shares)
    written = [message for _, message in progress.said if "written" in message]
    assert written == [f"{n} of 40 written" for n in range(40)]


def test_names_of_files_are_harmless_and_each_is_new() -> None:
    names = FileNames(".html")
    keys = [
        "../../etc/passwd",
        "A b",
        "a B",
        "index",
        "CON",
        "con.x",
        "",
        "..",
        "用户 7",
        "x" * 300,
    ]
    made = [names.name(key) for key in keys]
    assert len({name.casefold() for name in made}) == len(keys)
    assert made[:4] == ["etc_passwd.html", "A_b.html", "a_B-2.html", "_index.html"]
    assert "用户_7.html" in made
    for name in made:
        assert not re.search(r"[/\\:*?\"<>|\s]", name)
        assert not name.startswith(".")
        assert len(name) < 100


def test_a_folder_that_cannot_be_made_is_said(lively: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReportProblem, match="cannot be made"):
        write_batch(lively, settings(tmp_path / "file"), Progress())
    with pytest.raises(ReportProblem, match="cannot be made"):
        write_batch(lively, settings(tmp_path / "no" / "such"), Progress())
