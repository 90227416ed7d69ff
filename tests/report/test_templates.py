"""Templates and sections: what is chosen stands in the report, in that order, and nothing else."""

import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from stdesk.errors import ProjectProblem, ReportProblem, SettingProblem
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.report import ReportSettings, preview_html, preview_records, sections_of, write_report

ALL = {
    template: tuple(section.name for section in sections_of(template))  # type: ignore[arg-type]
    for template in ("user", "segment", "project")
}


def sections_in(path: Path) -> list[str]:
    return re.findall(r'<section id="(\w+)"', path.read_text("utf-8"))


def write(project: Project, path: Path, **settings: object) -> str:
    write_report(project, ReportSettings(path=path, **settings), Progress())  # type: ignore[arg-type]
    return path.read_text("utf-8") if path.suffix == ".html" else ""


@pytest.fixture
def segment(lively: Project) -> int:
    return lively.segments.add("Early birds", {}, [1, 2, 3, 5, 8])


@pytest.fixture
def user(lively: Project) -> str:
    return str(lively.log.users()["key"][0].as_py())


def test_each_template_has_all_its_sections_by_default(
    lively: Project, segment: int, user: str, tmp_path: Path
) -> None:
    write(lively, tmp_path / "user.html", run=1, users=(user,), k=2)
    write(lively, tmp_path / "segment.html", run=1, segment=segment, k=2)
    write(lively, tmp_path / "project.html", run=1, k=1)
    for template, names in ALL.items():
        assert sections_in(tmp_path / f"{template}.html") == list(names)


def test_chosen_sections_stand_in_the_order_of_the_choice(
    lively: Project, user: str, tmp_path: Path
) -> None:
    chosen = ("made", "list", "portrait")
    write(lively, tmp_path / "user.html", run=1, users=(user,), sections=chosen)
    assert sections_in(tmp_path / "user.html") == list(chosen)
    write(lively, tmp_path / "user.json", run=1, users=(user,), sections=("made", "portrait"))
    said = json.loads((tmp_path / "user.json").read_text("utf-8"))
    assert "recommendations" not in said
    assert said["made"]["run"] == 1
    assert said["portrait"]["user"] == user
    write(lively, tmp_path / "user.xlsx", run=1, users=(user,), sections=("made", "list"))
    book = CalamineWorkbook.from_path(tmp_path / "user.xlsx")
    assert book.sheet_names == ["about", "recommendations"]


def test_what_a_template_does_not_offer_is_refused_with_what_it_does(
    lively: Project, user: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingProblem, match=r"no section “models”.*portrait"):
        write(lively, tmp_path / "x.html", run=1, users=(user,), sections=("models",))
    with pytest.raises(SettingProblem, match="needs exactly one user"):
        write(lively, tmp_path / "x.html", run=1, template="user")
    with pytest.raises(SettingProblem, match="needs a segment"):
        write(lively, tmp_path / "x.html", run=1, template="segment")
    with pytest.raises(ProjectProblem, match="no segment 99"):
        write(lively, tmp_path / "x.html", run=1, segment=99)
    assert not list(tmp_path.glob("x*"))


def test_without_a_model_behaviour_is_reported_alone(
    lively: Project, user: str, tmp_path: Path
) -> None:
    text = write(lively, tmp_path / "user.html", run=None, users=(user,))
    assert f"What {user} does" in text
    assert not {"list", "quality", "card"} & set(sections_in(tmp_path / "user.html"))
    with pytest.raises(ReportProblem, match="lists need a trained model"):
        write(lively, tmp_path / "user.csv", run=None, users=(user,))


def test_a_portrait_counts_the_events_of_its_user(
    lively: Project, user: str, tmp_path: Path
) -> None:
    write(lively, tmp_path / "u.json", run=None, users=(user,), sections=("portrait",))
    found = json.loads((tmp_path / "u.json").read_text("utf-8"))["portrait"]
    events = lively.log.events(users=[1])
    assert found["events"] == len(events)
    assert found["items"] == len(set(events["item"].to_pylist()))
    assert sum(map(sum, found["rhythm"])) == len(events)


def test_a_segment_is_told_by_its_members(lively: Project, segment: int, tmp_path: Path) -> None:
    text = write(
        lively, tmp_path / "s.html", run=None, segment=segment, sections=("who", "mobility")
    )
    keys = lively.log.users()["key"].to_pylist()
    rows = re.findall(r"<tr><td>([^<]+)</td><td class=\"n\">([\d,]+)</td>", text)
    events = {key: len(lively.log.events(users=[i + 1])) for i, key in enumerate(keys)}
    members = {keys[i] for i in (0, 1, 2, 4, 7)}
    assert {key: int(count.replace(",", "")) for key, count in rows} == {
        key: events[key] for key in members
    }
    assert "5 (12.5 % of all)" in text


def test_the_project_says_how_well_its_files_were_read(lively: Project, tmp_path: Path) -> None:
    lively.execute("UPDATE source SET rows_read = rows_read + 3, rows_rejected = 3")
    lively.execute(
        "INSERT INTO reject(source, line, text, reason) VALUES "
        "(1, 2, 'x', 'the time cannot be read'), (1, 3, 'y', 'the time cannot be read'), "
        "(1, 4, 'z', 'the user is missing')"
    )
    text = write(lively, tmp_path / "p.html", run=None, sections=("data",))
    reasons = re.findall(r"<tr><td>(the [^<]+)</td><td class=\"n\">(\d+)</td></tr>", text)
    assert reasons == [("the time cannot be read", "2"), ("the user is missing", "1")]


def test_flows_are_the_moves_between_visits(lively: Project, tmp_path: Path) -> None:
    from stdesk.features import load_log
    from stdesk.insight import flows

    write(lively, tmp_path / "p.json", run=None, sections=("flows",))
    said = json.loads((tmp_path / "p.json").read_text("utf-8"))["flows"]
    log = load_log(lively)
    found = flows(log.user, log.item, log.instant_ms, log.trip).between_places()
    assert [move["count"] for move in said] == found.count[: len(said)].tolist()
    assert said[0]["origin"] == log.catalogue.item_name(int(found.origin[0]))


def test_the_winner_of_a_comparison_stands_in_its_own_row(lively: Project, tmp_path: Path) -> None:
    from stdesk.project import Measured

    def value(model: str, at: float, run: int | None, peer: str | None) -> Measured:
        chance = None if peer is None else 0.001
        return Measured(
            model, "next-place", "given", "all", "MRR", at, at - 0.02, at + 0.02, 300, run,
            peer=peer, p_value=chance,
        )  # fmt: skip

    values = [value("popularity", 0.21, None, None), value("rhythm", 0.54, 1, "popularity")]
    lively.results.add_evaluation(values)
    text = write(lively, tmp_path / "p.html", run=1, sections=("models",), k=1)
    flat = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    assert "is reliably better than the best baseline" in flat
    assert "Weekly rhythm baseline .5400 .5200–.5600" in flat
    assert "MRR: .5400 (.5200–.5600) against .2100 (.1900–.2300) of Popularity" in flat


def test_what_other_models_add_stands_apart_from_the_comparison(
    lively: Project, tmp_path: Path
) -> None:
    from stdesk.project import Measured

    def value(model: str, at: float, chance: float | None) -> Measured:
        peer = None if chance is None else "ranker"
        return Measured(
            model, "next-place", "given", "all", "MRR", at, at - 0.02, at + 0.02, 300,
            peer=peer, p_value=chance,
        )  # fmt: skip

    lively.results.add_evaluation(
        [value("ranker", 0.41, None), value("ranker + markov", 0.47, 0.001)]
    )
    text = write(lively, tmp_path / "p.html", run=None, sections=("models", "ablation"))
    compared, added = (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))
        for part in text.split('<section id="ablation"')
    )
    assert "Weekly rhythm" in compared
    assert "in the ranker" not in compared
    assert "earns its place in the ranker: MRR .4700 against .4100" in added
    assert "without other models .4100 (.3900–.4300)" in added
    write(lively, tmp_path / "p.json", run=None, sections=("ablation",))
    rows = json.loads((tmp_path / "p.json").read_text("utf-8"))["ablation"]
    assert [(row["model"], row["value"]) for row in rows] == [
        ("ranker", 0.41),
        ("ranker + markov", 0.47),
    ]


def test_title_footer_and_paper_are_ones_own_and_harmless(
    lively: Project, user: str, tmp_path: Path
) -> None:
    hostile = '"} </style><script>alert(1)</script> 报告'
    text = write(
        lively,
        tmp_path / "u.html",
        run=None,
        users=(user,),
        sections=("made",),
        title=hostile,
        footer=hostile,
        paper="Letter",
    )
    assert text.count("<script>") == 1
    assert text.count("</style>") == 1
    assert "size: Letter" in text
    assert "<footer>&#34;} &lt;/style&gt;" in text
    assert "报告" in text
    with pytest.raises(ReportProblem, match="no paper “A0”"):
        write(lively, tmp_path / "v.html", run=None, users=(user,), paper="A0")


def test_a_preview_of_the_project_has_all_figures_and_few_lists(lively: Project) -> None:
    asked = ReportSettings(run=1, path=Path("p.html"), sections=("data", "timeline", "lists"), k=1)
    text = preview_html(lively, asked, Progress(), most_users=3)
    assert text.count('class="person"') == 3
    assert "the lists of the first 3 users only" in text
    bars = re.findall(r"<title>[^<]+: ([\d,]+)</title>", text.partition('id="lists"')[0])
    assert sum(int(bar.replace(",", "")) for bar in bars) == lively.log.summary().events


def test_a_preview_of_a_table_has_its_rows(lively: Project, user: str) -> None:
    settings = ReportSettings(run=1, path=Path("x.csv"), users=(user,), k=4)
    assert [row["rank"] for row in preview_records(lively, settings, Progress())] == [1, 2, 3, 4]
    places = ReportSettings(run=1, path=Path("x.geojson"), users=(user,), k=4)
    found = preview_records(lively, places, Progress())
    assert [row["what"] for row in found[:4]] == ["recommended"] * 4


def test_what_changed_is_said_as_the_page_of_evolution_says_it(
    lively: Project, tmp_path: Path
) -> None:
    from stdesk.features import load_log
    from stdesk.insight import change_sentence, changes_of

    log = load_log(lively)
    said = {
        key: [
            change_sentence(change, log.catalogue.category_names)
            for change in changes_of(log, user)
        ]
        for user, key in enumerate(log.catalogue.user_keys)
    }
    assert any(said.values())
    for key in (next(k for k, found in said.items() if found), min(said, key=lambda k: said[k])):
        write(lively, tmp_path / "u.json", run=None, users=(key,), sections=("changes",))
        found = json.loads((tmp_path / "u.json").read_text("utf-8"))["changes"]
        assert [row["what"] for row in found] == said[key]
