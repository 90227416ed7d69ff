"""Steps that change segments, each of which can be taken back."""

from collections.abc import Sequence
from typing import Any

from stdesk.desk.work.changes import Change
from stdesk.desk.work.desk import SEGMENTS
from stdesk.language import ntr, tr
from stdesk.project import Project, SegmentRecord

Wanted = tuple[str, dict[str, Any], Sequence[int]]  # a name, a rule, user ids


def make_segments(wanted: Sequence[Wanted]) -> Change:
    """Keep new segments, all or none."""

    def do(project: Project) -> list[int]:
        made: list[int] = []
        try:
            for name, rule, users in wanted:
                made.append(project.segments.add(name, rule, users))
        except Exception:
            undo(project, made)
            raise
        return made

    def undo(project: Project, made: list[int]) -> None:
        for segment in made:
            project.segments.delete(segment)

    title = (
        tr("Make the segment “{name}”", name=wanted[0][0])
        if len(wanted) == 1
        else ntr("Make {n} segment", "Make {n} segments", len(wanted))
    )
    return Change(title, do, undo, (SEGMENTS,))


def rename_segment(segment: SegmentRecord, name: str) -> Change:
    return Change(
        tr("Rename the segment “{name}”", name=segment.name),
        lambda project: project.segments.rename(segment.id, name),
        lambda project, _: project.segments.rename(segment.id, segment.name),
        (SEGMENTS,),
    )


def delete_segments(segments: Sequence[SegmentRecord]) -> Change:
    """Delete; undoing puts them back under their old ids."""

    def do(project: Project) -> None:
        for segment in segments:
            project.segments.delete(segment.id)

    def undo(project: Project, _: object) -> None:
        for segment in segments:
            project.segments.restore(segment)

    title = (
        tr("Delete the segment “{name}”", name=segments[0].name)
        if len(segments) == 1
        else ntr("Delete {n} segment", "Delete {n} segments", len(segments))
    )
    return Change(title, do, undo, (SEGMENTS,))
