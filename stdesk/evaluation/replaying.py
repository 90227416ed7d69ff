"""Would it have worked later? Replays a log that training never saw, event by event."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stdesk.errors import ModelProblem, ReportProblem
from stdesk.evaluation.figures import Instances, Judged, comparison
from stdesk.evaluation.instances import seen_before
from stdesk.evaluation.later_log import JoinedLog, joined, read_later
from stdesk.evaluation.ranking import Ranked, ranked
from stdesk.evaluation.sentences import about_data
from stdesk.evaluation.settings import BacktestResult, BacktestSettings
from stdesk.features import EventLog, contexts_of_events, load_log
from stdesk.language import mark, tr
from stdesk.models import Recommender
from stdesk.models.base import Reason
from stdesk.progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

    from stdesk.project import Project

COLUMNS = ("user", "instant", "item", "rank", "seen_before", "top20")


def backtest(project: "Project", settings: BacktestSettings, progress: Progress) -> BacktestResult:
    """Predict every event of a later log just before it; write user, instant, item, rank,
    seen_before and top20 of each, in time order.

    Statistics and weights stay as trained, histories grow. rank: the expected rank over the
    catalogue that training knew, empty where training knew the user or the item not. top20: item
    keys joined by |. Raises `ModelProblem` for a run that does not rank items, `ImportProblem` for
    a log that cannot be read, `ReportProblem` when the file cannot be written.
    """
    from stdesk.training import load_run

    began = time.perf_counter()
    record = project.runs.get(settings.run)
    model = load_run(project, settings.run)
    if not isinstance(model, Recommender):
        raise ModelProblem("{model} does not rank items.", model=record.model)
    later = read_later(settings, project, progress.part(0.0, 0.1, tr("Reading the later log")))
    known = load_log(project, record.last_event)
    whole = joined(known, later)
    contexts = contexts_of_events(whole.log, whole.later, settings.time == "given")
    found = ranked(
        model,
        contexts,
        whole.log.item[whole.later],
        _trained_items(known, whole),
        progress.part(0.1, 0.95, tr("Replaying the later log")),
        with_categories=True,
    )
    user_known = np.isin(whole.log.user[whole.later], known.user)
    rank = np.where(user_known, found.rank, np.nan)
    path = Path(settings.out)
    write_rows(rows_of(whole, rank, found), path)
    judged = np.isfinite(rank)
    instances = _instances(whole, known, judged, settings)
    shown = Judged(record.model, record.id, False, _only(found, rank, judged), {})
    progress.step(1, 1)
    return BacktestResult(
        path=path,
        events=len(whole.later),
        ranked=int(judged.sum()),
        values=tuple(comparison([shown], instances)),
        sentences=(
            *about_data(instances, whole.log, int((~judged).sum())),
            *_overlap(known, whole),
            *model.remarks(),
        ),
        seconds=time.perf_counter() - began,
    )


def rows_of(whole: JoinedLog, rank: np.ndarray, found: Ranked) -> "pa.Table":
    """The table that a backtest writes."""
    import pyarrow as pa

    log, later = whole.log, whole.later
    keys = np.array([*log.catalogue.item_keys, ""], object)  # -1 is the empty one
    users = np.array(log.catalogue.user_keys, object)
    top = ["|".join(keys[row[row >= 0]]) for row in found.top]
    instant = pa.array(log.instant_ms[later], pa.timestamp("ms", "UTC"))
    return pa.table(
        {
            "user": pa.array(users[log.user[later]], pa.string()),
            "instant": instant,
            "item": pa.array(keys[log.item[later]], pa.string()),
            "rank": pa.array(rank, pa.float64(), from_pandas=True),
            "seen_before": pa.array(seen_before(log)[later]),
            "top20": pa.array(top, pa.string()),
        }
    )


def write_rows(table: "pa.Table", path: Path) -> None:
    """To .csv (instants in ISO 8601, UTC) or .parquet."""
    try:
        if path.suffix.lower() == ".parquet":
            from pyarrow import parquet

            parquet.write_table(table, path)
        else:
            _write_csv(table, path)
    except OSError as error:
        raise ReportProblem(
            "{path} cannot be written: {error}", path=path, error=error.strerror or error
        ) from error


def _write_csv(table: "pa.Table", path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv

    milliseconds = table["instant"].cast(pa.int64()).to_numpy()
    written = np.datetime_as_string(milliseconds.astype("datetime64[ms]"), unit="ms")
    instant = pa.array([f"{text}Z" for text in written], pa.string())
    position = table.column_names.index("instant")
    csv.write_csv(
        table.set_column(position, "instant", instant),
        path,
        csv.WriteOptions(quoting_style="needed"),
    )


def _trained_items(known: EventLog, whole: JoinedLog) -> np.ndarray:
    """(items,) mask of the items that the training log had events of."""
    count = np.bincount(known.item, minlength=whole.log.catalogue.items)
    trained: np.ndarray = count > 0
    return trained


def _only(found: Ranked, rank: np.ndarray, judged: np.ndarray) -> Ranked:
    return Ranked(
        rank[judged],
        found.top[judged],
        found.first_chance[judged],
        found.category_rank[judged],
        found.seconds,
    )


def _instances(
    whole: JoinedLog, known: EventLog, judged: np.ndarray, settings: BacktestSettings
) -> Instances:
    position = whole.later[judged]
    return Instances(
        protocol="backtest",
        time=settings.time,
        user=whole.log.user[position],
        item=whole.log.item[position],
        returning=seen_before(whole.log)[position],
        fold=np.zeros(len(position), np.int64),
        popularity=np.bincount(known.item, minlength=whole.log.catalogue.items),
    )


def _overlap(known: EventLog, whole: JoinedLog) -> list[Reason]:
    """A warning where the log is not later than what training saw."""
    if not len(known):
        return []
    early = int((whole.log.instant_ms[whole.later] <= known.instant_ms.max()).sum())
    if not early:
        return []
    text = mark(
        "{count} events of the log are not later than those that the model learnt from; what is "
        "measured on them is too good."
    )
    return [Reason(text, {"count": f"{early:,}"})]
