"""Imports, and the removal of imported files, as steps that can be taken back and done again."""

import os
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from stdesk.desk.work.changes import Change
from stdesk.desk.work.desk import FEEDBACK, LOG, RESULTS, RUNS, SEGMENTS, Desk
from stdesk.desk.work.messages import ask
from stdesk.ingest import ImportReport, ImportSettings
from stdesk.language import ntr, paragraph, tr
from stdesk.progress import Progress
from stdesk.project import Project, SourceRecord
from stdesk.project.sources import Withdrawal

NEWS = (LOG, RUNS, RESULTS, SEGMENTS, FEEDBACK)


@dataclass(frozen=True)
class Imported:
    """What became of the files, and the sources (ids) that are new in the project."""

    reports: list[ImportReport]
    sources: list[int]


def import_all(project: Project, settings: list[ImportSettings], progress: Progress) -> Imported:
    """Import files that are read in different ways, one group after the other."""
    from stdesk.ingest import import_files

    before = {source.id for source in project.log.sources()}
    reports: list[ImportReport] = []
    for position, one in enumerate(settings):
        part = progress.part(position / len(settings), (position + 1) / len(settings))
        reports += import_files(project, one, part)
    new = [source.id for source in project.log.sources() if source.id not in before]
    return Imported(reports, new)


def import_step(title: str, sources: Sequence[int]) -> Change:
    """An import that is done already, to be recorded."""
    kept = _Kept()
    return Change(
        title,
        lambda project, progress: kept.bring_back(project, progress),
        lambda project, _, progress: kept.withdraw(project, sources, progress),
        NEWS,
        long=True,
    )


def removal_step(title: str, sources: Sequence[int]) -> Change:
    """Take files out of the project; undo puts them back as they were."""
    kept = _Kept()
    return Change(
        title,
        lambda project, progress: kept.withdraw(project, sources, progress),
        lambda project, _, progress: kept.bring_back(project, progress),
        NEWS,
        long=True,
    )


def ask_to_remove(desk: Desk, parent: QWidget, sources: Sequence[SourceRecord]) -> None:
    """Say what would go and what would stay; when that is wanted, do it as a step."""
    project = desk.project
    if project is None or not sources:
        return
    names = ", ".join(source.name for source in sources)
    title = tr("Remove {files}", files=names if len(names) < 40 else names[:39] + "…")
    ids = [source.id for source in sources]

    def decide(about: Withdrawal) -> None:
        question = tr("Remove {files} from the project?", files=names)
        if ask(parent, question, tr("&Remove"), what_goes(about)):
            desk.changes.do(removal_step(title, ids))

    desk.jobs.query(
        lambda: project.sources.about(ids), decide, desk.show_problem, key="remove", owner=desk
    )


def what_goes(about: Withdrawal) -> str:
    """What removing files does, in sentences."""
    said = [ntr("{n} event goes with it.", "{n} events go with it.", about.events)]
    if about.exact:
        said.append(tr("Users and items that only it brought go as well."))
    else:
        said.append(
            tr(
                "Files were imported after it, so the users and items that it brought stay, and "
                "what it said of them."
            )
        )
    if about.runs:
        said.append(
            ntr(
                "{n} model was trained on it and is hidden.",
                "{n} models were trained on it and are hidden.",
                len(about.runs),
            )
        )
    said.append(tr("Ctrl+Z brings it back."))
    return paragraph(said)


class _Kept:
    """The file that holds what was taken out; it goes when nobody can ask for it any more."""

    def __init__(self) -> None:
        self._path: Path | None = None

    def withdraw(self, project: Project, sources: Sequence[int], progress: Progress) -> None:
        handle, name = tempfile.mkstemp(prefix="stdesk-", suffix=".kept")
        os.close(handle)
        path = Path(name)
        try:
            project.sources.withdraw(sources, path, progress)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self._path = path
        weakref.finalize(self, path.unlink, missing_ok=True)

    def bring_back(self, project: Project, progress: Progress) -> None:
        if self._path is not None:
            project.sources.bring_back(self._path, progress)
            self._path.unlink(missing_ok=True)
