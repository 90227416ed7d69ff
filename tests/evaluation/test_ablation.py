"""What a model brings to the ranker is measured beside the ranker without it."""

import pytest

from stdesk.errors import SettingProblem
from stdesk.evaluation import AblateSettings, ablate
from stdesk.progress import Progress
from stdesk.project import Project

SMALL = {"moments": 300, "rounds": 8, "leaves": 7, "epochs": 1, "width": 6, "threads": 1}


def test_every_part_is_judged_with_the_ranker_and_alone(town: Project) -> None:
    settings = AblateSettings(("markov", "recency"), overrides=SMALL)
    made = ablate(town, settings, Progress())
    main = {value.model: value for value in made.values if value.name == "MRR"}
    main = {name: value for name, value in main.items() if value.fold is None}
    assert list(main) == [
        "ranker", "ranker (trees)", "ranker (network)",
        "ranker + markov", "ranker + recency", "ranker + markov + recency",
        "markov", "recency", "fusion (add)", "fusion (multiply)", "fusion (gate)",
    ]  # fmt: skip
    assert main["ranker"].peer is None
    assert {value.peer for name, value in main.items() if name != "ranker"} <= {"ranker", None}
    assert len(made.sentences) == 4
    said = [sentence.text for sentence in made.sentences]
    assert sum("its network" in text for text in said) == 1
    assert sum("its trees" in text for text in said) == 1
    assert len(town.results.evaluation(made.number)) == len(made.values)


def test_of_very_many_events_some_are_drawn_and_it_is_said(
    town: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stdesk.evaluation.splits.MOST_SCORES", 0)
    monkeypatch.setattr("stdesk.evaluation.splits.LEAST_DRAWN", 40)
    made = ablate(town, AblateSettings(("markov",), overrides=SMALL), Progress())
    assert {row.instances for row in made.values if row.name == "MRR" and row.part == "all"} == {40}
    assert sum("drawn at random" in sentence.text for sentence in made.sentences) == 1


def test_a_setting_that_the_ranker_does_not_know_is_refused(town: Project) -> None:
    with pytest.raises(SettingProblem, match="moment"):
        ablate(town, AblateSettings(("markov",), overrides={"momentum": 1}), Progress())


def test_only_a_model_that_ranks_items_can_be_a_part(town: Project) -> None:
    for part in ("arma", "ranker"):
        with pytest.raises(SettingProblem, match=part):
            ablate(town, AblateSettings(parts=(part,)), Progress())
