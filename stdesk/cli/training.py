"""The command train."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stdesk.cli.options import AsJson, Device, ProjectFile, Seed, values
from stdesk.cli.runs import run_object
from stdesk.cli.terminal import Terminal
from stdesk.errors import SettingProblem
from stdesk.language import seconds, tr
from stdesk.progress import Cancelled

if TYPE_CHECKING:
    from stdesk.project import Project


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
        terminal.answer(run_object(record) | {"curve": curve}, said)


def _say_how_to_resume(project: "Project", terminal: Terminal) -> None:
    stopped = [run for run in project.runs.all() if run.state == "cancelled"]
    if stopped:
        line = f"stdesk train {project.path} --resume {stopped[-1].id}"
        terminal.note(tr("To go on later: {line}", line=line))


def _last_points(project: "Project", run: int) -> dict[str, float]:
    """The last value of each training curve."""
    points = project.runs.curve(run).to_pylist()
    return {point["name"]: point["value"] for point in points}
