"""Users' figures counted at once, rules, groups, names and comparisons."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stdesk.errors import SettingProblem
from stdesk.insight import (
    Condition,
    Events,
    Population,
    Rule,
    compare,
    condition_text,
    distinctions,
    figures_of,
    group_users,
    matching,
    nameable,
    names_of,
    radius_of_gyration,
    read_condition,
    read_rule,
    rule_of,
    traits,
)
from stdesk.insight.clusters import assign, kmeans, silhouette, stability
from stdesk.insight.distinction import cliffs_delta
from stdesk.metrics import adjusted_rand, benjamini_hochberg
from stdesk.progress import Progress

DAY = 86_400_000
MONDAY = 4 * DAY


def town(users: int = 60, events: int = 40, seed: int = 0) -> Events:
    """Even users go to bars in the evening, odd ones to the office in the morning."""
    chance = np.random.default_rng(seed)
    user = np.repeat(np.arange(users), events)
    odd = user % 2 == 1
    day = np.sort(chance.integers(0, 90, (users, events)), axis=1).ravel()
    hour = np.where(odd, 8, 20) + chance.integers(0, 3, users * events)
    category = np.where(chance.random(users * events) < 0.8, odd, chance.integers(0, 4, len(user)))
    item = category * 10 + chance.integers(0, 10, len(user))
    return Events(
        user=user,
        item=item,
        category=category.astype(np.int64),
        kind=np.zeros(len(user), np.int64),
        local_ms=MONDAY + day * DAY + hour * 3_600_000,
        latitude=40 + chance.normal(0, 0.01, len(user)) * (1 + odd),
        longitude=-74 + chance.normal(0, 0.01, len(user)),
        users=users + 1,  # the last one never did anything
        items=40,
        categories=4,
        kinds=1,
    )


NAMES = ("Bar", "Office", "Park", "Gym")


def crowd(events: Events, **more: object) -> Population:
    return replace(Population(events, traits(events), NAMES, ("visit",)), **more)  # type: ignore[arg-type]


def test_everyones_figures_are_those_of_each_user_alone() -> None:
    events = town(12)
    found = traits(events)
    for user in range(12):
        own = events.user == user
        hours = events.local_ms[own] // 3_600_000 % 24
        days = events.local_ms[own] // DAY
        items, counts = np.unique(events.item[own], return_counts=True)
        share = counts / own.sum()
        assert found.events[user] == own.sum()
        assert found.active_days[user] == len(np.unique(days))
        assert found.pace[user] == pytest.approx(own.sum() / len(np.unique(days)))
        assert found.mean_hour[user] == pytest.approx(((hours - 4) % 24).mean() + 4)
        assert found.places[user] == len(items)
        assert found.top_share[user] == pytest.approx(share.max())
        assert found.entropy[user] == pytest.approx(-(share * np.log2(share)).sum())
        assert found.new_share[user] == pytest.approx(len(items) / own.sum())
        km = radius_of_gyration(events.latitude[own], events.longitude[own])
        assert found.radius_km[user] == pytest.approx(km)
        assert found.mix[user].tolist() == np.bincount(events.category[own], minlength=4).tolist()


def test_a_user_without_events_has_no_figures_and_belongs_to_no_rule() -> None:
    events = town(6)
    found = traits(events)
    assert found.events[6] == 0
    assert np.isnan([found.pace[6], found.mean_hour[6], found.radius_km[6]]).all()
    everybody = matching(Rule((Condition("events", bound=0),)), crowd(events))
    assert everybody.tolist() == [True] * 6 + [False]


def test_conditions_hold_for_whom_they_describe() -> None:
    events = town(20)
    people = crowd(
        events,
        attributes={3: {"age": "25"}, 4: {"age": "30"}},
        segments={"first": np.array([0, 1])},
        changed=lambda: np.array([7]),
    )

    def users(*conditions: str, match: str = "all") -> list[int]:
        return np.flatnonzero(matching(read_rule(conditions, match), people)).tolist()

    even, odd = list(range(0, 20, 2)), list(range(1, 20, 2))
    assert users('category "Bar">=60%') == even
    assert users("hours 6-12>=50%") == odd
    assert users("hours 22-11<=70%") == even  # over midnight
    assert users("attribute age=25") == [3]
    assert users("segment first") == [0, 1]
    assert users("not segment first", "events>=1") == list(range(2, 20))
    assert users("changed") == [7]
    assert users("segment first", "changed", match="any") == [0, 1, 7]
    assert users('category "Bar">=60%', "segment first") == [0]
    everywhere = "area 39,-75;41,-75;41,-73;39,-73>=100%"
    assert users(everywhere) == list(range(20))
    assert users(everywhere.replace("100", "0").replace(">=", "<=")) == []


def test_a_rule_that_asks_for_what_is_not_there_says_so() -> None:
    people = crowd(town(6))
    for text in ("category Zoo>=10%", "segment nobody"):
        with pytest.raises(SettingProblem):
            matching(read_rule([text]), people)
    for text in (
        "blah",
        "events",
        "hours 25-26>=5%",
        "area 1,2>=5%",
        "events>=many",
        "radius x>=3",
    ):
        with pytest.raises(SettingProblem):
            read_condition(text)


conditions = st.one_of(
    st.builds(
        Condition,
        st.sampled_from(["events", "pace", "recency", "radius"]),
        st.booleans(),
        st.integers(0, 500).map(float),
    ),
    st.builds(
        Condition,
        st.sampled_from(["category", "kind"]),
        st.booleans(),
        st.integers(0, 100).map(lambda percent: percent / 100),
        st.text("abc é中", min_size=1).map(str.strip).filter(bool),
    ),
    st.builds(
        Condition,
        st.just("hours"),
        st.booleans(),
        st.integers(0, 100).map(lambda percent: percent / 100),
        hours=st.tuples(st.integers(0, 23), st.integers(1, 24)),
    ),
    st.builds(Condition, st.just("changed"), st.booleans()),
)


@given(conditions)
def test_a_condition_is_read_back_as_it_was_typed_and_as_it_was_stored(one: Condition) -> None:
    assert read_condition(condition_text(one)) == one
    assert rule_of(Rule((one,)).plain()) == Rule((one,))


def test_groups_of_users_are_found_counted_and_named_by_what_sets_them_apart() -> None:
    events = town()
    known = traits(events)
    grouping = group_users(known, Progress())
    assert grouping is not None
    assert grouping.found.groups == 2
    assert adjusted_rand(grouping.user % 2, grouping.found.labels) == 1.0
    assert grouping.stability.mean > 0.9
    apart = [
        distinctions(nameable(known, NAMES, ("visit",)), grouping.members(group), grouping.user)
        for group in range(2)
    ]
    for name, group in zip(names_of(apart), range(2), strict=True):
        morning = grouping.members(group)[0] % 2 == 1
        assert ("mornings" in name) == morning
        assert ("Office" in name) == morning
    again = group_users(known, Progress())
    assert again is not None
    assert (again.found.labels == grouping.found.labels).all()


def test_two_groups_that_are_alike_get_names_of_their_own() -> None:
    assert len(set(names_of([[], []], taken=["Group 1"]))) == 2
    assert names_of([[]], taken=["Group 1"]) == ["Group 1 (2)"]


def test_too_few_users_make_no_groups() -> None:
    assert group_users(traits(town(2)), Progress()) is None


@given(st.integers(0, 1000), st.integers(1, 5))
@settings(max_examples=25)
def test_every_point_is_with_its_nearest_centre(seed: int, groups: int) -> None:
    points = np.random.default_rng(seed).normal(size=(30, 3))
    found = kmeans(points, groups, seed, starts=2)
    assert (assign(points, found.centres) == found.labels).all()
    sizes = np.bincount(found.labels, minlength=groups)
    assert sizes.min() > 0
    assert (np.diff(sizes) <= 0).all()  # the largest group first


def test_silhouette_and_stability_tell_groups_from_none() -> None:
    chance = np.random.default_rng(0)
    apart = np.concatenate([chance.normal(0, 0.2, (40, 2)), chance.normal(4, 0.2, (40, 2))])
    alike = chance.normal(0, 1, (80, 2))
    clear, vague = kmeans(apart, 2), kmeans(alike, 4)
    assert silhouette(apart, clear.labels) > 0.8
    assert silhouette(alike, vague.labels) < 0.5
    assert silhouette(apart, np.zeros(80)) == 0.0
    assert stability(apart, clear, Progress()).mean == 1.0
    assert stability(alike, vague, Progress()).mean < 0.9


@given(st.lists(st.integers(0, 3), min_size=2, max_size=30), st.permutations(range(4)))
def test_agreement_does_not_depend_on_what_groups_are_called(
    labels: list[int], names: list[int]
) -> None:
    one = np.array(labels)
    assert adjusted_rand(one, np.array(names)[one]) == 1.0


def test_agreement_by_chance_is_about_nothing() -> None:
    chance = np.random.default_rng(0)
    values = [adjusted_rand(*chance.integers(0, 3, (2, 60))) for _ in range(300)]
    assert abs(np.mean(values)) < 0.01
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(-0.5)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusting_for_many_tests_never_makes_a_finding_surer(p_values: list[float]) -> None:
    given_values = np.array(p_values)
    adjusted = benjamini_hochberg(given_values)
    assert (adjusted >= given_values - 1e-12).all()
    assert (adjusted <= 1).all()
    order = np.argsort(given_values)
    assert (np.diff(adjusted[order]) >= -1e-12).all()


def test_cliffs_delta_counts_who_exceeds_whom() -> None:
    some, others = np.array([1.0, 2.0, 3.0]), np.array([2.0, 0.0])
    pairs = np.sign(some[:, None] - others)
    assert cliffs_delta(some, others) == pytest.approx(pairs.mean())
    assert cliffs_delta(some, np.empty(0)) == 0.0


def test_comparing_finds_what_differs_and_leaves_alone_what_does_not() -> None:
    events = town(80)
    known = traits(events)
    figures = figures_of(known, NAMES, ("visit",))
    even = np.arange(81) % 2 == 0
    even[80] = False
    odd = ~even
    odd[80] = False
    lines = {line.figure.key: line for line in compare(figures, even, odd)}
    for key in ("mean_hour", "evening", "mix:Bar", "mix:Office"):
        assert lines[key].certain
        assert lines[key].low <= lines[key].difference <= lines[key].high
    assert not lines["events"].certain
    assert lines["events"].difference == pytest.approx(1.0)  # a ratio: all have 40 events
    assert lines["mean_hour"].difference == pytest.approx(12, abs=0.3)


def test_chance_is_beyond_chance_as_seldom_as_promised() -> None:
    """Groups drawn at random: of 20 comparisons hardly any shows a single finding."""
    known = traits(town(80))
    figures = figures_of(known, NAMES, ("visit",))
    chance = np.random.default_rng(1)
    findings = 0
    for _ in range(20):
        one = np.zeros(81, bool)
        one[chance.choice(80, 40, replace=False)] = True
        other = ~one
        other[80] = False
        findings += any(line.certain for line in compare(figures, one, other))
    assert findings <= 4


def test_users_in_both_groups_count_on_both_sides() -> None:
    known = traits(town(30))
    figures = figures_of(known, NAMES, ("visit",))
    everyone = np.arange(31) < 30
    some = np.arange(31) < 20
    lines = compare(figures, some, everyone)
    mean = next(line for line in lines if line.figure.key == "mean_hour")
    assert mean.one == pytest.approx(known.mean_hour[:20].mean())
    assert mean.other == pytest.approx(known.mean_hour[:30].mean())
    with pytest.raises(ValueError, match="empty"):
        compare(figures, some, np.zeros(31, bool))
