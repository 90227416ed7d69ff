"""Lists are ranked, filtered, explained and stored as asked."""

import dataclasses
import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from stdesk.errors import ModelProblem, SettingProblem
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project, open_project
from stdesk.recommend import RecommendationLists, RecommendSettings, reason_sentence, recommend
from stdesk.training import TrainSettings, train

VISITS, MARKOV = 1, 2


def ask(project: Project, **settings: object) -> RecommendationLists:
    return recommend(project, RecommendSettings(**{"run": VISITS, **settings}), Progress())  # type: ignore[arg-type]


def items(lists: RecommendationLists, user: str) -> list[str]:
    return [row.item for row in lists.of(user)]


def said(lists: RecommendationLists, user: str, item: str) -> list[str]:
    (row,) = [row for row in lists.of(user) if row.item == item]
    return [reason_sentence(reason) for reason in row.reasons]


def test_every_user_gets_a_list_of_the_length_asked_for(city: Project) -> None:
    lists = ask(city, k=3)
    assert lists.users == ("ann", "ben", "cem", "dee")
    assert [row.rank for row in lists.rows] == [1, 2, 3] * 4
    assert items(lists, "ann")[:2] == ["bar", "office"]


def test_one_user_gets_the_same_list_as_among_all(city: Project) -> None:
    assert ask(city, users=("ben",)).rows == ask(city).of("ben")


def test_scores_fall_and_probabilities_of_the_whole_catalogue_add_up_to_one(city: Project) -> None:
    for user in ("ann", "dee"):
        rows = ask(city).of(user)
        assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
        assert sum(row.share for row in rows) == pytest.approx(1.0)


def test_the_moment_is_just_after_the_last_event_and_the_lists_say_so(city: Project) -> None:
    lists = ask(city)
    assert lists.as_of_ms == city.log.summary().last_instant + 1  # type: ignore[operator]
    assert "just after" in reason_sentence(lists.notes[0])


def test_at_an_earlier_moment_nothing_later_is_known(city: Project) -> None:
    before_june = 1_717_200_000_000  # 1 June 2024, UTC
    lists = ask(city, at_ms=before_june)
    assert "home" not in items(lists, "ann")[:2]
    assert said(lists, "ann", "bar")[0].startswith("you were here 5 times")
    assert "look back" in reason_sentence(lists.notes[0])
    assert "nothing is known" in said(lists, "ben", items(lists, "ben")[0])[0]


def test_only_new_leaves_out_where_the_user_has_been(city: Project) -> None:
    assert set(items(ask(city, only_new=True), "ann")) == {"cafe", "gym", "museum"}


def test_a_category_can_be_asked_for(city: Project) -> None:
    assert items(ask(city, category="Café"), "ann") == ["cafe"]


def test_within_a_distance_counts_from_the_position_given(city: Project) -> None:
    lists = ask(city, near=(40.9, -73.8), within_km=1)
    assert items(lists, "ann") == ["gym"]
    assert lists.of("ann")[0].distance_km == pytest.approx(0)


def test_within_a_distance_counts_from_the_last_known_place_otherwise(city: Project) -> None:
    assert set(items(ask(city, within_km=1), "ann")) == {"penn", "cafe", "office", "bar"}
    lists = ask(city, within_km=1)
    assert items(lists, "dee") == []  # nobody knows where she is
    assert any("position is unknown" in reason_sentence(note) for note in lists.notes)


def test_probabilities_do_not_change_with_a_filter(city: Project) -> None:
    (free,) = [row.share for row in ask(city).of("ann") if row.item == "cafe"]
    assert ask(city, category="Café").of("ann")[0].share == free


def test_a_user_without_a_history_gets_what_is_popular_and_is_told_so(city: Project) -> None:
    lists = ask(city)
    visits = {"bar": 7, "office": 5, "penn": 4, "cafe": 3}
    assert items(lists, "dee")[:4] == list(visits)
    assert lists.of("dee")[0].share == pytest.approx(7 / 22)
    assert said(lists, "dee", "bar")[0].startswith("nothing is known about this user yet")
    assert any("without a history" in reason_sentence(note) for note in lists.notes)


def test_categories_are_ranked_by_the_sum_over_their_items(city: Project) -> None:
    shares = {row.item: row.share for row in ask(city).of("ann")}
    rows = ask(city, target="category", users=("ann",)).rows
    assert rows[0].item == rows[0].name == "Bar"
    assert rows[0].share == pytest.approx(shares["bar"])
    assert rows[0].item_id is None
    assert rows[0].score == pytest.approx(math.log(shares["bar"]))
    assert sum(row.share for row in rows) == pytest.approx(1.0)
    assert reason_sentence(rows[0].reasons[0]) == "the category Bar has 7 of your 14 visits"


def test_new_categories_are_those_never_visited(city: Project) -> None:
    rows = ask(city, target="category", users=("ann",), only_new=True).rows
    assert {row.item for row in rows} == {"Café", "Gym", "Museum"}


def test_hidden_and_rejected_items_are_left_out_and_pinned_ones_come_first(city: Project) -> None:
    item = {key: city.log.item_id(key) or 0 for key in ("bar", "office", "gym")}
    ann = city.log.user_id("ann") or 0
    for key, verdict in (("bar", "rejected"), ("office", "hidden"), ("gym", "pinned")):
        city.results.give_feedback(ann, item[key], verdict)
    lists = ask(city)
    assert items(lists, "ann")[0] == "gym"
    assert said(lists, "ann", "gym")[0] == "you pinned this"
    assert not {"bar", "office"} & set(items(lists, "ann"))
    assert items(lists, "dee")[0] == "bar"  # her list is her own
    city.results.give_feedback(ann, item["bar"], "accepted")
    assert "bar" in items(ask(city), "ann")  # the later verdict holds


def test_lists_are_kept_in_the_project_and_replaced(city: Project) -> None:
    lists = ask(city, k=2)
    ask(city, k=1, users=("ann",))
    stored = city.results.recommendations(VISITS).to_pylist()
    ann, ben = city.log.user_id("ann"), city.log.user_id("ben")
    assert [row["rank"] for row in stored if row["user"] == ann] == [1]
    kept = [row for row in stored if row["user"] == ben]
    assert [row["score"] for row in kept] == [row.score for row in lists.of("ben")]
    reason = json.loads(kept[0]["reasons"])[0]
    assert reason_sentence(reason) == reason_sentence(lists.of("ben")[0].reasons[0])


def test_a_list_that_became_empty_replaces_the_stored_one(city: Project) -> None:
    ask(city, users=("dee",))
    ask(city, users=("dee",), within_km=1)
    dee = city.log.user_id("dee")
    assert not len(city.results.recommendations(VISITS, dee))


def test_nothing_is_kept_when_not_asked_for_or_when_categories_are_ranked(city: Project) -> None:
    ask(city, store=False)
    ask(city, target="category")
    assert not len(city.results.recommendations(VISITS))


def test_a_cancelled_request_leaves_the_stored_lists_as_they_were(city: Project) -> None:
    ask(city, k=2)
    before = city.results.recommendations(VISITS)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        recommend(city, RecommendSettings(VISITS, k=3), progress)
    assert city.results.recommendations(VISITS).equals(before)


def test_a_copied_project_gives_the_same_lists_to_the_last_digit(
    city_file: Path, city: Project, tmp_path: Path
) -> None:
    shutil.copy(city_file, tmp_path / "elsewhere.stdesk")
    with open_project(tmp_path / "elsewhere.stdesk", read_only=True) as copy:
        assert ask(copy, run=MARKOV).rows == ask(city, run=MARKOV).rows


def test_users_and_items_newer_than_the_training_are_named(city: Project) -> None:
    import pyarrow as pa

    with city.bulk_writer() as writer:
        eve = writer.add_keys("user", pa.array(["eve"]))
        park = writer.add_keys("item", pa.array(["park"]))
        now = city.log.summary().last_instant or 0
        people = pa.array([eve, 1], pa.int64())
        new = pa.array([park, park], pa.int64())
        moments = pa.array([now + 1, now + 2], pa.int64())
        rows = {"user": people, "item": new, "instant": moments, "source": pa.array([1, 1])}
        writer.append("event", pa.table(rows))
    lists = ask(city, run=MARKOV)
    notes = [reason_sentence(note) for note in lists.notes]
    assert "Items that came after the training, unknown to the model: 1." in notes
    assert any("new since the training: 2" in note for note in notes)  # eve, and dee as ever
    assert "park" not in items(lists, "ann")
    assert items(lists, "eve")[0] == "bar"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"users": ("nobody",)}, "there is no user 'nobody'"),
        ({"category": "Zoo"}, "there is no category 'Zoo'"),
        ({"k": 0}, "the length of a list is 0"),
        ({"within_km": -1.0}, "must be more than 0"),
        ({"near": (91.0, 0.0)}, "is not a place on earth"),
        ({"target": "user"}, "cannot be recommended"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_a_sentence(
    city: Project, settings: dict[str, object], sentence: str
) -> None:
    with pytest.raises(SettingProblem) as problem:
        ask(city, **settings)
    assert sentence in str(problem.value)


def test_a_run_that_does_not_exist_or_does_not_rank_is_refused(city: Project) -> None:
    with pytest.raises(ModelProblem, match="there is no run 99"):
        ask(city, run=99)


def test_a_forecasting_run_says_that_it_ranks_nothing(city: Project) -> None:
    run = train(city, TrainSettings("arma"), Progress())
    with pytest.raises(ModelProblem, match="does not rank items"):
        ask(city, run=run)


def test_settings_are_kept_with_the_lists(city: Project) -> None:
    settings = RecommendSettings(VISITS, k=2)
    lists = recommend(city, settings, Progress())
    assert lists.settings == settings
    assert dataclasses.replace(settings, k=3) != lists.settings


def test_the_best_are_chosen_with_equals_by_index() -> None:
    from stdesk.recommend.topk import best

    scores = np.array([1.0, 3.0, -np.inf, 3.0, 2.0])
    assert best(scores, 2).tolist() == [1, 3]
    assert best(scores, 9).tolist() == [1, 3, 4, 0]
    assert best(scores, 3, frozenset({0, 2})).tolist() == [0, 1, 3]
    assert best(np.full(3, -np.inf), 2).tolist() == []
