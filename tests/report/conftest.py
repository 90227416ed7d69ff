"""A project of generated behaviour, with hostile names, a trained run and an evaluation."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from stdesk.demo import DemoSettings, generate
from stdesk.progress import Progress
from stdesk.project import Measured, Project, create_project, open_project
from stdesk.training import TrainSettings, train

HOSTILE = '</script><script>alert("x")</script>'
FORMULA = "=1+cmd|' /C calc'!A0"


def measured(model: str, name: str, value: float, run: int | None = None) -> Measured:
    return Measured(
        model, "next-place", "given", "all", name, value, value - 0.02, value + 0.02, 412, run
    )


@pytest.fixture(scope="session")
def lively_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty people; one item's title is a script, one's a formula; run 1 is `rhythm`, evaluated."""
    log = generate(DemoSettings(events=6_000, users=40, days=60, items=120, seed=4), Progress())
    names = sorted(set(log.category) - {""})
    titles: list[str] = [f"Place {position}" for position in range(len(log.item_keys()))]
    busy = np.bincount(log.item).argsort()[::-1]
    titles[busy[0]], titles[busy[1]] = HOSTILE, FORMULA
    path = tmp_path_factory.mktemp("lively") / "lively.stdesk"
    with create_project(path) as project:
        with project.bulk_writer() as writer:
            source = writer.add_source(
                name="log",
                digest="0",
                role="log",
                mapping="{}",
                rows_read=len(log.user),
                rows_kept=len(log.user),
                rows_rejected=0,
                rows_duplicate=0,
            )
            writer.add_keys("user", pa.array(log.user_keys()))
            writer.add_keys("category", pa.array(names))
            codes = [names.index(name) + 1 if name else None for name in log.category]
            items = {
                "id": range(1, len(codes) + 1),
                "key": log.item_keys(),
                "title": titles,
                "category": codes,
                "latitude": log.item_latitude,
                "longitude": log.item_longitude,
            }
            writer.append("item", pa.table({name: pa.array(row) for name, row in items.items()}))
            events = {
                "user": log.user + 1,
                "item": log.item + 1,
                "instant": log.instant * 1000,
                "utc_offset": log.utc_offset,
                "source": np.full(len(log.user), source),
            }
            writer.append("event", pa.table(events))
        run = train(project, TrainSettings("rhythm"), Progress())
        project.results.add_evaluation(
            [
                measured("rhythm", "Acc@1", 0.3456, run),
                measured("rhythm", "MRR", 0.4567, run),
                measured("popularity", "Acc@1", 0.0123),
            ]
        )
    return path


@pytest.fixture
def lively(lively_file: Path, tmp_path: Path) -> Iterator[Project]:
    """A copy of it, open."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(lively_file, folder / "lively.stdesk")
    with open_project(folder / "lively.stdesk") as project:
        yield project
