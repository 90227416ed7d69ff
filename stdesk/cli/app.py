"""All commands under one name."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from stdesk import __version__
from stdesk.cli import (
    advice,
    evolving,
    failures,
    files,
    forecasting,
    helping,
    importing,
    judging,
    leaders,
    mapping,
    people,
    portraying,
    removing,
    reporting,
    routes,
    runs,
    samples,
    segmenting,
    timelines,
    training,
    tuning,
)
from stdesk.cli.terminal import Terminal
from stdesk.errors import Problem
from stdesk.language import tr

app = typer.Typer(
    help=tr("A desktop for behaviour logs. Without a command, the window opens."),
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=tr("Print the version."))] = False,
) -> None:
    if version:
        print(f"stdesk {__version__}")
    elif context.invoked_subcommand is None:
        open_window(None)


@app.command("open", help=tr("Open the window, on a project if one is named."))
def open_window(
    project: Annotated[
        Path | None, typer.Argument(metavar="P", help=tr("The project file (.stdesk)."))
    ] = None,
) -> None:
    with Terminal():
        if not _has_screen():
            raise Problem(
                "There is no screen here for the window. `stdesk --help` lists what can be typed."
            )
        from stdesk.desk import main

        raise typer.Exit(main(None if project is None else str(project)))


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


app.command("new", help=tr("Make an empty project file."))(files.new)
app.command("info", help=tr("Say what a project holds."))(files.info)
app.command("check", help=tr("Look for damage in a project file."))(files.check)
app.command("backup", help=tr("Copy a project to one new file."))(files.backup)
app.command("import", help=tr("Add logs and descriptions to a project."))(importing.import_logs)
app.command("remove", help=tr("Take imported files out of a project."))(removing.remove)
app.command("restore", help=tr("Put back what remove --keep took out."))(removing.restore)
app.command("train", help=tr("Train a model and store it as a run."))(training.train)
app.command("tune", help=tr("Search the settings that suit this log, on validation."))(tuning.tune)
app.add_typer(runs.runs, name="runs", help=tr("List, rename, note, delete, export runs."))
app.command("evaluate", help=tr("Judge runs and baselines by one protocol."))(judging.evaluate)
app.command("leaderboard", help=tr("All models that were judged on the same events."))(
    leaders.leaderboard
)
app.command("errors", help=tr("Where a model fails: users, segments, hours, categories."))(
    failures.errors
)
app.command("misses", help=tr("Why a model missed, event by event."))(failures.misses)
app.command("ablate", help=tr("Show what other models bring to the ranker."))(judging.ablate)
app.command("backtest", help=tr("Replay a later log and write each event's rank."))(
    judging.backtest
)
app.command("recommend", help=tr("Rank what comes next, with reasons."))(advice.recommend)
app.command("routes", help=tr("Which way a user goes next, step by step."))(routes.routes)
app.command("check-routes", help=tr("How often such routes came true."))(routes.check_routes)
app.command("people", help=tr("Who is like whom, and whom to follow."))(people.people)
app.command("portrait", help=tr("Who a user is, and what comes next."))(portraying.portrait)
app.command("segments", help=tr("Groups of users: by rule, by clustering, compared."))(
    segmenting.segments
)
app.command("timeline", help=tr("Count events by hour, day, week or month."))(timelines.timeline)
app.command("evolution", help=tr("Since when a life is another, and its measures over time."))(
    evolving.evolution
)
app.command("forecast", help=tr("Forecast how much activity comes."))(forecasting.forecast)
app.command("flows", help=tr("Forecast moves from place to place by hour."))(forecasting.flows)
app.command("map", help=tr("Write a map that opens anywhere."))(mapping.draw_map)
app.command("report", help=tr("Write a report for a colleague."))(reporting.report)
app.add_typer(samples.samples, name="samples", help=tr("Public data sets that can be fetched."))
app.command("help", help=tr("Read the help pages, or search them."))(helping.help_pages)
app.command("demo", help=tr("Invent a log whose truth is known."))(files.demo)
