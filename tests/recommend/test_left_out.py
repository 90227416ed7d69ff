"""Lists, comparisons and replays leave out what a user had, where nobody comes back, and say so."""

import csv

import numpy as np
import pytest

from stdesk.evaluation import BacktestSettings, EvaluateSettings, backtest, evaluate
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.recommend import RecommendSettings, recommend
from stdesk.training import TrainSettings, train

USERS, FILMS = 30, 25
BEGIN_S = 1_714_953_600  # 6 May 2024


def rows_of(user: int, films: np.ndarray, hour: int) -> list[str]:
    return [f"u{user},f{film},{BEGIN_S + (hour + step) * 3600}" for step, film in enumerate(films)]


@pytest.fixture(scope="module")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Everyone sees twelve films, each once, and three more in a later log."""
    folder = tmp_path_factory.mktemp("cinema")
    generator = np.random.default_rng(0)
    early, late = ["user,item,time"], ["user,item,time"]
    for user in range(USERS):
        seen = generator.permutation(FILMS)
        early += rows_of(user, seen[:12], 20 * user)
        late += rows_of(user, seen[12:15], 1000 + 20 * user)
    (folder / "log.csv").write_text("\n".join(early))
    (folder / "later.csv").write_text("\n".join(late))
    project = create_project(folder / "cinema")
    import_files(project, ImportSettings((folder / "log.csv",)), Progress())
    return project


def seen_by(project: Project) -> dict[str, set[str]]:
    rows = project.query(
        "SELECT u.key AS user, i.key AS item FROM event e JOIN user u ON u.id = e.user "
        "JOIN item i ON i.id = e.item"
    ).to_pylist()
    seen: dict[str, set[str]] = {}
    for row in rows:
        seen.setdefault(row["user"], set()).add(row["item"])
    return seen


def test_nobody_is_recommended_a_film_again_and_a_note_says_why(cinema: Project) -> None:
    run = train(cinema, TrainSettings("popularity"), Progress())
    lists = recommend(cinema, RecommendSettings(run, k=5), Progress())
    seen = seen_by(cinema)
    assert len(lists.rows) == USERS * 5
    assert all(row.item not in seen[row.user] for row in lists.rows)
    assert [note.values for note in lists.notes if "come back" in note.text] == [
        {"returns_share": 0.0}
    ]


def test_the_setting_brings_them_back(cinema: Project) -> None:
    wish = TrainSettings("popularity", overrides={"again": "yes"})
    lists = recommend(cinema, RecommendSettings(train(cinema, wish, Progress()), k=5), Progress())
    seen = seen_by(cinema)
    assert any(row.item in seen[row.user] for row in lists.rows)
    assert not any("come back" in note.text for note in lists.notes)


def test_a_comparison_says_it_once_for_all_models(cinema: Project) -> None:
    found = evaluate(cinema, EvaluateSettings("leave-one-out"), Progress())
    assert sum("come back" in said.text for said in found.sentences) == 1
    assert {"ease", "item_knn", "decayed_markov"} <= {value.model for value in found.values}


def test_a_replay_ranks_only_what_is_new_to_the_user(cinema: Project) -> None:
    run = train(cinema, TrainSettings("popularity"), Progress())
    folder = cinema.path.parent
    settings = BacktestSettings(folder / "later.csv", run, out=folder / "ranks.csv")
    found = backtest(cinema, settings, Progress())
    assert any("come back" in said.text for said in found.sentences)
    with (folder / "ranks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    seen = seen_by(cinema)
    assert len(rows) == 3 * USERS
    assert all(not seen[row["user"]] & set(row["top20"].split("|")) for row in rows)
