"""The generated log is what its truth says, and the same for the same seed."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from stdesk.demo import Demo, DemoSettings, generate, write_demo
from stdesk.errors import ProjectProblem, SettingProblem
from stdesk.progress import Cancelled, Progress
from stdesk.project import create_project, open_project

SMALL = DemoSettings(events=4000, users=40, days=60, items=150, seed=3, images=5)


@cache
def demo() -> Demo:
    return generate(DemoSettings(seed=1), Progress())


def local_hours(of: Demo) -> np.ndarray:
    return (of.instant + of.utc_offset * 60) % 86400 / 3600


def test_the_same_settings_give_the_same_files(tmp_path: Path) -> None:
    contents = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        write_demo(folder / "log.csv", SMALL, Progress())
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        contents.append([(path.relative_to(folder), path.read_bytes()) for path in files])
    assert contents[0] == contents[1]
    assert len(contents[0]) == 3 + 5


def test_another_seed_gives_another_log() -> None:
    other = generate(DemoSettings(seed=2), Progress())
    assert not np.array_equal(other.instant, demo().instant)


def test_the_log_has_exactly_the_events_asked_for_in_time_order_and_no_two_alike() -> None:
    log = demo()
    assert len(log.user) == log.settings.events
    assert np.all(np.diff(log.instant) >= 0)
    assert len(np.unique(np.stack([log.user, log.instant]), axis=1)[0]) == log.settings.events


def test_the_files_tell_the_same_as_the_truth(tmp_path: Path) -> None:
    written = write_demo(tmp_path / "log.csv", SMALL, Progress())
    with written.log.open(encoding="utf-8", newline="") as file:
        log = list(csv.DictReader(file))
    with written.items.open(encoding="utf-8", newline="") as file:
        items = {row["item"]: row for row in csv.DictReader(file)}
    truth = json.loads(written.truth.read_text(encoding="utf-8"))
    assert len(log) == SMALL.events
    assert len(truth["users"]) == SMALL.users
    assert {row["item"] for row in log} <= set(items) == {item["key"] for item in truth["items"]}
    for item in truth["items"]:
        assert items[item["key"]]["category"] == (item["category"] if item["labelled"] else "")
    pictures = [row["image"] for row in items.values() if row["image"]]
    assert len(pictures) == SMALL.images
    assert all((tmp_path / picture).is_file() for picture in pictures)


def test_nobody_comes_before_a_place_opens() -> None:
    log = demo()
    hours = local_hours(log)
    for code, item in enumerate(log.truth.items):
        place = next(c for c in log.truth.categories if c.name == item.category)
        seen = hours[log.item == code]
        night = seen < place.closes - 24  # past midnight, before closing
        assert np.all((seen >= place.opens) | night)


def test_people_are_at_home_where_the_truth_says() -> None:
    """Of the residences that a steady user visits, home is the one."""
    log = demo()
    residence = np.array([item.category == "Residence" for item in log.truth.items])
    steady = [code for code, user in enumerate(log.truth.users)
              if user.drift is None and user.away_day is None]  # fmt: skip
    for code in steady:
        homes = log.item[(log.user == code) & residence[log.item]]
        assert {log.item_keys()[item] for item in homes} <= {log.truth.users[code].lives[0].home}


def test_who_drifts_to_later_hours_is_out_later_by_the_planted_hours() -> None:
    log = generate(DemoSettings(events=60_000, seed=4), Progress())
    hours = (local_hours(log) - 5) % 24
    day = log.instant // 86400 - log.instant.min() // 86400
    moves = []
    for code, user in enumerate(log.truth.users):
        if user.drift == "later hours" and user.drift_day is not None:
            mine = log.user == code
            after = day >= user.drift_day
            moves.append(hours[mine & after].mean() - hours[mine & ~after].mean())
    assert 1.0 < np.mean(moves) < log.truth.later_hours + 0.5


def test_who_moves_has_a_home_elsewhere_in_the_town_and_is_seen_there() -> None:
    log = generate(DemoSettings(events=60_000, users=150, seed=4), Progress())
    keys, day = log.item_keys(), log.instant // 86400 - log.instant.min() // 86400
    residence = np.array([item.category == "Residence" for item in log.truth.items])
    moved = [code for code, user in enumerate(log.truth.users) if user.drift == "new home"]
    assert len(moved) >= 7
    for code in moved:
        old, new = log.truth.users[code].lives
        north = (new.home_latitude - old.home_latitude) * 111.2
        shrink = np.cos(np.radians(old.home_latitude))
        east = (new.home_longitude - old.home_longitude) * 111.2 * shrink
        assert new.city == old.city
        assert 3 <= np.hypot(north, east) < 25
        homes = (log.user == code) & residence[log.item]
        late = day >= log.truth.users[code].drift_day + 1
        assert keys[np.bincount(log.item[homes & late]).argmax()] == new.home


def test_new_interests_are_others_and_show_in_what_is_done() -> None:
    log = generate(DemoSettings(events=60_000, users=150, seed=4), Progress())
    day = log.instant // 86400 - log.instant.min() // 86400
    category = np.array([item.category for item in log.truth.items])
    shops, pairs = list(log.truth.users[0].lives[0].interests), []
    for code, user in enumerate(log.truth.users):
        if user.drift != "new interests":
            continue
        old, new = user.lives
        shared = sum(min(old.interests[shop], new.interests[shop]) for shop in shops)
        assert shared <= 0.41
        assert max(old.pastimes, key=old.pastimes.get) != max(new.pastimes, key=new.pastimes.get)
        late, mine = day >= user.drift_day, log.user == code
        for life, when in ((old, ~late), (new, late)):
            seen = category[log.item[mine & when]]
            loved = max(shops, key=life.interests.get)
            least = min(shops, key=life.interests.get)
            pairs.append((seen == loved).sum() > (seen == least).sum())
    assert len(pairs) >= 14
    assert np.mean(pairs) > 0.9


def test_nobody_changes_because_a_friend_does() -> None:
    friends = [user for user in demo().truth.users if user.friend]
    assert friends
    assert not any(user.drift for user in friends)


def test_of_those_who_change_there_is_something_to_read() -> None:
    """The default demo: what happens before and after the change, for all but a few."""
    events = np.bincount(demo().user, minlength=demo().settings.users)
    changing = [code for code, user in enumerate(demo().truth.users) if user.drift]
    assert len(changing) == 9
    assert events[changing].min() >= 150


def test_where_there_is_no_other_home_to_move_to_hours_change_instead() -> None:
    log = generate(DemoSettings(events=500, users=60, days=15, items=40, seed=9), Progress())
    for user in log.truth.users:
        if user.drift == "new home":
            assert user.lives[0].home != user.lives[1].home
        elif user.drift == "later hours":
            later = user.lives[1].shift_hours - user.lives[0].shift_hours
            assert later == pytest.approx(log.truth.later_hours)


def test_coming_back_to_an_item_foretells_the_cart_and_the_cart_the_purchase() -> None:
    rows = demo().log().to_pandas()
    rows["instant"] = demo().instant
    acts = rows[rows.kind != "visit"].sort_values(["user", "instant"], kind="stable")
    following = acts.groupby("user").kind.shift(-1)
    same_session = acts.instant - acts.groupby("user").instant.shift(2) < 900
    again = (acts.item == acts.groupby("user").item.shift(2)) & same_session
    looking = acts.kind == "view"
    assert (following[looking & again] == "cart").mean() > 0.6
    assert (following[looking & ~again] == "cart").mean() < 0.35
    assert (following[acts.kind == "cart"] == "buy").mean() > 0.6


def test_near_districts_are_visited_more_than_far_ones() -> None:
    log = demo()
    home = {user.key: user.lives[0] for user in log.truth.users}
    lives = [home[key] for key in log.user_keys()]
    latitude = np.array([life.home_latitude for life in lives])[log.user]
    longitude = np.array([life.home_longitude for life in lives])[log.user]
    north = (log.item_latitude[log.item] - latitude) * 111.2
    east = (log.item_longitude[log.item] - longitude) * 111.2 * np.cos(np.radians(latitude))
    km = np.hypot(north, east)
    assert np.median(km) < 4
    assert 0.0005 < np.mean(km > 100) < 0.05  # journeys to another city


def test_friends_are_seen_together() -> None:
    log = demo()
    code = {key: number for number, key in enumerate(log.user_keys())}
    together = apart = 0
    for user in log.truth.users:
        if user.friend is None:
            continue
        mine, theirs = log.user == code[user.key], log.user == code[user.friend]
        stranger = log.user == (code[user.friend] + code[user.key] + 1) % log.settings.users
        together += meetings(log, mine, theirs)
        apart += meetings(log, mine, stranger & ~mine & ~theirs)
    assert together > 20 * max(apart, 1)


def meetings(log: Demo, mine: np.ndarray, theirs: np.ndarray) -> int:
    gap = np.abs(log.instant[mine][:, None] - log.instant[theirs]) < 300
    return int((gap & (log.item[mine][:, None] == log.item[theirs])).sum())


def test_a_project_is_made_and_holds_the_log(tmp_path: Path) -> None:
    written = write_demo(tmp_path / "demo.stdesk", SMALL, Progress())
    assert written.project is not None
    with open_project(written.project) as project:
        summary = project.log.summary()
        items = project.log.items().to_pylist()
    assert (summary.events, summary.users, len(items)) == (SMALL.events, SMALL.users, SMALL.items)
    assert set(summary.kinds) == {"visit", "view", "cart", "buy", "like"}
    assert all(item["title"] and item["text"] for item in items)


def test_a_project_that_exists_is_left_alone(tmp_path: Path) -> None:
    create_project(tmp_path / "demo.stdesk").close()
    before = (tmp_path / "demo.stdesk").read_bytes()
    with pytest.raises(ProjectProblem):
        write_demo(tmp_path / "demo.stdesk", SMALL, Progress())
    assert (tmp_path / "demo.stdesk").read_bytes() == before


class CancelsWhileWriting(Progress):
    """Asks for a stop as soon as the log is being written."""

    def on_step(self, done: float, total: float, message: str) -> None:
        if message == "Writing the log":
            self.cancel()


@pytest.mark.parametrize("name", ["log.csv", "demo.stdesk"])
def test_what_is_cancelled_while_writing_leaves_no_half_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(Cancelled):
        write_demo(tmp_path / name, DemoSettings(events=500_000, images=0), CancelsWhileWriting())
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".csv", ".stdesk")]


@pytest.mark.parametrize(
    "settings", [DemoSettings(items=10), DemoSettings(days=3), DemoSettings(events=0)]
)
def test_a_world_too_small_is_refused(settings: DemoSettings) -> None:
    with pytest.raises(SettingProblem):
        generate(settings, Progress())


@pytest.mark.parametrize(
    "settings",
    [
        DemoSettings(events=1, users=2, days=14, items=40),
        DemoSettings(events=500, users=3, days=15, items=99, seed=9),
        DemoSettings(events=5000, users=300, days=14, items=100, seed=2**40),
    ],
)
def test_small_worlds_work(settings: DemoSettings) -> None:
    assert len(generate(settings, Progress()).user) == settings.events


def test_generating_can_be_cancelled(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_demo(tmp_path / "log.csv", SMALL, progress)
    assert not list(tmp_path.iterdir())
