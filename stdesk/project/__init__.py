"""The project file: create, open, read, write, check and back up.

with open_project("city.stdesk") as project:
    print(project.log.summary().events)
"""

from stdesk.project.file import SUFFIX, Project, create_project, open_project
from stdesk.project.item_names import beside_name, is_opaque, item_name, short_name
from stdesk.project.job_notes import JobNote
from stdesk.project.judgements import Judgement, JudgementRecord, RankedLine
from stdesk.project.log import LogReader, SourceRecord, Summary
from stdesk.project.results import Measured, RecommendationRow
from stdesk.project.runs import RunRecord, StoredWeights
from stdesk.project.segments import SegmentRecord
from stdesk.project.tile_archive import Extent, TileArchive, TileProblem, open_tiles

__all__ = [
    "SUFFIX",
    "Extent",
    "JobNote",
    "Judgement",
    "JudgementRecord",
    "LogReader",
    "Measured",
    "Project",
    "RankedLine",
    "RecommendationRow",
    "RunRecord",
    "SegmentRecord",
    "SourceRecord",
    "StoredWeights",
    "Summary",
    "TileArchive",
    "TileProblem",
    "beside_name",
    "create_project",
    "is_opaque",
    "item_name",
    "open_project",
    "open_tiles",
    "short_name",
]
