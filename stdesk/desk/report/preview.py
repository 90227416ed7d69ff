"""A report before it is saved: the page itself, or the first lines of the table."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QStackedWidget

from stdesk.desk.look.pieces import EmptyState
from stdesk.desk.look.theme import Theme
from stdesk.desk.maps.web_guard import HomePage
from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.language import tr
from stdesk.progress import Progress
from stdesk.project import Project
from stdesk.report import PAGES, ReportSettings

MOST_USERS = 5
PAGE_WIDTH = 1040  # at which a page looks as designed; a narrower panel shows it smaller


@dataclass(frozen=True)
class Previewed:
    """Either the address of a page on disk, or records of a table."""

    page: Path | None
    records: list[dict[str, Any]]


class ReportPreview(QStackedWidget):
    """Shows what `make_preview` made, or a sentence."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(
            prefix="stdesk-report-", ignore_cleanup_errors=True
        )
        self.destroyed.connect(self._folder.cleanup)
        self.notice, self.table = EmptyState(), Table()
        self._text_size = 1.0
        self.web: QWebEngineView | None = None
        self.addWidget(self.notice)
        self.addWidget(self.table)
        self.apply_theme(theme)

    @property
    def folder(self) -> Path:
        """Where pages to be shown are written; it goes with the window."""
        return Path(self._folder.name)

    def show(self, previewed: Previewed) -> None:  # type: ignore[override]
        if previewed.page is not None:
            self._show_page(previewed.page)
        else:
            self._show_table(previewed.records)

    def say(
        self,
        heading: str,
        sentence: str,
        action: str = "",
        on_click: Callable[[], object] | None = None,
    ) -> None:
        """Say what to do next, or what is wrong."""
        self.notice.say("report", heading, sentence, action, on_click)
        self.notice.apply_theme(self._theme)
        self.setCurrentWidget(self.notice)

    @property
    def says(self) -> bool:
        """Whether a sentence is shown instead of a report."""
        return self.currentWidget() is self.notice

    def scale_text(self, share: float) -> None:
        """Show pages as much larger as the window's own text is."""
        self._text_size = share
        self._fit()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.notice.apply_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self.web is not None:
            fits = min(max(self.width() / PAGE_WIDTH, 0.5), 1.0)
            self.web.setZoomFactor(fits * self._text_size)

    def _show_page(self, path: Path) -> None:
        if self.web is None:
            self.web = QWebEngineView(self)
            self.web.setContextMenuPolicy(self.web.contextMenuPolicy().NoContextMenu)
            page = HomePage(self.web)
            page.setBackgroundColor(QColor("white"))
            self.web.setPage(page)
            self.web.setAccessibleName(tr("Preview"))
            self.addWidget(self.web)
        self._fit()
        self.web.load(QUrl.fromLocalFile(str(path)))
        self.setCurrentWidget(self.web)

    def _show_table(self, records: list[dict[str, Any]]) -> None:
        names = list(records[0]) if records else []
        self.table.set_columns(
            [
                Column(
                    name,
                    [record[name] for record in records],
                    _plain,
                    numeric=_is_number(records, name),
                )
                for name in names
            ]
        )
        self.setCurrentWidget(self.table)


def make_preview(
    project: Project, settings: ReportSettings, folder: Path, progress: Progress
) -> Previewed:
    """The report about the first few users; a long function."""
    from stdesk.report import preview_html, preview_records

    if settings.suffix in PAGES:
        path = folder / "preview.html"
        path.write_text(preview_html(project, settings, progress, MOST_USERS), encoding="utf-8")
        return Previewed(path, [])
    return Previewed(None, preview_records(project, settings, progress, MOST_USERS))


def _plain(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _is_number(records: list[dict[str, Any]], name: str) -> bool:
    return any(isinstance(record[name], int | float) for record in records)
