"""Imports files into a project: all of them, or, when something goes wrong, none."""

import hashlib
import json
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import adbc_driver_manager

from stdesk.errors import ImportProblem, ProjectProblem, SettingProblem
from stdesk.ingest.catalogue import Catalogue
from stdesk.ingest.check import ambiguity_note
from stdesk.ingest.cleaning import Plan, reads_utc
from stdesk.ingest.description_file import DescriptionWriter
from stdesk.ingest.inspection import Inspection, find_column, inspect_file
from stdesk.ingest.item_words import ItemWords
from stdesk.ingest.log_file import LogWriter
from stdesk.ingest.paths import digest_of, files_of
from stdesk.ingest.reports import already_imported, nothing_good, report_of
from stdesk.ingest.rows import read_ahead, read_rows
from stdesk.ingest.settings import ImportReport, ImportSettings
from stdesk.ingest.tally import Tally
from stdesk.ingest.times import DateOrder, date_order
from stdesk.ingest.zones import CoordinateZones
from stdesk.language import tr
from stdesk.progress import Cancelled, Progress

if TYPE_CHECKING:
    from stdesk.project import Project
    from stdesk.project.writer import BulkWriter


class _DryRun(Exception):
    """Ends the transaction of a dry run."""


def import_files(
    project: "Project", settings: ImportSettings, progress: Progress
) -> list[ImportReport]:
    """Add logs and descriptions to a project, in one transaction; a report for each file.

    Raises `ImportProblem` when a file cannot be understood or has not one good row, `Cancelled`
    when the person stops it; the project is then as it was.
    """
    reports: list[ImportReport] = []
    if not 0 <= settings.cell_resolution <= 15:
        raise SettingProblem("the resolution of cells lies between 0 and 15.")
    try:
        files = files_of(settings.paths)
        with project.bulk_writer() as writer:
            reports = _Import(writer, settings, progress).run(files)
            if settings.dry_run:
                raise _DryRun
    except _DryRun:
        return [replace(report, dry_run=True) for report in reports]
    except Cancelled:
        project.note_job("import", "cancelled", "")
        raise
    except (ImportProblem, SettingProblem) as problem:
        project.note_job("import", "failed", str(problem))
        raise
    except adbc_driver_manager.Error as error:
        raise ProjectProblem(
            "{path} cannot be written: {error}.", path=project.path, error=error
        ) from error
    # No `step`: it would still obey a cancel, when all is written.
    progress.on_step(1, 1, tr("The files are imported"))
    return reports


class _Import:
    """One transaction's worth of files."""

    def __init__(self, writer: "BulkWriter", settings: ImportSettings, progress: Progress) -> None:
        self.writer, self.settings, self.progress = writer, settings, progress
        self.catalogue = Catalogue(writer)
        self.words = ItemWords(writer, self.catalogue)
        self.log = LogWriter(writer, self.catalogue, self.words)
        self.users: list[DescriptionWriter] = []
        self.zones = CoordinateZones()
        self.digests = writer.digests()
        self.before = writer.before(_reading(settings))
        self.next_source = self.before.source + 1

    def run(self, paths: list[Path]) -> list[ImportReport]:
        sizes = [path.stat().st_size for path in paths]
        self.total = max(sum(sizes), 1)
        _refuse_unknown_columns(paths, self.settings)
        reports, begin = [], 0
        for path, size in zip(paths, sizes, strict=True):
            reports.append(self._file(path, begin))
            begin += size
        self.progress.step(0.99, 1, tr("Writing the project"))
        self._write_vocabularies()
        return reports

    def _file(self, path: Path, begin: int) -> ImportReport:
        started = time.perf_counter()
        self.progress.step(begin, self.total, tr("Looking at {file}", file=path.name))
        inspection = _with_settled_dates(_inspect(path, self.settings), self.settings)
        digest = digest_of(path, inspection)
        if digest in self.digests:
            return already_imported(path, inspection)
        self.digests.add(digest)
        source, self.next_source = self.next_source, self.next_source + 1
        tally = Tally(self.writer, source)
        plan = self._plan(inspection)
        self._read(inspection, plan, source, tally, begin)
        if tally.read and not tally.kept and not tally.duplicate:
            raise nothing_good(path, tally)
        self._add_source(source, inspection, plan, digest, tally)
        return report_of(inspection, tally, time.perf_counter() - started)

    def _plan(self, inspection: Inspection) -> Plan:
        settings = self.settings
        latest = datetime.now(UTC) + timedelta(days=1)
        return Plan(
            inspection.mapping,
            inspection.day_first,
            inspection.time_zone,
            reads_utc(inspection.mapping, inspection.time_zone),
            settings.kind or inspection.kind or _usual_kind(inspection.mapping),
            inspection.path.resolve().parents[1].name if inspection.user_from_folder else None,
            settings.cell_resolution,
            _instant_ms(settings.earliest),
            _instant_ms(settings.latest) if settings.latest else int(latest.timestamp() * 1000),
            self.zones,
            inspection.path.resolve().parent,
        )

    def _read(
        self, inspection: Inspection, plan: Plan, source: int, tally: Tally, begin: int
    ) -> None:
        message = tr("Reading {file}", file=inspection.path.name)
        is_log = inspection.file_role == "log"
        wanted = set(inspection.mapping.values()) if is_log else set(inspection.layout.columns)
        columns = [name for name in inspection.layout.columns if name in wanted]
        coded = plan.coded if is_log else set()
        description = DescriptionWriter(self.catalogue, self.words, inspection)
        if inspection.file_role == "users":
            self.users.append(description)
        rows = read_rows(inspection.path, inspection.layout, columns, coded)
        with closing(read_ahead(rows)) as blocks:
            for block in blocks:
                self.progress.step(begin + block.position, self.total, message)
                if is_log:
                    self.log.write(block, plan, source, tally)
                else:
                    description.write(block, tally)

    def _add_source(
        self, source: int, inspection: Inspection, plan: Plan, digest: str, tally: Tally
    ) -> None:
        self.writer.add_source(
            id=source,
            name=inspection.path.name,
            digest=digest,
            role=inspection.file_role,
            preset=inspection.preset,
            mapping=json.dumps(inspection.mapping, ensure_ascii=False),
            time_zone=plan.time_zone,
            rows_read=tally.read,
            rows_kept=tally.kept,
            rows_rejected=tally.rejected,
            rows_duplicate=tally.duplicate,
            before=self.before.as_json(),
        )

    def _write_vocabularies(self) -> None:
        self.words.write(self.writer, self.before)
        self.writer.add_keys("category", self.catalogue.categories.new)
        self.writer.add_keys("kind", self.catalogue.kinds.new)
        self.writer.add_keys("user", self.catalogue.users.new)
        for description in self.users:
            description.write_users(self.writer, self.before)


def _reading(settings: ImportSettings) -> str:
    """A digest of how files are read: the same file read otherwise makes another log."""
    told = {
        name: value for name, value in vars(settings).items() if name not in ("paths", "dry_run")
    }
    told["mapping"] = dict(settings.mapping)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _refuse_unknown_columns(paths: list[Path], settings: ImportSettings) -> None:
    """Each correction must concern at least one file."""
    used: set[str] = set()
    for path in paths if settings.mapping else []:
        used |= _own_mapping(path, settings).keys()
    for role, name in settings.mapping.items():
        if role not in used:
            columns = inspect_file(paths[0], settings.preset).layout.columns
            raise SettingProblem(
                "there is no column {column} for the role {role}; there are: {columns}.",
                column=name,
                role=role,
                columns=", ".join(columns),
            )


def _inspect(path: Path, settings: ImportSettings) -> Inspection:
    """Look at a file, with those corrections that concern it."""
    inspection = inspect_file(
        path,
        settings.preset,
        _own_mapping(path, settings),
        settings.time_zone,
        settings.encoding,
        settings.file_role,
    )
    if inspection.problems:
        raise ImportProblem(
            "{path}: {problem}", path=path.name, problem=" ".join(inspection.problems)
        )
    return inspection


def _own_mapping(path: Path, settings: ImportSettings) -> dict[str, str]:
    """Of several files, a correction concerns those that have its column."""
    if not settings.mapping:
        return {}
    columns = inspect_file(path, settings.preset, encoding=settings.encoding).layout.columns
    return {
        role: name
        for role, name in settings.mapping.items()
        if not name or find_column(name, columns) is not None
    }


def _usual_kind(mapping: dict[str, str]) -> str:
    """What is done in a log that does not say it."""
    if "rating" in mapping.get("value", "").casefold():
        return "rating"
    return "visit" if "latitude" in mapping else "event"


def _with_settled_dates(inspection: Inspection, settings: ImportSettings) -> Inspection:
    """Decide how 1/2/17 is read: by choice, by the beginning of the file, or by all of it."""
    if settings.day_first is None and not inspection.ambiguous_dates:
        return inspection
    day_first = settings.day_first
    if day_first is None:
        order = _whole_date_order(inspection)
        if order.ambiguous:
            return inspection
        day_first = order.prefers_day
    notes = tuple(note for note in inspection.notes if note != ambiguity_note())
    return replace(inspection, day_first=day_first, ambiguous_dates=False, notes=notes)


def _whole_date_order(inspection: Inspection) -> DateOrder:
    """Which way round dates stand, when the beginning of the file does not tell."""
    order = DateOrder(0, 0, 0)
    roles = [role for role in ("time", "end_time") if role in inspection.mapping]
    columns = [inspection.mapping[role] for role in roles]
    for block in read_rows(inspection.path, inspection.layout, columns):
        for name in columns:
            order += date_order(block.rows[name].combine_chunks())
    return order


def _instant_ms(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingProblem("{date} is not a date such as 2012-04-03.", date=text) from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
