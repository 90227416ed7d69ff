"""Commands that say what a model is worth: evaluate, ablate, backtest."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from stdesk.cli.figures_table import figure_tables
from stdesk.cli.folds_table import fold_tables
from stdesk.cli.importing import Mapping, Preset, TimeZone
from stdesk.cli.leaders import line_name
from stdesk.cli.options import AsJson, Folds, ProjectFile, Run, Seed, Time, pairs, values, zone
from stdesk.cli.said import sentences
from stdesk.cli.terminal import Terminal
from stdesk.language import number, seconds, tr


def evaluate(
    project: ProjectFile,
    protocol: Annotated[
        Literal["next-place", "leave-one-out", "rolling", "cold-start"],
        typer.Option(help=tr("How the log is split and what is predicted.")),
    ] = "next-place",
    runs: Annotated[
        list[int] | None,
        typer.Option("--run", metavar="ID", help=tr("Judge these runs; repeatable.")),
    ] = None,
    time: Time = "given",
    folds: Folds = 3,
    every: Annotated[
        bool,
        typer.Option(
            "--every", help=tr("Judge all events, also where a very large log takes hours.")
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare runs with honest baselines; without --run, the newest run of each model."""
    from stdesk.evaluation import (
        EvaluateSettings,
        fold_summaries,
        is_bin,
        named,
        reliability_curves,
    )
    from stdesk.evaluation import evaluate as judge
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        settings = EvaluateSettings(protocol, tuple(runs or ()), time, folds, every)
        with open_project(project) as opened:
            made = judge(opened, settings, terminal.progress)
        said = sentences(named(sentence, line_name) for sentence in made.sentences)
        figures = [value for value in made.values if not is_bin(value)]
        windows = fold_summaries(figures)
        answer = {
            "evaluation": made.number,
            "protocol": protocol,
            "time": time,
            "values": figures,
            "folds": windows,
            "calibration": reliability_curves(made.values),
            "sentences": said,
        }
        terminal.answer(answer, *figure_tables(figures), *fold_tables(windows), *said)


def ablate(
    project: ProjectFile,
    parts: Annotated[
        list[str] | None,
        typer.Option("--part", metavar="MODEL", help=tr("A model to try in it; repeatable.")),
    ] = None,
    protocol: Annotated[
        Literal["next-place", "leave-one-out"],
        typer.Option(help=tr("How the log is split and what is predicted.")),
    ] = "next-place",
    preset: Annotated[
        Literal["fast", "balanced", "best"], typer.Option(help=tr("How much time to spend."))
    ] = "fast",
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help=tr("A setting of the ranker that differs; repeatable."),
        ),
    ] = None,
    time: Time = "given",
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Show what other models bring to the ranker: with them, without them, fused in other ways."""
    from stdesk.evaluation import AblateSettings, is_bin, named, reliability_curves
    from stdesk.evaluation import ablate as judge
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        chosen = tuple(parts or AblateSettings.parts)
        wished = AblateSettings(chosen, protocol, time, preset, seed, values(settings or ()))
        with open_project(project) as opened:
            made = judge(opened, wished, terminal.progress)
        said = sentences(named(sentence, line_name) for sentence in made.sentences)
        figures = [value for value in made.values if not is_bin(value)]
        answer = {
            "evaluation": made.number,
            "values": figures,
            "calibration": reliability_curves(made.values),
            "sentences": said,
        }
        terminal.answer(answer, *figure_tables(figures), *said)


def backtest(
    project: ProjectFile,
    log: Annotated[
        Path, typer.Argument(metavar="LOG", help=tr("A later log that training never saw."))
    ],
    run: Run,
    out: Annotated[Path, typer.Option("--out", help=tr("The .csv or .parquet file to write."))],
    time: Time = "given",
    preset: Preset = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    as_json: AsJson = False,
) -> None:
    """Replay a later log in time order: each event is predicted just before it."""
    from stdesk.evaluation import BacktestSettings
    from stdesk.evaluation import backtest as replay
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        settings = BacktestSettings(
            log=log,
            run=run,
            time=time,
            out=out,
            preset=preset,
            mapping=pairs(mapping or [], "--map"),
            time_zone=zone(time_zone),
        )
        with open_project(project, read_only=True) as opened:
            made = replay(opened, settings, terminal.progress)
        said = sentences(made.sentences)
        answer = {
            "out": made.path,
            "events": made.events,
            "ranked": made.ranked,
            "values": made.values,
            "sentences": said,
            "seconds": made.seconds,
        }
        line = tr(
            "Wrote {path}: {events} events, {ranked} of them with a known user and item; {time}.",
            path=made.path,
            events=number(made.events),
            ranked=number(made.ranked),
            time=seconds(made.seconds),
        )
        terminal.answer(answer, *figure_tables(made.values), *said, line)
