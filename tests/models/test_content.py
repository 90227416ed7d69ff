"""Words and pictures: what is planted is learnt, and items without a past are scored."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import torch
from PIL import Image

from stdesk.features import (
    Catalogue,
    Contexts,
    Descriptions,
    EventLog,
    contexts_now,
    event_columns,
)
from stdesk.models import Checkpoint, Task
from stdesk.models.content import Content
from stdesk.models.network import Batches, shown
from stdesk.progress import Progress

Make = Callable[..., EventLog]
ITEMS, USERS, LENGTH = 32, 36, 24
FRESH = 8  # the last items have no events
TASTES = ("noodle soup and dumplings", "novels and poetry", "live jazz and beer", "手工咖啡和甜点")
COLOURS = ((220, 40, 40), (40, 60, 220), (40, 180, 60), (230, 210, 60))
SETTINGS: dict[str, Any] = {
    "texts": True, "images": True, "encoder": "", "text_numbers": 8, "heads": 2, "unseen": 0.25,
    "width": 16, "window": 24, "rivals": 0, "epochs": 6, "patience": 0, "rate": 0.02,
    "decay": 0.01, "dropout": 0.1, "batch": 256,
}  # fmt: skip


def taste_of(item: np.ndarray) -> np.ndarray:
    """The taste that an item, or a user, is of."""
    return item % len(TASTES)


def log_of_tastes(log_of: Make, texts: bool, folder: Path | None) -> EventLog:
    """Everyone goes to known items of one taste; text or picture alone tells the taste."""
    generator = np.random.default_rng(0)
    of_taste = [np.flatnonzero(taste_of(np.arange(ITEMS - FRESH)) == t) for t in range(len(TASTES))]
    rows = [
        generator.choice(of_taste[taste_of(np.array(u))], LENGTH).tolist() for u in range(USERS)
    ]
    log = log_of(rows, items=ITEMS)
    tastes = taste_of(np.arange(ITEMS)).tolist()
    words = [f"{TASTES[t]} {n}" if texts else None for n, t in enumerate(tastes)]
    images = [_picture(folder, n, t) for n, t in enumerate(tastes)] if folder else [None] * ITEMS
    described = Descriptions(
        text=pa.array(words, pa.string()),
        tags=pa.nulls(ITEMS, pa.string()),
        image=pa.array(images, pa.string()),
        attributes=pa.nulls(ITEMS, pa.string()),
        folder=folder or Path(),
    )
    return replace(log, catalogue=replace(log.catalogue, descriptions=described))


def _picture(folder: Path, number: int, taste: int) -> str:
    noise = np.random.default_rng(number).normal(0, 25, (16, 16, 3))
    pixels = np.clip(np.array(COLOURS[taste]) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(folder / f"{number}.png")
    return f"{number}.png"


def fitted(log: EventLog, **changed: object) -> Content:
    model = Content({**SETTINGS, **changed})
    model.fit(Task(log, None, None, seed=3), Progress())
    return model


def now(log: EventLog) -> Contexts:
    return contexts_now(log, np.arange(log.catalogue.users), int(log.instant_ms.max()) + 1)


def share_found(model: Content, log: EventLog) -> float:
    """How often the best item without events is one of the user's taste; a quarter by chance."""
    fresh = model.score(now(log))[:, ITEMS - FRESH :]
    best = ITEMS - FRESH + fresh.argmax(axis=1)
    return float((taste_of(best) == taste_of(np.arange(USERS))).mean())


@pytest.fixture(scope="module")
def worded(log_of: Make) -> EventLog:
    return log_of_tastes(log_of, True, None)


@pytest.fixture(scope="module")
def reader(worded: EventLog) -> Content:
    return fitted(worded)


def test_an_item_without_events_is_found_by_its_text(reader: Content, worded: EventLog) -> None:
    scores = reader.score(now(worded))
    assert scores.shape == (USERS, ITEMS)
    assert np.isfinite(scores).all()
    assert share_found(reader, worded) > 0.9


def test_an_item_without_events_is_found_by_its_picture(log_of: Make, tmp_path: Path) -> None:
    log = log_of_tastes(log_of, False, tmp_path)
    model = fitted(log, epochs=12)
    assert share_found(model, log) > 0.8
    blind = fitted(log, images=False, epochs=1)
    assert share_found(blind, log) < 0.5


def test_the_reason_names_what_the_item_resembles(reader: Content, worded: EventLog) -> None:
    fresh = ITEMS - 1  # of the taste of user 3
    reasons = reader.reasons(now(worded), 3, fresh)
    assert reasons[0].text.startswith("its text resembles that of {alike}, which you had")
    alike = worded.catalogue.item_keys.index(reasons[0].values["alike"])
    assert taste_of(np.array(alike)) == 3
    assert "手工咖啡和甜点" in reasons[0].values["shared"]
    assert not reader.reasons(now(worded), 0, fresh)  # nothing of it in that user's past


def test_the_same_seed_gives_the_same_numbers(reader: Content, worded: EventLog) -> None:
    np.testing.assert_array_equal(fitted(worded).score(now(worded)), reader.score(now(worded)))


def test_a_restored_model_needs_no_pictures(log_of: Make, tmp_path: Path) -> None:
    log = log_of_tastes(log_of, True, tmp_path)
    (tmp_path / "3.png").unlink()
    (tmp_path / "4.png").write_text("no picture")
    model = fitted(log, epochs=1)
    said = model.remarks()[-1]
    assert said.values == {"named": ITEMS, "missing": 1, "broken": 1}
    expected = model.score(now(log))
    for picture in tmp_path.glob("*.png"):
        picture.unlink()
    again = Content(model.settings)
    again.load_state(model.state(), model.details())
    np.testing.assert_allclose(again.score(now(log)), expected, atol=1e-5)
    assert again.remarks()[-1].values == said.values


def test_an_item_that_comes_after_the_training_is_scored_by_its_text(
    reader: Content, worded: EventLog
) -> None:
    known = worded.catalogue
    assert known.descriptions is not None
    words = known.descriptions.text.to_pylist()
    grown = _grown(known, [*words, "live jazz and beer, just opened"])
    scores = reader.score(now(replace(worded, catalogue=grown)))
    assert scores.shape == (USERS, ITEMS + 1)
    assert np.isfinite(scores).all()
    lovers = scores[taste_of(np.arange(USERS)) == 2, -1].mean()
    assert lovers > scores[taste_of(np.arange(USERS)) != 2, -1].mean() + 1


def _grown(known: Catalogue, words: list[str]) -> Catalogue:
    """The catalogue with one more item."""
    count = len(words)
    nothing = pa.nulls(count, pa.string())
    return replace(
        known,
        item_keys=[*known.item_keys, "newest"],
        item_titles=[*known.item_titles, None],
        item_category=np.append(known.item_category, -1).astype(np.int32),
        item_latitude=np.append(known.item_latitude, np.nan),
        item_longitude=np.append(known.item_longitude, np.nan),
        descriptions=Descriptions(pa.array(words), nothing, nothing, nothing, Path()),
    )


def test_without_text_picture_category_or_place_it_still_answers(log_of: Make) -> None:
    log = log_of([[0, 1, 2, 0, 1, 2]] * 4, items=5)
    model = fitted(log, epochs=1)
    assert np.isfinite(model.score(now(log))).all()
    assert not model.reasons(now(log), 0, 4)


@pytest.mark.parametrize("rows", [[[0]], [[0, 0, 0]], [[0], [1]], [[], [0, 1]]])
def test_the_smallest_logs_are_learnt_from(log_of: Make, rows: list[list[int]]) -> None:
    log = log_of(
        rows, places=[(52.5, 13.4), (np.nan, np.nan)][: max(map(max, filter(None, rows))) + 1]
    )
    scores = fitted(log, epochs=1).score(now(log))
    assert np.isfinite(scores).all()


class Kept:
    """A place for the last checkpoint."""

    def __init__(self) -> None:
        self.last: Checkpoint | None = None

    def load(self) -> Checkpoint | None:
        return self.last

    def save(self, checkpoint: Checkpoint) -> None:
        self.last = checkpoint


def test_a_training_with_pictures_that_goes_on_ends_where_one_in_a_row_does(
    log_of: Make, tmp_path: Path
) -> None:
    log = log_of_tastes(log_of, True, tmp_path)
    expected = fitted(log, epochs=3).score(now(log))
    store = Kept()
    for epochs in (1, 3):
        model = Content({**SETTINGS, "epochs": epochs})
        model.checkpoint = store
        model.fit(Task(log, None, None, seed=3), Progress())
    np.testing.assert_array_equal(model.score(now(log)), expected)


def test_mixed_precision_learns_too(log_of: Make, tmp_path: Path) -> None:
    log = log_of_tastes(log_of, True, tmp_path)
    model = fitted(log, epochs=1)
    columns, device = event_columns(log), torch.device("cpu")
    model.kept = {**model.kept, **model.extras(log)}
    batch = Batches(log, 24, 256, 0).of_epoch(1)[0]
    model.network.train()
    with torch.autocast("cpu", torch.bfloat16):
        loss = model.loss(*shown(columns, batch, device))
    loss.backward()
    assert torch.isfinite(loss)
    assert all(torch.isfinite(p.grad).all() for p in model.network.reader.parameters())
