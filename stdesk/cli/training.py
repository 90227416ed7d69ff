"""Commands about trained runs: train, runs."""

import dataclasses
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stdesk.cli.options import AsJson, Device, ProjectFile, Seed, values
from stdesk.cli.terminal import Terminal
from stdesk.errors import SettingProblem
from stdesk.language import moment, number, seconds, tr
from stdesk.progress import Cancelled

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.project import Project, RunRecord


def train(
    project: ProjectFile,
    model: Annotated[str, typer.Option("--model", metavar="NAME", help=tr("Which model."))] = "",
    preset: Annotated[
        Literal["fast", "balanced", "best", "tuned"],
        typer.Option(help=tr("How much time to spend; tuned is what `tune` chose.")),
    ] = "fast",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help=tr("A setting that differs; repeatable.")),
    ] = None,
    seed: Seed = 0,
    device: Device = "auto",
    resume: Annotated[
        int | None,
        typer.Option(metavar="RUN", help=tr("Go on with a run that was stopped.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train a model and store it as a run; Ctrl+C keeps what is needed to resume."""
    from stdesk.project import open_project
    from stdesk.training import TrainSettings, material
    from stdesk.training import train as train_model

    with Terminal(as_json) as terminal:
        if not model and resume is None:
            raise SettingProblem("Which model? Give --model NAME, or --resume RUN.")
        wish = TrainSettings(
            model=model,
            preset=preset,
            overrides=values(settings or []),
            seed=seed,
            device=device,
            resume=resume,
        )
        with open_project(project) as opened:
            if model and (found := material(model, opened.log.summary())):
                terminal.note(found)
            try:
                run = train_model(opened, wish, terminal.progress)
            except Cancelled:
                _say_how_to_resume(opened, terminal)
                raise
            record, curve = opened.runs.get(run), _last_points(opened, run)
        took = seconds(record.seconds or 0)
        said = tr("Run {run}: {model} trained in {time}.", run=run, model=record.model, time=took)
        terminal.answer(_run_object(record) | {"curve": curve}, said)


def runs(project: ProjectFile, as_json: AsJson = False) -> None:
    """List the runs of a project, oldest first."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        records = opened.runs.all()
        terminal.answer({"runs": [_run_object(run) for run in records]}, _run_table(records))


def _say_how_to_resume(project: "Project", terminal: Terminal) -> None:
    stopped = [run for run in project.runs.all() if run.state == "cancelled"]
    if stopped:
        line = f"stdesk train {project.path} --resume {stopped[-1].id}"
        terminal.note(tr("To go on later: {line}", line=line))


def _run_object(record: "RunRecord") -> dict[str, object]:
    """A run as programs read it: its id is called `run`, as in the options of other commands."""
    fields = dataclasses.asdict(record)
    return {"run": fields.pop("id"), **fields}


def _last_points(project: "Project", run: int) -> dict[str, float]:
    """The last value of each training curve."""
    points = project.runs.curve(run).to_pylist()
    return {point["name"]: point["value"] for point in points}


def _run_table(records: "list[RunRecord]") -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(tr("run"), justify="right")
    for name in (tr("model"), tr("preset"), tr("state"), tr("started (UTC)")):
        table.add_column(name)
    table.add_column(tr("took"), justify="right")
    table.add_column(tr("note"))
    for run in records:
        took = "–" if run.seconds is None else seconds(run.seconds)
        said = run.message or run.note or ""
        start = moment(run.started_at)
        table.add_row(number(run.id), run.model, run.preset, run.state, start, took, said)
    return table
