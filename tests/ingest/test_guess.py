"""The roles of columns are guessed from names in two languages, and from values without names."""

from pathlib import Path

import pytest

from stdesk.errors import ImportProblem, SettingProblem
from stdesk.ingest import ROLES, inspect_file
from stdesk.ingest.names import role_by_name

from .conftest import Write


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("User ID", "user"),
        ("visitorId", "user"),
        ("用户编号", "user"),
        ("Start Station Latitude", "latitude"),
        ("经度", "longitude"),
        ("行为类型", "kind"),
        ("event_time", "time"),
        ("下单时间", "time"),
        ("clicked_product_id", "item"),
        ("商品类目", "category"),
        ("评分", "value"),
        ("时区偏移", "offset"),
        ("zip_code", None),
    ],
)
def test_names_tell_roles(name: str, role: str | None) -> None:
    assert role_by_name(name)[0] == role


def test_every_role_of_a_name_is_one_that_columns_can_play() -> None:
    from stdesk.ingest.names import _NAMES

    assert set(_NAMES) <= set(ROLES)


def test_a_chinese_log_needs_no_help(write: Write) -> None:
    lines = [
        f"张{n % 3},商品{n % 7},浏览,2023年5月{n % 28 + 1}日 8:0{n % 10},食品" for n in range(60)
    ]
    path = write("日志.csv", "用户,商品编号,行为,时间,类目", *lines, encoding="gb18030")
    found = inspect_file(path)
    assert found.mapping == {
        "user": "用户",
        "item": "商品编号",
        "kind": "行为",
        "time": "时间",
        "category": "类目",
    }
    assert (found.layout.encoding, found.file_role, found.problems) == ("gb18030", "log", ())


def test_a_log_without_a_header_is_mapped_by_its_values(write: Write) -> None:
    kinds = ("view", "buy", "view", "cart")
    lines = [
        f"{n % 9 + 100};{n % 37 + 5000};{(n % 37) % 4 + 70};{kinds[n % 4]};{1511544070 + n * 60}"
        for n in range(200)
    ]
    found = inspect_file(write("log.csv", *lines))
    assert found.mapping == {
        "user": "column 1",
        "item": "column 2",
        "category": "column 3",
        "kind": "column 4",
        "time": "column 5",
    }


def test_coordinates_are_found_whichever_stands_first(write: Write) -> None:
    lines = [f"{n % 5},2012-04-03 18:00:{n:02},116.31{n:03},39.98{n:03}" for n in range(60)]
    found = inspect_file(write("log.csv", *lines))
    assert (found.mapping["longitude"], found.mapping["latitude"]) == ("column 3", "column 4")


def test_a_date_and_a_clock_in_two_columns_are_one_time(write: Write) -> None:
    lines = [f"u{n % 5},p{n % 7},2012-04-{n % 28 + 1:02},18:00:{n % 60:02}" for n in range(60)]
    found = inspect_file(write("log.csv", "user,place,date,hour of day", *lines))
    assert (found.mapping["time"], found.mapping["clock"]) == ("date", "hour of day")


def test_a_file_without_times_describes_items(write: Write) -> None:
    path = write(
        "places.csv", "venue,name,lat,lon", *(f"v{n},Bar {n},40.7,-74.0" for n in range(9))
    )
    found = inspect_file(path)
    assert found.file_role == "items"
    assert found.mapping == {
        "item": "venue",
        "title": "name",
        "latitude": "lat",
        "longitude": "lon",
    }


def test_a_file_of_users_is_told_from_one_of_items(write: Write) -> None:
    path = write("members.csv", "member id,age,city", *(f"m{n},{n},Rome" for n in range(9)))
    found = inspect_file(path)
    assert (found.file_role, found.mapping) == ("users", {"user": "member id"})


def test_a_text_that_describes_nothing_is_not_taken_for_items(write: Write) -> None:
    found = inspect_file(write("README.md", *("| one word | another | third |" for _ in range(9))))
    assert any("Choose the column for Time" in problem for problem in found.problems)


def test_choosing_columns_tells_what_a_nameless_file_holds(write: Write) -> None:
    path = write("films.csv", *(f"{n},Film {n},Comedy" for n in range(9)))
    assert inspect_file(path, mapping={"item": "1", "title": "2"}).file_role == "items"
    assert inspect_file(path, mapping={"user": "1"}).file_role == "users"


def test_the_preview_shows_fifty_rows(write: Write) -> None:
    path = write("log.csv", "user,item,time", *(f"u,i{n},2012-04-03 18:00" for n in range(80)))
    found = inspect_file(path)
    assert len(found.preview) == 50
    assert found.preview[1] == ("u", "i1", "2012-04-03 18:00")


def test_a_correction_overrules_the_guess_and_frees_the_column(write: Write) -> None:
    path = write("log.csv", "user,item,time,city", *(f"u,i{n},2012-04-03,Rome" for n in range(9)))
    found = inspect_file(path, mapping={"item": "city", "category": "item"})
    assert (found.mapping["item"], found.mapping["category"]) == ("city", "item")
    assert "item" not in inspect_file(path, mapping={"item": ""}).mapping
    assert inspect_file(path, mapping={"place": "4"}).mapping["item"] == "city"


def test_a_missing_role_is_said_in_a_sentence(write: Write) -> None:
    path = write("log.csv", "user,time,note", *("anna,2012-04-03 18:00,x y z" for _ in range(9)))
    found = inspect_file(path, mapping={"item": ""})
    assert any("Item or place" in problem for problem in found.problems)


def test_ambiguous_dates_are_pointed_out(write: Write) -> None:
    path = write("log.csv", "user,item,time", *(f"u,i{n},{n}/2/17 0:21" for n in range(1, 9)))
    assert inspect_file(path).ambiguous_dates
    later = write("later.csv", "user,item,time", "u,i,1/2/17 0:21", "u,i,13/2/17 0:21")
    assert not inspect_file(later).ambiguous_dates
    assert inspect_file(later).day_first


@pytest.mark.parametrize(
    "wrong", [{"preset": "nothing"}, {"mapping": {"colour": "user"}}, {"mapping": {"item": "none"}}]
)
def test_wrong_choices_are_refused(write: Write, wrong: dict[str, object]) -> None:
    path = write("log.csv", "user,item,time", "u,i,2012-04-03")
    with pytest.raises(SettingProblem, match="there is no"):
        inspect_file(path, **wrong)  # type: ignore[arg-type]


def test_an_unknown_zone_is_a_problem(write: Write) -> None:
    path = write("log.csv", "user,item,time", "u,i,2012-04-03 10:00")
    assert "Atlantis" in inspect_file(path, time_zone="Atlantis/Poseidonis").problems[0]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="there is no file"):
        inspect_file(tmp_path / "nowhere.csv")


def test_the_door_is_light() -> None:
    import subprocess
    import sys

    script = "import sys, stdesk.ingest; print({'pandas', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
