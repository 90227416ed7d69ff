"""Items that nobody had yet: described before or after the training, they can stand in a list."""

from pathlib import Path

import pytest

from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.recommend import RecommendationLists, RecommendSettings, reason_sentence, recommend
from stdesk.training import TrainSettings, train

TASTES = ("ramen noodle soup", "novels and poetry", "live jazz and beer")
KNOWN = 18
QUICK = {"epochs": 6, "rate": 0.02, "width": 16, "text_numbers": 8, "batch": 256, "rivals": 0}


def write_items(path: Path, first: int, last: int) -> Path:
    rows = [f"p{n},Place {n},{TASTES[n % 3]} number {n}" for n in range(first, last)]
    path.write_text("\n".join(["item,title,description", *rows]), "utf-8")
    return path


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Users of three tastes; items 18 to 20 are described but were never had."""
    folder = tmp_path_factory.mktemp("new items")
    rows = ["user,item,time"]
    for user in range(24):
        for step in range(20):
            item = (user + 3 * (step * step + user)) % KNOWN
            item += (user - item) % 3  # of the user's taste
            day, hour = 1 + step, 8 + user % 12
            rows.append(f"u{user},p{item % KNOWN},2024-05-{day:02d}T{hour:02d}:00:00Z")
    (folder / "log.csv").write_text("\n".join(rows), "utf-8")
    files = (folder / "log.csv", write_items(folder / "items.csv", 0, KNOWN + 3))
    with create_project(folder / "p") as project:
        import_files(project, ImportSettings(files), Progress())
        train(project, TrainSettings("content", overrides=QUICK), Progress())
        train(project, TrainSettings("popularity"), Progress())
        later = write_items(folder / "later.csv", KNOWN + 3, KNOWN + 6)
        import_files(project, ImportSettings((later,)), Progress())
        yield project


def lists_of(project: Project, run: int, k: int = 12) -> RecommendationLists:
    return recommend(project, RecommendSettings(run, k=k, store=False, only_new=True), Progress())


def test_new_items_of_the_users_taste_stand_in_lists_with_the_reason(project: Project) -> None:
    lists = lists_of(project, 1, k=6)
    for user in range(3):
        rows = {row.item: row for row in lists.of(f"u{user}")}
        described, later = f"p{KNOWN + user}", f"p{KNOWN + 3 + user}"
        assert {described, later} <= set(rows)
        said = [reason_sentence(reason) for reason in rows[described].reasons]
        assert any("its text resembles that of Place" in sentence for sentence in said), said
        assert any("nobody had this before" in sentence for sentence in said)


def test_the_notes_do_not_call_them_unknown_to_a_model_that_reads_them(project: Project) -> None:
    def notes(run: int) -> str:
        return " ".join(reason_sentence(note) for note in lists_of(project, run).notes)

    assert "unknown to the model" not in notes(1)
    assert "Items that came after the training, unknown to the model: 3" in notes(2)
