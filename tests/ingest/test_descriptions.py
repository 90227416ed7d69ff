"""Files about items and users join the log by key, whichever comes first."""

from itertools import permutations

import pytest

from stdesk.project import Project

from .conftest import Import, Write

LOG = ("user,place,category,time", "anna,p1,Bar,2012-04-03 10:00", "ben,p2,,2012-04-03 11:00")
PLACES = (
    "place,name,category,lat,lon,description,opened",
    "p1,The Bar,Food > Pub,40.7,-74.0,Loud,1999",
    "p2,The Park,Outdoors > Park,40.8,-74.1,,",
    "p3,The Gym,Sports,91,-74,Sweaty,2001",
    "p2,The Park,Outdoors > Park,40.8,-74.1,,",
)
USERS = ("user id,age,city", "ben,30,Rome", "anna,40,Oslo", "zoe,50,Kyiv")


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))))
def test_the_order_of_files_makes_no_difference(
    write: Write, run: Import, project: Project, order: tuple[int, ...]
) -> None:
    files = [write("log.csv", *LOG), write("places.csv", *PLACES), write("users.csv", *USERS)]
    for index in order:
        run(files[index])
    items = {item["key"]: item for item in project.log.items().to_pylist()}
    categories = project.log.categories()
    bar, park = items["p1"], items["p2"]
    assert (bar["title"], bar["text"], bar["latitude"]) == ("The Bar", "Loud", 40.7)
    # The log's own category stands, the description fills the gap.
    assert [categories[item["category"] - 1] for item in (bar, park)] == ["Bar", "Park"]
    assert (bar["tags"], bar["attributes"]) == ("Food|Pub", '{"opened": "1999"}')
    users = {user["key"]: user["attributes"] for user in project.log.users().to_pylist()}
    assert users["anna"] == '{"age": "40", "city": "Oslo"}'
    assert set(users) == {"anna", "ben", "zoe"}
    assert project.check() == []


def test_a_description_counts_its_rows(write: Write, run: Import) -> None:
    (report,) = run(write("places.csv", *PLACES))
    assert (report.file_role, report.rows_read, report.rows_kept) == ("items", 4, 2)
    assert report.reasons == {"the coordinates are impossible": 1}
    assert report.rows_duplicate == 1


def test_all_files_at_once_are_one_import(write: Write, run: Import, project: Project) -> None:
    reports = run(write("users.csv", *USERS), write("places.csv", *PLACES), write("log.csv", *LOG))
    assert [report.file_role for report in reports] == ["users", "items", "log"]
    assert project.log.categories() == ["Bar", "Park"]  # what the log overruled has no id


def test_a_picture_beside_the_file_is_found_from_anywhere(
    write: Write, run: Import, project: Project
) -> None:
    picture = write("pictures/p1.png", "no real picture")
    run(write("places.csv", "place,name,image", "p1,Bar,pictures/p1.png", "p2,Park,gone.png"))
    assert project.log.items()["image"].to_pylist() == [str(picture), "gone.png"]


def test_a_log_may_name_pictures_and_folders_of_them(
    write: Write, run: Import, project: Project
) -> None:
    picture = write("photos/p1.png", "not looked at here")
    log = (
        "user,place,time,image",
        "anna,p1,2012-04-03 10:00,photos/p1.png",
        "anna,p2,2012-04-03 11:00,photos",
        f"anna,p3,2012-04-03 12:00,https://example.org/{'x' * 300}.png",
    )
    run(write("log.csv", *log))
    images = dict(
        zip(*(project.log.items()[name].to_pylist() for name in ("key", "image")), strict=True)
    )
    assert images["p1"] == str(picture)
    assert images["p2"] == str(picture.parent)
    assert images["p3"].startswith("https://")
