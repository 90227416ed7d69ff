"""Writes a generated log: as CSV files, or imported into a new project."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from stdesk.demo.generate import Demo, generate, log_table
from stdesk.demo.images import write_pictures
from stdesk.demo.settings import DemoSettings
from stdesk.errors import SettingProblem
from stdesk.language import tr
from stdesk.progress import Progress

ROWS_AT_ONCE = 200_000


@dataclass(frozen=True)
class WrittenDemo:
    """The files of a generated log; `project` is None where only the log was asked for."""

    log: Path
    items: Path
    truth: Path
    images: Path | None
    project: Path | None


def write_demo(path: str | Path, settings: DemoSettings, progress: Progress) -> WrittenDemo:
    """Generate a log at OUT.csv, or a project at OUT.stdesk that holds it.

    Beside it: OUT.items.csv describes the items, OUT.truth.json tells what was planted, OUT.images/
    shows some of the items. Files of these names are overwritten, but not a project: a project that
    exists raises ProjectProblem; another suffix raises SettingProblem.
    """
    path = Path(path)
    if path.suffix not in (".csv", ".stdesk"):
        raise SettingProblem("{path} should end in .csv or .stdesk.", path=path)
    if path.suffix == ".csv":
        return _write_files(path, settings, progress)
    return _write_project(path, settings, progress)


def _write_files(path: Path, settings: DemoSettings, progress: Progress) -> WrittenDemo:
    demo = generate(settings, progress.part(0, 0.6))
    images = path.with_suffix(".images") if settings.images else None
    written = WrittenDemo(
        log=path,
        items=path.with_suffix(".items.csv"),
        truth=path.with_suffix(".truth.json"),
        images=images,
        project=None,
    )
    _write_log(path, demo, progress.part(0.6, 0.95, tr("Writing the log")))
    pictured = _write_images(demo, images)
    _write_items(written.items, demo, pictured)
    truth = json.dumps(asdict(demo.truth), ensure_ascii=False, indent=1)
    written.truth.write_text(truth, encoding="utf-8", newline="\n")
    progress.step(1, 1)
    return written


def _write_project(path: Path, settings: DemoSettings, progress: Progress) -> WrittenDemo:
    from stdesk.ingest import ImportSettings, import_files
    from stdesk.project import create_project

    created = create_project(path)  # outside, so that a project that exists is not removed
    with _removed_on_failure(path), created as project:
        written = _write_files(path.with_suffix(".csv"), settings, progress.part(0, 0.6))
        files = (written.log, written.items)
        import_files(project, ImportSettings(files), progress.part(0.6, 1))
    return WrittenDemo(written.log, written.items, written.truth, written.images, path)


@contextmanager
def _removed_on_failure(path: Path) -> Iterator[None]:
    """Half a file is no file: what fails or is cancelled inside takes `path` with it."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write_log(path: Path, demo: Demo, progress: Progress) -> None:
    import pyarrow.csv as csv

    options = csv.WriteOptions(quoting_style="none")  # no value of the log needs quotes
    schema = log_table(demo, slice(0, 0)).schema
    with (
        _removed_on_failure(path),
        path.open("wb") as file,
        csv.CSVWriter(file, schema, write_options=options) as writer,
    ):
        for begin in range(0, len(demo.user), ROWS_AT_ONCE):
            progress.step(begin, len(demo.user))
            writer.write_table(log_table(demo, slice(begin, begin + ROWS_AT_ONCE)))


def _write_images(demo: Demo, folder: Path | None) -> list[str]:
    """The path of each item's picture relative to the description file, or ""."""
    paths = [""] * demo.settings.items
    if folder is not None:
        shown = min(demo.settings.images, demo.settings.items)
        names = [f"{key}.png" for key in demo.item_keys()[:shown]]
        write_pictures(folder, names, demo.item_category, demo.item_style, demo.settings.seed)
        paths[:shown] = [f"{folder.name}/{name}" for name in names]
    return paths


def _write_items(path: Path, demo: Demo, pictured: list[str]) -> None:
    import pyarrow as pa
    import pyarrow.csv as csv

    table = pa.table(
        {
            "item": demo.item_keys(),
            "title": demo.title,
            "category": demo.category,
            "description": demo.text,
            "latitude": np.asarray(demo.item_latitude),
            "longitude": np.asarray(demo.item_longitude),
            "image": pictured,
        }
    )
    csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))
