"""What if: the lists of `recommend` without waiting, a dial, a week, and what people said."""

from dataclasses import replace

import numpy as np
import pytest

from stdesk.errors import SettingProblem
from stdesk.features import HOUR_MS
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.recommend import (
    RecommendationLists,
    RecommendSettings,
    WhatIf,
    entry_details,
    moment_of,
    odds_factor,
    presets,
    recommend,
    week_moments,
)
from tests.recommend.conftest import NEW_YORK, instant_ms

VISITS, MARKOV = 1, 2
ANN = RecommendSettings(VISITS, users=("ann",), store=False)
FRIDAY = instant_ms("2024-06-21T19:00")


@pytest.fixture
def session(city: Project) -> WhatIf:
    return WhatIf(city, VISITS)


def items(lists: RecommendationLists) -> list[str]:
    return [row.item for row in lists.rows]


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"at_ms": FRIDAY},
        {"at_ms": instant_ms("2024-05-20T12:00")},
        {"at_ms": FRIDAY, "known_ms": instant_ms("2024-06-10T12:00")},
        {"near": (40.75, -73.99), "within_km": 1.0},
        {"category": "Bar"},
        {"explore": 0.8},
        {"explore": 1.0, "k": 2},
        {"target": "category", "explore": 0.0},
    ],
)
def test_a_session_answers_as_a_list_made_anew(
    city: Project, session: WhatIf, wish: dict[str, object]
) -> None:
    settings = replace(ANN, **wish)  # type: ignore[arg-type]
    made = recommend(city, settings, Progress())
    assert session.ask(settings).lists == made
    assert session.ask(settings).source == "memory"
    assert made.rows


def test_a_glance_has_the_same_order_and_numbers(city: Project, session: WhatIf) -> None:
    quick, whole = session.glance(ANN).lists, session.ask(ANN).lists
    assert [replace(row, reasons=()) for row in quick.rows] == [
        replace(row, reasons=()) for row in whole.rows
    ]


def test_the_dial_goes_from_what_she_knows_to_what_is_new(session: WhatIf) -> None:
    def new(explore: float, k: int = 4) -> int:
        rows = session.ask(replace(ANN, explore=explore, k=k)).lists.rows
        return sum(row.is_new for row in rows)

    counts = [new(step / 20) for step in range(21)]
    assert counts == sorted(counts)
    assert set(items(session.ask(replace(ANN, explore=0)).lists)) == {
        "bar",
        "office",
        "home",
        "penn",
    }
    assert set(items(session.ask(replace(ANN, explore=1)).lists)) == {"cafe", "gym", "museum"}


def test_the_dial_multiplies_the_odds_of_discoveries_and_keeps_the_models_chances(
    session: WhatIf,
) -> None:
    rows = {row.item: row for row in session.ask(ANN).lists.rows}
    turned = session.ask(replace(ANN, explore=0.75)).lists.rows
    assert odds_factor(0.75) == pytest.approx(9)
    wished = [row.score + (np.log(9) if row.is_new else 0) for row in turned]
    assert wished == sorted(wished, reverse=True)
    assert all(row.share == rows[row.item].share for row in turned)


def test_the_middle_of_the_dial_is_the_models_own_order(session: WhatIf) -> None:
    rows = session.ask(ANN).lists.rows
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    assert session.ask(replace(ANN, explore=0.5)).lists.rows == rows


def test_only_what_a_kind_of_event_happened_with_can_be_listed(town_session: WhatIf) -> None:
    catalogue, log = town_session.log.catalogue, town_session.log
    assert len(catalogue.kind_names) > 1
    kind = int(np.bincount(log.kind[log.kind >= 0]).argmin())
    happened = {catalogue.item_keys[item] for item in log.item[log.kind == kind]}
    settings = RecommendSettings(
        1, users=(catalogue.user_keys[0],), k=1000, kind=catalogue.kind_names[kind], store=False
    )
    listed = set(items(town_session.ask(settings).lists))
    assert listed == happened
    assert len(happened) < catalogue.items


def test_a_dial_and_a_kind_that_make_no_sense_are_refused(session: WhatIf) -> None:
    with pytest.raises(SettingProblem, match=r"explore is 1\.5"):
        session.ask(replace(ANN, explore=1.5))
    with pytest.raises(SettingProblem, match="no kind 'buy'"):
        session.ask(replace(ANN, kind="buy"))
    with pytest.raises(SettingProblem, match="for one user"):
        session.ask(replace(ANN, users=None))


def test_the_hours_of_a_week_come_once_each_from_now_on() -> None:
    begin = instant_ms("2024-06-20T08:20")  # a Thursday
    moments = week_moments(begin, NEW_YORK)
    assert moment_of(3 * 24 + 8, begin, NEW_YORK) == begin
    assert moment_of(4 * 24 + 19, begin, NEW_YORK) == instant_ms("2024-06-21T19:00")
    assert moment_of(3 * 24 + 7, begin, NEW_YORK) == instant_ms("2024-06-27T07:00")
    assert len(np.unique(moments // HOUR_MS)) == 168
    assert moments.min() == begin


def test_the_week_holds_what_the_model_says_at_each_hour(town_session: WhatIf) -> None:
    user = town_session.log.catalogue.user_keys[3]
    settings = RecommendSettings(1, users=(user,), store=False)
    first = town_session.ask(settings).lists.rows[0]
    assert town_session.when(settings, first.item_id, None).share_done == 0
    while town_session.go_on(settings, 5.0):
        pass
    when = town_session.when(settings, first.item_id, None)
    assert when.share_done == 1
    for hour in (0, 50, 99, 167):
        later = replace(settings, at_ms=int(when.moments[hour]), k=1000)
        rows = recommend(town_session._project, later, Progress()).rows
        share = next(row.share for row in rows if row.item == first.item)
        assert when.chance[hour] == pytest.approx(share)
    asked = town_session.ask(replace(settings, at_ms=int(when.moments[99])))
    assert asked.source == "week"
    assert asked.lists == recommend(town_session._project, asked.lists.settings, Progress())


def test_the_chance_of_a_category_is_the_sum_of_its_items(town_session: WhatIf) -> None:
    user = town_session.log.catalogue.user_keys[3]
    settings = RecommendSettings(1, users=(user,), store=False, target="category", k=1)
    row = town_session.ask(settings).lists.rows[0]
    while town_session.go_on(settings, 50.0):
        pass
    when = town_session.when(settings, None, row.item)
    now = int(np.flatnonzero(when.moments == town_session.begin_ms(settings))[0])
    assert when.chance[now] == pytest.approx(row.share)


def test_it_is_found_out_what_a_model_looks_at(city: Project, town_session: WhatIf) -> None:
    assert town_session.senses.time
    assert not town_session.senses.place
    assert not WhatIf(city, VISITS).senses.time


def test_hidden_and_rejected_entries_fall_out_and_accepted_ones_are_marked(
    city: Project, session: WhatIf
) -> None:
    first, second, third = (row.item_id for row in session.ask(ANN).lists.rows[:3])
    for item, verdict in ((first, "rejected"), (second, "hidden"), (third, "accepted")):
        city.results.give_feedback(1, item, verdict)
    session.forget_opinions()
    rows = session.ask(ANN).lists.rows
    assert not {row.item_id for row in rows} & {first, second}
    assert "you accepted this" in [reason.text for reason in rows[0].reasons]


def test_feedback_weighs_in_only_where_that_is_wished(city: Project, session: WhatIf) -> None:
    keys = session.log.catalogue.item_keys
    before = session.ask(replace(ANN, explore=1)).lists
    last = before.rows[-1]
    city.results.give_feedback(1, last.item_id, "accepted")
    city.results.give_feedback(1, before.rows[0].item_id, "rejected")
    session.forget_opinions()
    assert last.item in keys
    plain = items(session.ask(replace(ANN, explore=1)).lists)
    heeded = session.ask(replace(ANN, explore=1, heed_feedback=True)).lists
    assert items(heeded).index(last.item) < plain.index(last.item)
    row = next(row for row in heeded.rows if row.item == last.item)
    assert (row.share, row.score) == (last.share, last.score)
    assert [note.values for note in heeded.notes if "accepted" in note.values] == [
        {"accepted": 1, "rejected": 1}
    ]
    assert heeded == recommend(city, heeded.settings, Progress())


def test_a_rejection_lowers_the_rest_of_its_category(town_session: WhatIf) -> None:
    log, project = town_session.log, town_session._project
    wish = RecommendSettings(
        1, users=(log.catalogue.user_keys[5],), k=1000, store=False, heed_feedback=True
    )
    before = town_session.ask(wish).lists.rows
    rejected = before[0]
    project.results.give_feedback(6, rejected.item_id, "rejected")
    town_session.forget_opinions()
    after = town_session.ask(wish).lists.rows

    def mean_rank(rows: tuple) -> float:
        ranks = [row.rank for row in rows if row.category == rejected.category]
        return float(np.mean(ranks))

    others = tuple(row for row in before if row.item != rejected.item)
    assert mean_rank(after) > mean_rank(others) - 1
    assert [row.item for row in after] != [row.item for row in others]


def test_details_tell_visits_the_last_and_the_usual_hours(city: Project, session: WhatIf) -> None:
    log = session.log
    bar = list(log.catalogue.item_keys).index("bar")
    found = entry_details(log, 0, session.begin_ms(ANN), bar)
    assert (found.visits, found.people, found.total) == (7, 1, 7)
    assert found.pause_days == pytest.approx(7, abs=0.01)
    assert found.hours[4 * 24 + 19] == 7
    assert found.usual is not None
    early = entry_details(log, 0, instant_ms("2024-05-11T00:00"), bar)
    assert early.visits == 2


def test_presets_are_the_last_position_home_and_work(session: WhatIf) -> None:
    found = presets(session.log, 0, session.begin_ms(ANN))
    assert found["last"] == (40.7506, -73.9935)
    assert found["work"] == pytest.approx((40.750, -73.990), abs=1e-6)
    assert "home" not in found  # one night there is no habit
    assert presets(session.log, 3, session.begin_ms(ANN)) == {}
