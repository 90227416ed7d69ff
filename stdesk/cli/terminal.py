"""What a command says, to people or to programs; its progress bar, its errors and Ctrl+C."""

import dataclasses
import json
import math
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

import typer

from stdesk.errors import Problem, SettingProblem
from stdesk.language import set_language, tr, tr_dynamic
from stdesk.progress import Cancelled, Progress

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

WIDTH_WITHOUT_SCREEN = 160
PROBLEM, USAGE = 1, 2


class Terminal:
    """The surroundings of one command; a context manager that turns problems into exit codes.

    With `as_json` the command prints exactly one object on standard output, also when it fails.
    """

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json
        self.progress = BarProgress()

    def __enter__(self) -> "Terminal":
        self._interrupt = signal.getsignal(signal.SIGINT)
        if self._interrupt is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._stop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.progress.close()
        if self._interrupt is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._interrupt)
        if isinstance(error, Exception) and not isinstance(error, typer.Exit | BrokenPipeError):
            self._fail(error)

    def answer(self, result: Mapping[str, Any], *shown: "RenderableType") -> None:
        """Print what came out: `result` for programs, `shown` for people."""
        self.progress.close()
        if self.as_json:
            print(json.dumps(plain(result), ensure_ascii=False, allow_nan=False))
            return
        console = out()
        for part in shown:
            console.print(part)

    def note(self, text: str) -> None:
        """A sentence beside the answer, on standard error, so that it disturbs no program."""
        self.progress.close()
        print(text, file=sys.stderr)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """The first Ctrl+C asks the long function to stop cleanly; a second one does not wait."""
        if self.progress.cancelled:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            raise KeyboardInterrupt
        self.progress.cancel()
        self.progress.close()
        print(tr("Stopping at the next safe point."), file=sys.stderr)

    def _fail(self, error: Exception) -> None:
        said = sentence(error)
        if self.as_json:
            print(json.dumps({"problem": said}, ensure_ascii=False))
        print(said, file=sys.stderr)
        if os.environ.get("STDESK_DEBUG"):
            traceback.print_exception(error)
        usage = isinstance(error, SettingProblem | typer.BadParameter)
        raise typer.Exit(USAGE if usage else PROBLEM) from error


class BarProgress(Progress):
    """Shows a bar on standard error when that is a screen; silent otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._latest: dict[str, float] = {}

    def on_step(self, done: float, total: float, message: str) -> None:
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            self._bar, self._task = _start_bar()
        if self._task is not None:
            said = "  ".join((message, *(f"{k} {v:.4g}" for k, v in self._latest.items())))
            self._bar.update(self._task, completed=done, total=total or None, description=said)

    def on_metric(self, name: str, value: float, at: float) -> None:
        self._latest[name] = value

    def close(self) -> None:
        """Remove the bar, so that the answer stands alone."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = self._task = None


def sentence(error: Exception) -> str:
    """What a person can do something with, in their language."""
    if isinstance(error, Problem):
        return tr_dynamic(error.text, error.values)
    if isinstance(error, Cancelled):
        return tr("Stopped.")
    if isinstance(error, OSError):
        return tr("The system refused: {reason}.", reason=error)
    if isinstance(error, typer.BadParameter):
        return error.format_message()
    if type(error).__module__.startswith(("sqlite3", "sqlalchemy", "adbc_driver_manager")):
        reason = getattr(error, "orig", None) or error
        return tr("The project file cannot be read or written: {reason}.", reason=reason)
    kind = type(error).__name__
    return tr("Something went wrong inside stdesk ({kind}: {error}).", kind=kind, error=error)


def plain(value: Any) -> Any:
    """The same value with only what JSON knows; a number that is none becomes null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain({f.name: getattr(value, f.name) for f in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(part) for part in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, Path):
        return str(value)
    return plain(value.item()) if hasattr(value, "item") else str(value)


def out() -> Any:
    """A console on standard output; without a screen, lines are long enough for a table."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_SCREEN, highlight=False)


def speak_the_readers_language(environment: Mapping[str, str]) -> None:
    """STDESK_LANGUAGE if set, else the system's."""
    names = ("STDESK_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wish = next((environment[name] for name in names if environment.get(name)), "en")
    set_language("zh_CN" if wish.lower().startswith("zh") else "en")


def _start_bar() -> "tuple[Bar, TaskID]":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar, bar.add_task("", total=None)
