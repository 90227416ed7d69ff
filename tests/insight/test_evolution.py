"""Lasting changes are found, dated and described; steady lives stay in peace."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdesk.errors import ReportProblem
from stdesk.insight import (
    ChangePoint,
    Difference,
    change_sentence,
    changes_of,
    changes_of_group,
    changes_of_users,
    course_of,
    sides_of,
    write_changes,
    write_course,
)
from stdesk.language import speaking
from stdesk.progress import Cancelled, Progress

DAY_MS, HOUR_MS = 86_400_000, 3_600_000
BEGIN_MS = 19_800 * DAY_MS  # a Sunday in March 2024
HOME, WORK, BAR, OTHER_HOME, PARK = range(5)
LATITUDE = np.array([40.70, 40.75, 40.72, 40.76, 40.71])


@dataclass
class Names:
    category_names: tuple[str, ...] = ("Residence", "Office", "Bar", "Park")
    item_category: np.ndarray = field(default_factory=lambda: np.array([0, 1, 2, 0, 3]))


@dataclass(eq=False)
class Lives:
    """A log as evolution reads it."""

    user: np.ndarray
    item: np.ndarray
    local_ms: np.ndarray
    catalogue: Names = field(default_factory=Names)

    def __post_init__(self) -> None:
        self.kind = np.zeros(len(self.user), dtype=np.int16)
        self.latitude, self.longitude = LATITUDE[self.item], np.full(len(self.user), -74.0)
        self.user_start = np.searchsorted(self.user, np.arange(int(self.user.max()) + 2))


def lives(people: list[dict], days: int = 100, seed: int = 0) -> Lives:
    """Each person is at home, at work and out most days; from day `turn` on, as `change` says."""
    rows = []
    for user, person in enumerate(people):
        chance = np.random.default_rng([seed, person.get("seed", user)])
        for day in range(days):
            changed = day >= person.get("turn", days)
            change = person.get("change") if changed else None
            later = 3 if change == "later" else 0
            home = OTHER_HOME if change == "home" else HOME
            out = BAR if chance.random() < (0.8 if change == "bars" else 0.1) else PARK
            for item, hour, share in ((WORK, 9, 0.7), (out, 18, 0.9), (home, 21, 0.7)):
                if chance.random() < share:
                    at = hour + later + chance.normal(0, 0.7)
                    rows.append((user, item, BEGIN_MS + int((day * 24 + at) * HOUR_MS)))
    rows.sort(key=lambda row: (row[0], row[2]))
    user, item, local = (np.array(column) for column in zip(*rows, strict=True))
    return Lives(user, item, local)


STEADY = [{"seed": 100 + number} for number in range(8)]


@pytest.mark.parametrize(
    ("change", "kind"), [("later", "hours"), ("home", "home"), ("bars", "interests")]
)
def test_a_planted_change_is_found_dated_and_named(change: str, kind: str) -> None:
    log = lives([{"turn": 45, "change": change}, *STEADY])
    found = changes_of(log, 0)
    assert len(found) == 1
    assert abs(found[0].local_ms - (BEGIN_MS + 45 * DAY_MS)) <= 7 * DAY_MS
    assert found[0].earliest_ms <= found[0].local_ms <= found[0].latest_ms
    assert found[0].aspects[0].kind == kind
    assert found[0].chance <= 0.01


def test_what_changed_is_measured() -> None:
    log = lives(
        [{"turn": 50, "change": "later"}, {"turn": 50, "change": "home"}, *STEADY]
    )  # fmt: skip
    later, moved = changes_of(log, 0)[0].aspects[0], changes_of(log, 1)[0].aspects[0]
    assert later.size == pytest.approx(3, abs=0.7)
    assert moved.size == pytest.approx(6.67, abs=0.3)
    assert np.cos(np.radians(moved.bearing)) == pytest.approx(1)


def test_two_changes_are_found_in_order() -> None:
    first = lives([{"turn": 50, "change": "later"}, *STEADY], days=160)
    shift = (first.user == 0) & (first.local_ms >= BEGIN_MS + 105 * DAY_MS)
    first.item[shift & (first.item == HOME)] = OTHER_HOME
    log = Lives(first.user, first.item, first.local_ms)
    found = changes_of(log, 0)
    days = [(change.local_ms - BEGIN_MS) / DAY_MS for change in found]
    assert days == pytest.approx([50, 105], abs=7)


@settings(max_examples=5)
@given(st.integers(0, 10_000))
def test_steady_lives_rarely_alarm(seed: int) -> None:
    log = lives([{"seed": number} for number in range(6)], days=70, seed=seed)
    assert sum(len(changes_of(log, user)) for user in range(6)) <= 1


@settings(max_examples=3)
@given(st.permutations(range(6)))
def test_the_order_of_the_users_changes_nothing(order: list[int]) -> None:
    people = [{"seed": n, **({"turn": 40, "change": "home"} if n < 2 else {})} for n in range(6)]
    plain = lives(people, days=80)
    mixed = lives([people[place] for place in order], days=80)
    for place, number in enumerate(order):
        assert changes_of(mixed, place) == changes_of(plain, number)


def test_a_journey_is_no_change() -> None:
    log = lives([{}, *STEADY])
    away = (log.user == 0) & (log.local_ms >= BEGIN_MS + 30 * DAY_MS)
    away &= log.local_ms < BEGIN_MS + 38 * DAY_MS
    log.latitude = np.where(away, 51.5, log.latitude)
    assert changes_of(log, 0) == ()


def test_the_log_without_coordinates_still_tells() -> None:
    log = lives([{"turn": 45, "change": "home"}, *STEADY])
    log.latitude = log.longitude = np.full(len(log.user), np.nan)
    found = changes_of(log, 0)
    assert [aspect.kind for aspect in found[0].aspects] == ["places"]
    assert np.isnan(found[0].aspects[0].size)
    assert "items that are new" in change_sentence(found[0], log.catalogue.category_names)


def test_many_users_are_looked_at_together_and_can_be_stopped() -> None:
    log = lives([{"turn": 45, "change": "home"}, *STEADY])
    found = changes_of_users(log, None, Progress())
    assert [one.user for one in found if one.holds] == [0]
    assert found[0].changes == changes_of(log, 0)
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        changes_of_users(log, None, stopped)


def test_a_user_with_hardly_any_events_has_no_changes() -> None:
    log = lives([{}, *STEADY])
    few = np.concatenate([np.flatnonzero(log.user == 0)[:5], np.flatnonzero(log.user > 0)])
    assert changes_of(Lives(log.user[few], log.item[few], log.local_ms[few]), 0) == ()


def test_a_change_is_one_plain_sentence_in_both_languages() -> None:
    begin = 19_886 * DAY_MS
    change = ChangePoint(
        local_ms=begin,
        earliest_ms=begin - 2 * DAY_MS,
        latest_ms=begin + 3 * DAY_MS,
        chance=0.0001,
        strength=20.0,
        aspects=(
            Difference("hours", 9.0, 13.0, 14.8, 1.8),
            Difference("home", 5.0, 0.6, 0.4, 3.0, bearing=3.0),
            Difference("interests", 3.0, 0.04, 0.19, 0.15, category=2, lost=3),
        ),
    )
    names = Names().category_names
    assert change_sentence(change, names) == (
        "Since 12 Jun 2024 (between 10 Jun 2024 and 15 Jun 2024): later in the day (+1.8 h), "
        "a home 3.0 km further north, more Bar (4 % → 19 %), less Park."
    )
    with speaking("zh_CN"):
        said = change_sentence(change, names)
    assert said.startswith("自2024年6月12日起")
    assert "更晚" in said
    assert "“Bar”增多（4 % → 19 %）" in said


def test_a_change_of_everybody_is_found_in_the_group_and_not_in_a_steady_one() -> None:
    people = [{"seed": number, "turn": 60, "change": "later"} for number in range(8)]
    moved, steady = lives(people, days=120), lives(STEADY, days=120)
    found = changes_of_group(moved)
    assert len(found) == 1
    assert found[0].local_ms == pytest.approx(BEGIN_MS + 60 * DAY_MS, abs=7 * DAY_MS)
    assert found[0].aspects[0].kind == "hours"
    assert changes_of_group(steady) == ()


def test_the_course_of_a_user_has_a_value_for_each_week() -> None:
    log = lives([{"turn": 50, "change": "home"}, *STEADY])
    course = course_of(log, [0])
    assert course.days == 7
    lines = {name: line.value for name, line in course.lines.items()}
    assert lines["events"].sum() == (log.user == 0).sum()
    assert np.nanmax(lines["centre_km"][7:10]) > 2 * np.nanmax(lines["centre_km"][2:6])
    known = lines["predictability"][np.isfinite(lines["predictability"])]
    assert len(known) >= 12
    assert np.all((known > 0) & (known <= 1))
    assert np.nansum(course.mix, axis=1) == pytest.approx(np.ones(len(course.start_ms)))


def test_the_course_of_a_group_is_the_median_within_its_quartiles() -> None:
    course = course_of(lives(STEADY), None)
    line = course.lines["mean_hour"]
    assert line.low is not None
    assert line.high is not None
    assert np.all((line.low <= line.value) & (line.value <= line.high))
    assert course.users == len(STEADY)


def test_without_coordinates_the_spatial_measures_stand_aside() -> None:
    log = lives(STEADY[:2])
    log.latitude = log.longitude = np.full(len(log.user), np.nan)
    assert not {"radius_km", "centre_km"} & set(course_of(log, [0]).lines)


def test_before_and_after_are_set_beside_each_other() -> None:
    log = lives([{"turn": 50, "change": "home"}, *STEADY])
    border = BEGIN_MS + 50 * DAY_MS
    before, after = sides_of(log, [0], [border])
    assert before.events + after.events == (log.user == 0).sum()
    assert before.rhythm.sum() == before.events
    assert before.home is not None
    assert after.home is not None
    assert before.home.cell != after.home.cell
    assert before.home.share > 0.9


def test_changes_and_courses_are_written_as_csv_and_json(tmp_path: Path) -> None:
    log = lives([{"turn": 45, "change": "home"}, *STEADY])
    names, keys = log.catalogue.category_names, [f"u{number}" for number in range(9)]
    found = changes_of_users(log, None, Progress())
    write_changes(found, keys, names, tmp_path / "changes.csv")
    lines = (tmp_path / "changes.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "user,since,earliest,latest,chance,strength,holds,sentence"
    assert lines[1].startswith("u0,2024-0")
    write_course(course_of(log, [0]), found[0].changes, names, tmp_path / "life.json")
    told = json.loads((tmp_path / "life.json").read_text(encoding="utf-8"))
    assert told["changes"][0]["aspects"][0]["kind"] == "home"
    assert len(told["periods"]) >= 14
    with pytest.raises(ReportProblem):
        write_changes(found, keys, names, tmp_path / "changes.docx")
