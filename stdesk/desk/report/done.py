"""Where what was saved lies: a line with the two buttons that open it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame

from stdesk.desk.look.pieces import beside, button, set_role, text
from stdesk.desk.look.theme import GRID
from stdesk.language import ntr, number, tr
from stdesk.report import BatchResult, ReportResult


class ReportDone(QFrame):
    """Hidden until something was saved."""

    def __init__(self) -> None:
        super().__init__()
        self.result: ReportResult | BatchResult | None = None
        self.said = text("good", wrap=True)
        self.open_file = button("", lambda: self._open(self._file))
        self.open_folder = button("flat", lambda: self._open(self._file and self._file.parent))
        self.setProperty("look", "card")
        whole = beside(self.said, self.open_folder, self.open_file, margin=GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.hide()

    def forget(self) -> None:
        self.result = None
        self.hide()

    def show_result(self, result: ReportResult | BatchResult | None) -> None:
        """Of a cancelled batch: what it left; None: nothing was left."""
        self.result = result
        if result is not None:
            self.retranslate()
            self.show()

    def retranslate(self) -> None:
        self.open_folder.setText(tr("Show the folder"))
        self.open_file.setText(tr("&Open the file"))
        if isinstance(self.result, ReportResult):
            self._say_file(self.result)
        elif isinstance(self.result, BatchResult):
            self._say_folder(self.result)

    def _say_file(self, result: ReportResult) -> None:
        self.open_file.setText(tr("&Open the file"))
        set_role(self.said, "good")
        self.said.setText(
            tr(
                "Saved: {name}, {users}, {kilobytes} kB",
                name=result.path.name,
                users=ntr("{n} user", "{n} users", result.users),
                kilobytes=number(max(round(result.size_bytes / 1000), 1)),
            )
        )
        self.said.setToolTip(str(result.path))

    def _say_folder(self, result: BatchResult) -> None:
        self.open_file.setText(tr("&Open the index"))
        set_role(self.said, "good" if result.whole else "warning")
        if result.whole:
            said = ntr("Saved: {n} report", "Saved: {n} reports", result.written)
        else:
            said = tr(
                "Stopped: {written} of {asked} reports were written and stay",
                written=number(result.written),
                asked=number(result.asked),
            )
        megabytes = number(result.size_bytes / 1e6, 1)
        text = tr(
            "{said}, in {folder}, {megabytes} MB",
            said=said,
            folder=result.folder.name,
            megabytes=megabytes,
        )
        self.said.setText(text)
        self.said.setToolTip(str(result.index))

    @property
    def _file(self) -> Path | None:
        if isinstance(self.result, BatchResult):
            return self.result.index
        return None if self.result is None else self.result.path

    @staticmethod
    def _open(path: Path | None) -> None:
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
