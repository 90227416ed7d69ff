"""Public data sets are known by their files' own look, in each form that they come in."""

import pytest

from stdesk.errors import ImportProblem
from stdesk.ingest import inspect_file
from stdesk.project import Project

from .conftest import Import, Write

TSMC = (
    "470\t49bbd6c0f964a520f4531fe3\t4bf58dd8d48988d127951735\tArts & Crafts Store\t"
    "40.719810375488535\t-74.00258103213994\t-240\tTue Apr 03 18:00:09 +0000 2012"
)
GOWALLA = "0\t2010-10-19T23:55:27Z\t30.2359091167\t-97.7951395833\t22847"
PLT = (
    "Geolife trajectory",
    "WGS 84",
    "Altitude is in Feet",
    "Reserved 3",
    "0,2,255,My Track,0,0,2,8421376",
    "0",
    "39.984702,116.318417,0,492,39744.1201851852,2008-10-23,02:53:04",
    "39.984683,116.31845,0,492,39744.1202546296,2008-10-23,02:53:10",
)
CITI_BIKE_2021 = (
    "ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,"
    "end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual",
    "A1,classic_bike,2021-07-01 08:00:00.123,2021-07-01 08:09:00,Grove St,JC005,Hamilton,HB1,"
    "40.7196,-74.0431,40.7277,-74.0442,member",
)


@pytest.mark.parametrize(
    ("preset", "name", "lines", "role"),
    [
        ("foursquare", "dataset_TSMC2014_NYC.txt", [TSMC] * 3, "log"),
        ("movielens", "ratings.dat", ["1::1193::5::978300760", "1::661::3::978302109"], "log"),
        ("movielens", "u.data", ["196\t242\t3\t881250949", "186\t302\t3\t891717742"], "log"),
        (
            "movielens",
            "ratings.csv",
            ["userId,movieId,rating,timestamp", "1,2,3.5,1112486027"],
            "log",
        ),
        ("movielens", "movies.dat", ["1::Toy Story (1995)::Animation|Children's|Comedy"], "items"),
        ("movielens", "movies.csv", ["movieId,title,genres", "1,Toy Story (1995),Comedy"], "items"),
        ("movielens", "users.dat", ["1::F::1::10::48067", "2::M::56::16::70072"], "users"),
        ("movielens", "u.user", ["1|24|M|technician|85711", "2|53|F|other|94043"], "users"),
        ("recbole", "x.item", ["item_id:token\tmovie_title:token_seq", "1\tToy Story"], "items"),
        ("taobao", "UserBehavior.csv", ["1,2268318,2520377,pv,1511544070"] * 2, "log"),
        ("snap", "Gowalla_totalCheckins.txt", [GOWALLA] * 2, "log"),
        ("geolife", "Data/000/Trajectory/20081023025304.plt", PLT, "log"),
        ("citibike", "202107-citibike.csv", CITI_BIKE_2021, "log"),
    ],
)
def test_a_known_file_is_recognised(
    write: Write, preset: str, name: str, lines: list[str], role: str
) -> None:
    found = inspect_file(write(name, *lines))
    assert (found.preset, found.file_role, found.problems) == (preset, role, ())
    assert inspect_file(found.path, preset=preset).mapping == found.mapping


def test_a_preset_refuses_another_file(write: Write) -> None:
    path = write("log.csv", "user,item,time", "u,i,2012-04-03")
    with pytest.raises(ImportProblem, match="does not look like"):
        inspect_file(path, preset="taobao")


def test_the_original_foursquare_file_keeps_place_time_and_offset(
    write: Write, run: Import, project: Project
) -> None:
    run(write("dataset_TSMC2014_NYC.txt", TSMC))
    (event,) = project.log.events().to_pylist()
    assert (event["instant"], event["utc_offset"]) == (1333476009000, -240)
    assert project.log.categories() == ["Arts & Crafts Store"]
    assert project.log.kinds() == ["check-in"]


def test_a_geolife_folder_gives_trajectories_by_user(
    write: Write, run: Import, project: Project
) -> None:
    folder = write("Data/000/Trajectory/20081023025304.plt", *PLT).parents[2]
    write("Data/001/Trajectory/20081024.plt", *PLT)
    reports = run(folder)
    assert [report.events for report in reports] == [2, 2]
    assert project.log.users()["key"].to_pylist() == ["000", "001"]
    event = project.log.events().to_pylist()[0]
    # The originals are written in Greenwich time, the offset is that of Beijing.
    assert (event["instant"], event["utc_offset"]) == (1224730384000, 480)


def test_movielens_ratings_films_and_people_belong_together(
    write: Write, run: Import, project: Project
) -> None:
    run(
        write("users.dat", "1::F::1::10::48067"),
        write("ratings.dat", "1::1193::5::978300760", "1::661::3::978302109"),
        write("movies.dat", "661::Amélie (2001)::Comedy|Romance", encoding="latin-1"),
    )
    items = {item["key"]: item for item in project.log.items().to_pylist()}
    assert items["661"]["title"] == "Amélie (2001)"
    assert items["661"]["tags"] == "Comedy|Romance"
    assert project.log.events()["value"].to_pylist() == [5.0, 3.0]
    assert '"gender": "F"' in project.log.users()["attributes"][0].as_py()
