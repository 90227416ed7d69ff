"""Who is likely to do it: users with calibrated chances, reasons and files."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from stdesk.errors import ModelProblem, Problem, SettingProblem
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.recommend import (
    Chances,
    ChanceSettings,
    RecommendSettings,
    export_chances,
    reason_sentence,
    recommend,
    user_chances,
)
from stdesk.training import TrainSettings, train

BEGIN, DAY = 1_714_953_600, 86_400


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Forty days; ten users buy every third day, ten nearly never, and all look around daily."""
    generator = np.random.default_rng(0)
    folder = tmp_path_factory.mktemp("shop")
    rows = []
    for day in range(40):
        for user in range(20):
            at = BEGIN + day * DAY + int(generator.integers(0, 40_000))
            rows.append((at, f"u{user:02d}", generator.integers(0, 9), "view"))
            buys = day % 3 == user % 3 if user < 10 else generator.random() < 0.01
            if buys:
                rows.append((at + 600, f"u{user:02d}", generator.integers(0, 9), "buy"))
    path = folder / "shop.csv"
    lines = [f"{user},i{item},{kind},{at}" for at, user, item, kind in sorted(rows)]
    path.write_text("user,item,behaviour,time\n" + "\n".join(lines) + "\n")
    with create_project(folder / "shop.stdesk") as project:
        import_files(project, ImportSettings((path,), time_zone="UTC"), Progress())
        yield project


@pytest.fixture(scope="module")
def run(shop: Project) -> int:
    wish = {"kind": "buy", "horizon": "days", "days": 2, "rounds": 100}
    return train(shop, TrainSettings("intent", overrides=wish), Progress())


@pytest.fixture(scope="module")
def found(shop: Project, run: int) -> Chances:
    return user_chances(shop, ChanceSettings(run), Progress())


def test_those_who_are_due_within_two_days_come_first_with_honest_chances(found: Chances) -> None:
    """The log ends on day 39, so that those whose turn is on day 40 or 41 come, the others not."""
    due = {f"u{user:02d}" for user in range(10) if user % 3 != 0}
    assert [row.rank for row in found.rows] == list(range(1, 21))
    assert {row.user for row in found.rows[:6]} == due
    assert found.rows[-1].chance < 0.15
    assert found.rows[0].chance > 0.5
    assert 4 < found.expected < 8
    assert found.rows[0].lift == pytest.approx(found.rows[0].chance / found.base_rate)


def test_every_line_says_why_in_words(found: Chances) -> None:
    said = [reason_sentence(reason) for row in found.rows for reason in row.reasons]
    assert all(row.reasons for row in found.rows)
    assert any(text.startswith("raises it:") and "buy" in text for text in said)
    assert any(text.startswith("lowers it:") for text in said)
    assert not any("{" in text for text in said)


def test_asking_for_one_or_the_likeliest_gives_the_same_chances(
    shop: Project, run: int, found: Chances
) -> None:
    likeliest = user_chances(shop, ChanceSettings(run, k=3), Progress())
    assert [row.user for row in likeliest.rows] == [row.user for row in found.rows[:3]]
    one = user_chances(shop, ChanceSettings(run, users=("u15",)), Progress())
    assert one.rows[0].chance == next(row.chance for row in found.rows if row.user == "u15")


def test_the_files_hold_the_same_numbers(found: Chances, tmp_path: Path) -> None:
    for name in ("who.csv", "who.json", "who.xlsx"):
        export_chances(found, tmp_path / name)
    with (tmp_path / "who.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    written = json.loads((tmp_path / "who.json").read_text("utf-8"))
    assert [float(row["chance"]) for row in table] == [row["chance"] for row in written["users"]]
    assert written["within"] == table[0]["within"] == "2 days"
    assert (tmp_path / "who.xlsx").stat().st_size > 1000
    assert found.frame()["user"].tolist() == [row["user"] for row in table]
    with pytest.raises(Problem, match="choose one of these endings"):
        export_chances(found, tmp_path / "who.doc")


def test_a_stranger_and_a_run_of_another_task_are_told(shop: Project, run: int) -> None:
    with pytest.raises(SettingProblem, match="no user 'nobody'"):
        user_chances(shop, ChanceSettings(run, users=("nobody",)), Progress())
    counts = train(shop, TrainSettings("popularity"), Progress())
    with pytest.raises(ModelProblem, match="no run of intent"):
        user_chances(shop, ChanceSettings(counts), Progress())
    with pytest.raises(ModelProblem, match="does not rank items"):
        recommend(shop, RecommendSettings(run), Progress())


def test_a_moment_within_the_log_knows_nothing_of_what_follows(shop: Project, run: int) -> None:
    early = user_chances(shop, ChanceSettings(run, at_ms=(BEGIN + DAY // 2) * 1000), Progress())
    assert max(row.events for row in early.rows) <= 2
    assert any("look back" in note.text for note in early.notes)
