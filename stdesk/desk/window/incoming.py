"""What comes into the window from outside: logs to import, dropped files, fetched data sets."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stdesk.desk.window import pages
from stdesk.project import SUFFIX

if TYPE_CHECKING:
    from stdesk.desk.data.sample_dialog import SampleDialog
    from stdesk.desk.window.window import Window
    from stdesk.ingest import Sample


class Incoming:
    """Of one window. Files that come before there is a project wait until it is there."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._waiting: list[Path] = []

    def ask_for_log(self) -> None:
        self.bring([])

    def bring(self, paths: list[Path]) -> None:
        """Ask how to read these logs and import them; for none, ask for files first.

        Without a project one is asked for before.
        """
        window = self._window
        if window.desk.project is None:
            # Given up, the files must not turn up in the next project that is opened.
            asked = window.projects.ask_for_new(paths[0].name.split(".")[0] if paths else "")
            self._waiting = paths if asked else []
            return
        window.show_page("data")
        pages.start_import(window.page("data"), paths)

    def take_files(self, paths: list[Path]) -> None:
        """Open a dropped project, or import dropped logs."""
        projects = [path for path in paths if path.suffix == SUFFIX]
        if projects:
            self._window.open_project(projects[0])
        elif paths:
            self.bring(paths)

    def offer_samples(self, samples: "Sequence[Sample] | None" = None) -> "SampleDialog":
        """A dialog of public data sets, by default the known ones; what is fetched is imported."""
        from stdesk.desk.data.sample_dialog import SampleDialog
        from stdesk.ingest import SAMPLES

        window = self._window
        dialog = SampleDialog(window.desk, window.projects.folder(), window, samples or SAMPLES)
        dialog.fetched.connect(self.take_sample)
        dialog.show()
        return dialog

    def take_sample(self, paths: list[Path], project: Path | None) -> None:
        """Import what was fetched, into a project to be made or, for None, into the open one."""
        if project is None:
            self.bring(paths)
        else:
            self._waiting = paths
            self._window.projects.create(project)

    def go_on(self) -> None:
        """A project is there: import what has waited for it."""
        paths, self._waiting = self._waiting, []
        if paths:
            self.bring(paths)
