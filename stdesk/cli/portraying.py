"""The command portrait: one user on one page."""

from pathlib import Path
from typing import Annotated

import typer

from stdesk.cli.options import AsJson, ProjectFile
from stdesk.cli.said import wrote
from stdesk.cli.terminal import Terminal
from stdesk.language import tr


def portrait(
    project: ProjectFile,
    user: Annotated[list[str], typer.Option("--user", help=tr("The user's key in the log."))],
    out: Annotated[
        Path | None, typer.Option("--out", help=tr("The file to write: .json or .txt."))
    ] = None,
    run: Annotated[
        int | None, typer.Option("--run", help=tr("The run that says what comes next."))
    ] = None,
    ahead: Annotated[int, typer.Option(min=0, help=tr("How many of what comes next."))] = 5,
    alike: Annotated[int, typer.Option(min=0, help=tr("How many similar users."))] = 5,
    as_json: AsJson = False,
) -> None:
    """Say who a user is: rhythm, places, interests, changes, and what comes next."""
    from rich.markup import escape

    from stdesk.project import open_project
    from stdesk.recommend import (
        PortraitSettings,
        export_portraits,
        portrait_plain,
        portrait_text,
        portraits,
    )

    with Terminal(as_json) as terminal:
        settings = PortraitSettings(users=tuple(user), run=run, ahead=ahead, alike=alike)
        with open_project(project, read_only=True) as opened:
            found = portraits(opened, settings, terminal.progress)
        if out is not None:
            export_portraits(found, out)
            terminal.answer({"out": out, "users": len(found)}, wrote(out, len(found)))
            return
        answer = {"portraits": [portrait_plain(one) for one in found]}
        terminal.answer(answer, *(escape(portrait_text(one)) for one in found))
