"""Every reason holds in the log, and is said in the reader's language."""

import re
from pathlib import Path

import numpy as np
import pytest

from stdesk.features import load_log
from stdesk.ingest import ImportSettings, import_files
from stdesk.language import speaking, tr_dynamic
from stdesk.models import Reason
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.recommend import RecommendSettings, advice, reason_sentence, recommend
from stdesk.recommend.evidence import Evidence
from stdesk.recommend.habits import fits, mostly
from stdesk.recommend.of_one import OF_ONE
from stdesk.training import TrainSettings, train

from .conftest import Event, city_events, write_city

FRIDAY = 4 * 24


def test_visits_mostly_at_one_time_are_said_so(city: Project) -> None:
    lists = recommend(city, RecommendSettings(1, users=("ann",)), Progress())
    said = {row.item: [reason_sentence(reason) for reason in row.reasons] for row in lists.rows}
    assert said["bar"][0] == "you were here 7 times, mostly Fridays between 19:00 and 20:00"
    assert said["office"][0].startswith(
        "you were here 5 times, mostly on working days between 09:00 and 10:00"
    )
    assert said["home"][0] == "you were here once, on 1 Jun 2024"


def test_what_people_do_after_the_last_place_is_counted(city: Project) -> None:
    lists = recommend(city, RecommendSettings(1, users=("ann",)), Progress())
    said = {row.item: [reason_sentence(reason) for reason in row.reasons] for row in lists.rows}
    sentence = "people go here after Penn Station, where you were last (3 times, 2 people)"
    assert sentence in said["cafe"]


def test_the_distance_counts_from_here_when_here_is_given(city: Project) -> None:
    asked = RecommendSettings(1, users=("ann",), near=(40.7515, -73.9930), category="Café")
    (row,) = recommend(city, asked, Progress()).rows
    assert "40 m away" in [reason_sentence(reason) for reason in row.reasons]


def test_no_list_has_more_than_three_reasons_and_none_has_none(city: Project) -> None:
    lists = recommend(city, RecommendSettings(2), Progress())
    assert {len(row.reasons) for row in lists.rows} <= {1, 2, 3}


def test_each_line_of_a_real_log_gives_counts_that_a_slow_count_confirms(
    city: Project, tmp_path: Path
) -> None:
    log = load_log(city)
    lists = recommend(city, RecommendSettings(2), Progress())
    for row in lists.rows:
        own = log.item[log.of_user(row.user_id - 1)]
        for reason in row.reasons:
            if "last_day" in reason.values:
                assert reason.values["count"] == int((own == (row.item_id or 0) - 1).sum())
            if "people" in reason.values and "place" not in reason.values:
                at = log.item == (row.item_id or 0) - 1
                assert reason.values["count"] == int(at.sum())
                assert reason.values["people"] == len(set(log.user[at].tolist()))


def test_a_log_of_things_speaks_of_things(tmp_path: Path) -> None:
    with write_city(
        tmp_path / "things.stdesk", city_events(), ("ann", "ben", "cem"), False
    ) as things:
        run = train(things, TrainSettings("visits"), Progress())
        lists = recommend(things, RecommendSettings(run, users=("ann",)), Progress())
        assert reason_sentence(lists.rows[0].reasons[0]).startswith("you had this 7 times")
        assert lists.rows[0].distance_km is None
        assert any("no coordinates" in sentence for sentence in advice(things))


def test_sparse_logs_are_advised_to_use_categories(tmp_path: Path) -> None:
    events = [Event("ann", item, "2024-05-01T10:00") for item in ("bar", "gym", "cafe")]
    with write_city(tmp_path / "sparse.stdesk", events, ("ann",)) as sparse:
        sentences = advice(sparse)
    assert sentences[0].startswith("1 users over 3 items: 100 % of the items occur only once")
    assert any("recommend categories" in sentence for sentence in sentences)


def test_taobao_is_said_to_be_too_sparse_for_items(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "taobao-userbehavior-100k.csv.gz"
    with create_project(tmp_path / "taobao.stdesk") as project:
        import_files(project, ImportSettings((path,)), Progress())
        sentences = advice(project)
    assert "983 users over 64,467 items" in sentences[0]
    assert any("categories" in sentence for sentence in sentences[1:])


@pytest.mark.parametrize(
    ("hours", "phrase"),
    [
        ([FRIDAY + 19] * 7, "Fridays between 19:00 and 20:00"),
        ([FRIDAY + 18, FRIDAY + 20, FRIDAY + 23, FRIDAY + 22], "Fridays after 20:00"),
        ([9, 24 + 9, 48 + 9, 72 + 9], "on working days between 09:00 and 10:00"),
        ([9, 24 + 9, 120 + 9, 144 + 9], "between 09:00 and 10:00"),
        ([120 + 1, 120 + 13, 144 + 2, 144 + 20], "at weekends"),
        ([FRIDAY + 1, FRIDAY + 8, FRIDAY + 15, FRIDAY + 22], "Fridays"),
    ],
)
def test_mostly_is_the_most_telling_phrase_that_holds(hours: list[int], phrase: str) -> None:
    found = mostly(np.array(hours))
    assert found is not None
    assert reason_sentence(found) == phrase


@pytest.mark.parametrize("hours", [[FRIDAY + 19] * 3, [0, 30, 60, 90, 120, 150], []])
def test_mostly_is_not_said_where_it_does_not_hold(hours: list[int]) -> None:
    assert mostly(np.array(hours, int)) is None


def test_whatever_mostly_says_holds_for_most_visits() -> None:
    random = np.random.default_rng(5)
    for _ in range(300):
        hours = random.integers(0, 168, random.integers(4, 12)) // random.integers(1, 5) % 168
        phrase = mostly(hours)
        if phrase is not None:
            assert np.mean([fits(phrase, int(hour)) for hour in hours]) >= 0.6


def test_ranks_within_a_category_are_those_of_a_slow_count(city: Project) -> None:
    evidence = Evidence(load_log(city))
    category = evidence.catalogue.item_category
    for item in range(evidence.catalogue.items):
        rivals = evidence.visits[category == category[item]]
        assert evidence.category_rank[item] == 1 + int((rivals > evidence.visits[item]).sum())


def test_visits_around_midnight_are_counted_on_both_sides(tmp_path: Path) -> None:
    events = [Event("ann", "bar", "2024-05-01T23:30"), Event("ann", "bar", "2024-05-03T00:30")]
    with write_city(tmp_path / "night.stdesk", events, ("ann",)) as project:
        evidence = Evidence(load_log(project))
        bar = 2
        assert evidence.visits_at(bar, 0) == evidence.visits_at(bar, 23) == 2
        assert evidence.visits_at(bar, 12) == 0


def test_a_reason_is_said_in_the_readers_language() -> None:
    values = {"count": 1234, "last_day": "2024-05-03"}
    reason = Reason("you were here {count} times, last on {last_day}", values)
    assert reason_sentence(reason) == "you were here 1,234 times, last on 3 May 2024"
    with speaking("zh_CN"):
        assert reason_sentence(reason) == "您来过 1,234 次，最近一次在 2024年5月3日"
        phrase = mostly(np.array([FRIDAY + 19] * 7))
        assert phrase is not None
        assert reason_sentence(phrase) == "星期五 19:00 至 20:00"


def test_a_template_from_a_foreign_file_cannot_reach_into_objects() -> None:
    text = "{count.__class__} {count:>9999999} {unknown}"
    assert reason_sentence({"text": text, "values": {"count": 1}}) == text


def test_so_many_hours_have_one_decimal_at_most() -> None:
    told = {"text": "someone whom you often meet was there {hours} hours before"}
    for hours, said in ((18.1, "18.1 hours"), (2.0, "2 hours")):
        assert said in reason_sentence({**told, "values": {"hours": hours}})


def test_one_is_said_as_one_also_of_a_text_that_a_project_keeps() -> None:
    kept = {"text": "one person was here, {count} times in all", "values": {"count": 1}}
    assert reason_sentence(kept) == "one person was here, once"
    assert reason_sentence({**kept, "values": {"count": 2}}).endswith("2 times in all")
    phrase = {"text": "{days} days", "values": {"days": 1}}
    ago = {"text": "{what}: the last one {ago} before", "values": {"what": "buy", "ago": phrase}}
    assert reason_sentence(ago) == "buy: the last one 1 day before"
    with speaking("zh_CN"):
        assert reason_sentence(kept) == "1 人来过，共 1 次"


@pytest.mark.parametrize("kept", OF_ONE)
def test_what_changes_for_one_is_a_text_that_is_still_said(kept: str) -> None:
    with speaking("zh_CN"):
        assert tr_dynamic(kept) != kept  # only texts of the program are translated
    counted, of_one = OF_ONE[kept]
    names = set(re.findall(r"\{\w+\}", kept))
    assert f"{{{counted}}}" in names
    assert set(re.findall(r"\{\w+\}", of_one)) <= names
