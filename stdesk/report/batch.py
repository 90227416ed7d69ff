"""One report for each user or segment into a folder, with an index that links them all."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from stdesk.errors import ReportProblem
from stdesk.language import language, number, speaking, tr
from stdesk.progress import Cancelled, Progress
from stdesk.recommend import write_atomically
from stdesk.report.facts import Facts, gather
from stdesk.report.html import index_pieces
from stdesk.report.settings import BatchResult, BatchSettings, Printer, ReportSettings
from stdesk.report.write import check_settings, write_facts

if TYPE_CHECKING:
    from stdesk.project import Project

BUNCH = 250  # users whose lists are made at once
LISTS = 0.3  # of a bunch's time; writing takes the rest
LONGEST_NAME = 80
INDEX = "index.html"
_RESERVED = re.compile(r"(index|con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A line of the index. about: the user's key or the segment's name."""

    about: str
    link: str
    events: str
    first: str
    kilobytes: str


class FileNames:
    """Names of files for any keys: harmless on every system, and each only once."""

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix
        self._taken: set[str] = set()

    def name(self, key: str) -> str:
        plain = re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", key))
        plain = plain.strip("._ ")[:LONGEST_NAME] or "_"
        if _RESERVED.fullmatch(plain.partition(".")[0]):
            plain = f"_{plain}"
        found, again = plain, 1
        while found.casefold() in self._taken:
            again += 1
            found = f"{plain}-{again}"
        self._taken.add(found.casefold())
        return found + self._suffix


def write_batch(
    project: "Project",
    settings: BatchSettings,
    progress: Progress,
    printer: Printer | None = None,
) -> BatchResult:
    """Write the reports one by one, and at the end the index.

    What was written stays when the batch is cancelled: the index then links that, and `Cancelled`
    carries the result as `kept`. Files of the same names are replaced, others left alone. Raises
    what `write_report` raises.
    """
    folder = Path(settings.folder)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        text = "the folder {folder} cannot be made: {error}."
        raise ReportProblem(text, folder=folder, error=error) from error
    with speaking(settings.report.language or language()):
        batch = _SegmentBatch if settings.of == "segment" else _UserBatch
        return batch(project, settings, printer).write(progress)


class _Batch:
    """What batches of users and of segments have in common."""

    def __init__(
        self, project: "Project", settings: BatchSettings, printer: Printer | None
    ) -> None:
        self.project, self.printer = project, printer
        self.folder = Path(settings.folder)
        self.suffix = settings.report.suffix
        self.report = self.settings_of(settings.report)
        check_settings(self.report, printer)
        self._names = FileNames(self.suffix)
        self._entries: list[Entry] = []
        self._bytes = 0

    def settings_of(self, report: ReportSettings) -> ReportSettings:
        """The settings of one of the reports, to be checked before the work."""
        raise NotImplementedError

    def count(self) -> int:
        raise NotImplementedError

    def each(self, progress: Progress) -> Iterator[tuple[str, Facts, Progress]]:
        """What each report is about, its facts, and the progress of its writing."""
        raise NotImplementedError

    def write(self, progress: Progress) -> BatchResult:
        asked = self.count()
        try:
            for about, facts, writing in self.each(progress):
                self._write_one(about, facts, writing)
        except Cancelled as stopped:
            stopped.kept = self._finish(asked)
            raise
        return self._finish(asked)

    def _write_one(self, about: str, facts: Facts, progress: Progress) -> None:
        path = self.folder / self._names.name(about)
        write_facts(
            replace(facts, settings=replace(facts.settings, path=path)),
            path,
            progress,
            self.printer,
        )
        size = path.stat().st_size
        self._bytes += size
        row = next(iter(facts.lists.rows), None) if facts.one_user else None
        self._entries.append(
            Entry(
                about=about,
                link=quote(path.name),
                events=number(len(facts.own)),
                first="" if row is None else row.name,
                kilobytes=number(max(round(size / 1000), 1)),
            )
        )

    def _finish(self, asked: int) -> BatchResult:
        index = self.folder / INDEX
        pieces = index_pieces(self.report, self.project.path.name, self._entries, asked)
        with write_atomically(index) as draft, draft.open("w", encoding="utf-8") as file:
            for piece in pieces:
                file.write(piece)
        return BatchResult(self.folder, index, asked, len(self._entries), self._bytes)


class _UserBatch(_Batch):
    def settings_of(self, report: ReportSettings) -> ReportSettings:
        return replace(report, template="user", users=report.users, segment=None)

    def count(self) -> int:
        return len(self._users())

    def each(self, progress: Progress) -> Iterator[tuple[str, Facts, Progress]]:
        users = self._users()
        for begin in range(0, len(users), BUNCH):
            bunch = users[begin : begin + BUNCH]
            whole = progress.part(begin / len(users), (begin + len(bunch)) / len(users))
            asked = replace(self.report, users=bunch, template="project", sections=None)
            facts = gather(self.project, asked, whole.part(0, LISTS))
            writing = whole.part(LISTS, 1)
            for position, user in enumerate(bunch):
                done = number(begin + position)
                said = tr("{done} of {all} written", done=done, all=number(len(users)))
                writing.step(position, len(bunch), said)
                yield user, facts.about(position, self.report), Progress()

    def _users(self) -> tuple[str, ...]:
        if self.report.users is not None:
            return tuple(dict.fromkeys(self.report.users))
        return tuple(self.project.log.users()["key"].to_pylist())


class _SegmentBatch(_Batch):
    def settings_of(self, report: ReportSettings) -> ReportSettings:
        return replace(report, template="segment", users=None)

    def count(self) -> int:
        return len(self.project.segments.all())

    def each(self, progress: Progress) -> Iterator[tuple[str, Facts, Progress]]:
        segments = self.project.segments.all()
        if not segments:
            raise ReportProblem("this project has no segments; make some first.")
        for position, segment in enumerate(segments):
            one = progress.part(position / len(segments), (position + 1) / len(segments))
            asked = replace(self.report, segment=segment.id)
            facts = gather(self.project, asked, one.part(0, LISTS))
            yield segment.name, facts, one.part(LISTS, 1)
