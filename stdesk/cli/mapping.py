"""The command map: a map as a page that opens anywhere."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from stdesk.cli.options import AsJson, ProjectFile, User, instant
from stdesk.cli.said import wrote
from stdesk.cli.terminal import Terminal
from stdesk.language import tr


def draw_map(
    project: ProjectFile,
    out: Annotated[Path, typer.Option("--out", help=tr("The page to write (.html)."))],
    user: User = None,
    segment: Annotated[
        str | None, typer.Option(help=tr("Only users of the segment with this name."))
    ] = None,
    begin: Annotated[
        str | None,
        typer.Option("--from", metavar="INSTANT", help=tr("Only events from this moment on.")),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="INSTANT", help=tr("Only events before this moment.")),
    ] = None,
    layer: Annotated[
        Literal["automatic", "cells", "heat", "clusters", "points", "flows", "paths"],
        typer.Option(help=tr("How events are drawn.")),
    ] = "automatic",
    count: Annotated[
        Literal["events", "users"],
        typer.Option(help=tr("Count every event, or each user once.")),
    ] = "events",
    window: Annotated[
        Literal["hour", "day", "week", "month"] | None,
        typer.Option(help=tr("Play through time, so much of it at once.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a map as one page with everything inside."""
    from stdesk.maps import MapSettings, write_map
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        settings = MapSettings(
            path=out,
            user=user,
            segment=segment,
            from_ms=instant(begin),
            to_ms=instant(end),
            layer=layer,
            measure=count,
            window=window,
        )
        with open_project(project, read_only=True) as opened:
            made = write_map(opened, settings, terminal.progress)
        answer = {
            "out": made.path,
            "events": made.events,
            "users": made.users,
            "bytes": made.size_bytes,
        }
        terminal.answer(answer, wrote(out, made.users))
