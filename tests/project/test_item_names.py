"""An item is called what a person can tell it by."""

import pytest

from stdesk.features import load_log
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import beside_name, create_project, item_name, short_name

VENUE = "49bbd6c0f964a520f4531fe3"


@pytest.mark.parametrize(
    ("title", "key", "category", "name"),
    [
        ("Blue Bottle", VENUE, "Cafe", "Blue Bottle"),
        (None, VENUE, "Cafe", f"Cafe · {VENUE}"),
        ("", VENUE, "Cafe", f"Cafe · {VENUE}"),
        (None, VENUE, "", VENUE),
        (None, "corner cafe", "Cafe", "corner cafe"),
        (None, "10293", "Shoes", "10293"),
    ],
)
def test_a_key_that_tells_nothing_comes_after_its_category(title, key, category, name):
    assert item_name(title, key, category) == name


def test_lists_and_the_finder_call_an_item_the_same(tmp_path):
    log = tmp_path / "log.csv"
    lines = ["user,time,item,category", f"u1,2024-05-01 08:00,{VENUE},Cafe"]
    lines += ["u1,2024-05-01 09:00,corner cafe,Cafe", "u2,2024-05-01 09:00,abcdef012345,"]
    log.write_text("\n".join(lines), encoding="utf-8")
    with create_project(tmp_path / "names.stdesk") as project:
        import_files(project, ImportSettings((log,)), Progress())
        catalogue = load_log(project).catalogue
        told = [catalogue.item_name(item) for item in range(catalogue.items)]
        assert sorted(told) == sorted([f"Cafe · {VENUE}", "corner cafe", "abcdef012345"])
        assert project.log.item_activity()["name"].to_pylist() == told


def test_a_category_is_not_told_beside_a_name_that_tells_it() -> None:
    assert beside_name("Saint Helen", "Church") == "Church"
    assert beside_name("Subway · 4ae8fd76f964a520e1b321e3", "Subway") == ""
    assert beside_name("Saint Helen", None) == ""


def test_where_room_is_short_a_number_is_cut_and_a_name_is_not() -> None:
    assert short_name("Subway · 4ae8fd76f964a520e1b321e3") == "Subway · 4ae8fd…"
    assert short_name("4ae8fd76f964a520e1b321e3") == "4ae8fd…"
    assert short_name("Bar · Maple Grill 1") == "Bar · Maple Grill 1"
