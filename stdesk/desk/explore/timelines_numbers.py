"""The numbers behind the timelines, as a table that a person can copy."""

from collections.abc import Sequence

import numpy as np

from stdesk.desk.charts.area_lane import AreaLane, VolumeLane
from stdesk.desk.charts.lane import Lane, Scene
from stdesk.desk.tables.columns import Column
from stdesk.language import moment, number, tr


def numbers_in_sight(lanes: Sequence[Lane], scene: Scene) -> list[Column]:
    """A row for each period in sight: its begin, all events, and those of each part."""
    counted = [lane for lane in lanes if isinstance(lane, AreaLane)]
    if not counted:
        return []
    edges = counted[0].levels.by(scene.unit).edges_ms
    seen = (edges[1:] > scene.begin) & (edges[:-1] < scene.end)
    columns = [Column(tr("Begin"), edges[:-1][seen].tolist(), show=moment, plain=_written)]
    for lane in counted:
        counts = lane.levels.by(scene.unit).counts[lane.row][seen]
        title = tr("Events") if isinstance(lane, VolumeLane) else lane.title
        columns.append(Column(title, counts.tolist(), show=number, numeric=True))
    return columns


def _written(local_ms: int) -> str:
    """A local time as spreadsheets read it: 2012-04-03 18:00."""
    return str(np.datetime64(local_ms, "ms").astype("datetime64[m]")).replace("T", " ")
