"""A report says the same in every format, opens offline, and cannot be made to do harm."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from stdesk.errors import ReportProblem, SettingProblem
from stdesk.language import language
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project
from stdesk.recommend import RecommendSettings, list_records, recommend
from stdesk.report import ReportResult, ReportSettings, preview_html, write_report

from .conftest import FORMULA, HOSTILE


def write(project: Project, path: Path, **settings: object) -> ReportResult:
    return write_report(project, ReportSettings(run=1, path=path, **settings), Progress())  # type: ignore[arg-type]


class Page(HTMLParser):
    """What a browser would see: elements with attributes, values of <data>, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def values(self) -> list[float]:
        return [float(found["value"] or 0) for tag, found in self.elements if tag == "data"]

    def attributes(self, name: str) -> list[str]:
        return [found[name] or "" for _, found in self.elements if name in found]


def test_all_formats_have_the_numbers_of_the_lists(lively: Project, tmp_path: Path) -> None:
    for suffix in ("html", "csv", "xlsx", "json"):
        result = write(lively, tmp_path / f"report.{suffix}", k=5)
        assert (result.users, result.rows) == (40, 200)
        assert result.size_bytes == (tmp_path / f"report.{suffix}").stat().st_size
    lists = recommend(lively, RecommendSettings(run=1, k=5), Progress())
    records = list(list_records(lists))
    shares = [record["share"] for record in records]
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        assert [float(row["share"]) for row in csv.DictReader(file)] == shares
    said = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert said["recommendations"] == records
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    sheet = book.get_sheet_by_name("recommendations").to_python()
    assert [row[9] for row in sheet[1:]] == shares
    page = Page((tmp_path / "report.html").read_text("utf-8")).values()
    for share in shares:
        assert share in page


def test_the_page_asks_nothing_of_the_network(lively: Project, tmp_path: Path) -> None:
    user = lively.log.users()["key"][0].as_py()
    for path, users in ((tmp_path / "one.html", (user,)), (tmp_path / "all.html", None)):
        write(lively, path, users=users, k=3)
        page = Page(path.read_text("utf-8"))
        frames = [Page(inner) for inner in page.attributes("srcdoc")]
        assert len(frames) == 1
        for seen in (page, *frames):
            assert not [link for link in seen.attributes("src") if link]
            assert all(link.startswith("#") for link in seen.attributes("href"))
            assert "link" not in {tag for tag, _ in seen.elements}
        policy = [found.get("content") or "" for _, found in page.elements if "http-equiv" in found]
        assert policy[0].startswith("default-src 'none'")


def test_markup_in_the_data_is_shown_and_not_run(lively: Project, tmp_path: Path) -> None:
    write(lively, tmp_path / "report.html", k=20)
    text = (tmp_path / "report.html").read_text("utf-8")
    page = Page(text)
    assert "alert" in "".join(page.words)
    assert HOSTILE not in text
    assert text.count("<script>") == 1  # ours
    for frame in map(Page, page.attributes("srcdoc")):
        scripts = [tag for tag, _ in frame.elements if tag == "script"]
        assert len(scripts) <= 4  # Leaflet, folium's switches, the map
    assert text.count("</script>") == 1


def test_formulas_in_the_data_stay_texts_in_tables(lively: Project, tmp_path: Path) -> None:
    write(lively, tmp_path / "report.csv")
    write(lively, tmp_path / "report.xlsx")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    assert "'" + FORMULA in names
    assert FORMULA not in names
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    assert FORMULA in {row[3] for row in book.get_sheet_by_name("recommendations").to_python()}


def test_the_workbook_and_the_object_say_how_they_were_made(
    lively: Project, tmp_path: Path
) -> None:
    write(lively, tmp_path / "report.xlsx")
    write(lively, tmp_path / "report.json")
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    about = {row[0]: row[2] for row in book.get_sheet_by_name("about").to_python()[1:]}
    said = json.loads((tmp_path / "report.json").read_text("utf-8"))
    run = lively.runs.get(1)
    assert about["model"] == said["made"]["model"] == "rhythm"
    assert about["seed"] == said["made"]["seed"] == run.seed
    assert about["training_data"] == said["made"]["training_data"] == run.data_fingerprint
    assert said["made"]["data"] == lively.log.fingerprint()
    measured = {(row["model"], row["name"]): row["value"] for row in said["evaluation"]}
    assert measured["rhythm", "Acc@1"] == 0.3456
    people = book.get_sheet_by_name("users").to_python()
    assert sum(row[1] for row in people[1:]) == lively.log.summary().events
    assert said["users"][0]["user"] == people[1][0]


def test_the_page_shows_the_evaluation_with_intervals_and_baselines(
    lively: Project, tmp_path: Path
) -> None:
    write(lively, tmp_path / "report.html", users=(lively.log.users()["key"][0].as_py(),))
    words = re.sub(r"\s+", " ", " ".join(Page((tmp_path / "report.html").read_text("utf-8")).words))
    assert ".3456 .3256–.3656" in words
    assert "Popularity baseline .0123" in words
    assert "412 events judged" in words
    assert lively.runs.get(1).data_fingerprint in words


def test_a_run_that_was_never_judged_says_so(lively: Project, tmp_path: Path) -> None:
    lively.execute("DELETE FROM metric")
    write(lively, tmp_path / "report.html", users=(lively.log.users()["key"][0].as_py(),))
    assert "has not been evaluated yet" in (tmp_path / "report.html").read_text("utf-8")


def test_a_report_can_be_in_chinese_while_the_reader_speaks_english(
    lively: Project, tmp_path: Path
) -> None:
    write(lively, tmp_path / "report.html", language="zh_CN", k=3)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert '<html lang="zh-CN">' in text
    assert "接下来会发生什么" in text
    assert "您来过" in text
    for english in ("you were", "Probability", "Over time", "active days"):
        assert english not in text
    assert language() == "en"


def test_a_title_of_ones_own_is_used_and_escaped(lively: Project, tmp_path: Path) -> None:
    write(lively, tmp_path / "report.html", title="Week <12>", k=1)
    assert "<h1>Week &lt;12&gt;</h1>" in (tmp_path / "report.html").read_text("utf-8")


def test_without_the_map_assets_a_still_map_is_drawn(
    lively: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stdesk import locations
    from stdesk.report import outline

    for part in ("reports", "translations"):
        (tmp_path / "resources").mkdir(exist_ok=True)
        (tmp_path / "resources" / part).symlink_to(locations.resource(part))
    monkeypatch.setattr(locations, "_PACKAGE", tmp_path / "stdesk")
    outline._polygons.cache_clear()
    user = lively.log.users()["key"][0].as_py()
    write(lively, tmp_path / "report.html", users=(user,))
    outline._polygons.cache_clear()
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "<iframe" not in text
    assert '<svg class="sketch"' in text
    assert 'class="pin"' in text


def test_a_log_without_coordinates_is_reported_without_a_map(
    lively: Project, tmp_path: Path
) -> None:
    lively.execute("UPDATE item SET latitude = NULL, longitude = NULL")
    for users in (None, (lively.log.users()["key"][0].as_py(),)):
        write(lively, tmp_path / "report.html", users=users, k=2)
        text = (tmp_path / "report.html").read_text("utf-8")
        assert "has no coordinates" in text
        assert "<iframe" not in text


def test_a_user_without_events_is_reported(lively: Project, tmp_path: Path) -> None:
    import pyarrow as pa

    with lively.bulk_writer() as writer:
        writer.add_keys("user", pa.array(["<new>"]))
    write(lively, tmp_path / "report.html", users=("<new>",), k=2)
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "What comes next for &lt;new&gt;" in text
    assert "nothing is known about this user yet" in text


def test_categories_can_be_reported(lively: Project, tmp_path: Path) -> None:
    for suffix in ("html", "xlsx", "json"):
        write(lively, tmp_path / f"report.{suffix}", target="category", k=3)
    said = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert said["recommendations"][0]["item"] in lively.log.categories()


def test_a_cancelled_report_leaves_the_older_file(lively: Project, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("before")

    class StopWhileWriting(Progress):
        def on_step(self, done: float, total: float, message: str) -> None:
            if done / total > 0.8:
                self.cancel()

    with pytest.raises(Cancelled):
        write_report(lively, ReportSettings(run=1, path=path), StopWhileWriting())
    assert path.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["report.html"]


def test_nothing_is_stored_by_a_report(lively: Project, tmp_path: Path) -> None:
    write(lively, tmp_path / "report.csv")
    assert not len(lively.results.recommendations(1))


def test_a_preview_is_the_page_of_the_first_users(lively: Project) -> None:
    asked = ReportSettings(run=1, path=Path("unused.html"), k=2)
    text = preview_html(lively, asked, Progress(), most_users=2)
    assert text.count('class="person"') == 2
    assert text.rstrip().endswith("</html>")


def test_what_cannot_be_written_is_said_before_anything_is_computed(
    lively: Project, tmp_path: Path
) -> None:
    with pytest.raises(ReportProblem, match="choose one of these endings"):
        write(lively, tmp_path / "report.docx")
    with pytest.raises(ReportProblem, match="there is no language 'fr'"):
        write(lively, tmp_path / "report.html", language="fr")
    with pytest.raises(ReportProblem, match="does not exist"):
        write(lively, tmp_path / "nowhere" / "report.html")
    with pytest.raises(SettingProblem, match="there is no user 'x'"):
        write(lively, tmp_path / "report.html", users=("x",))


def test_a_card_of_the_model_is_shown_where_there_is_one(
    lively: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stdesk.report import card

    table = "| a | b |\n|---|---|\n| 1 | 2 |"
    (tmp_path / "card.md").write_text(f"# Rhythm\n\n<script>no</script>\n\n{table}")
    monkeypatch.setattr(card, "card", lambda model, name: tmp_path / name)
    found = str(card.card_html("rhythm"))
    assert "<h1>Rhythm</h1>" in found
    assert "<table>" in found
    assert "<script>" not in found


def test_the_report_says_what_activity_to_expect_and_its_equation(
    lively: Project, tmp_path: Path
) -> None:
    page, data = tmp_path / "all.html", tmp_path / "all.json"
    for path in (page, data):
        write_report(lively, ReportSettings(1, path), Progress())
    told = json.loads(data.read_text())["activity"]
    assert len(told["days"]) == 14
    assert told["days"][0]["low95"] <= told["days"][0]["mean"] <= told["days"][0]["high95"]
    assert "ε_t" in told["equation"]
    assert told["equation"] in page.read_text()
    assert "Activity to be expected" in page.read_text()
