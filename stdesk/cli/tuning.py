"""The command tune: every trial a line as it comes, then what was chosen and why."""

import dataclasses
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stdesk.cli.options import AsJson, Device, Folds, ProjectFile, Seed, Time, values
from stdesk.cli.said import sentences
from stdesk.cli.terminal import Terminal
from stdesk.language import figure, mark, number, seconds, tr, tr_dynamic
from stdesk.progress import Cancelled, Progress

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.project import Project
    from stdesk.training import Trial, Tuned

STATES = {
    "done": mark("finished"),
    "pruned": mark("stopped early"),
    "failed": mark("failed"),
}


def tune(
    project: ProjectFile,
    model: Annotated[str, typer.Option("--model", metavar="NAME", help=tr("Which model."))],
    minutes: Annotated[
        float, typer.Option(min=0.01, help=tr("No trial begins after so many minutes."))
    ] = 5.0,
    preset: Annotated[
        Literal["fast", "balanced", "best"],
        typer.Option(help=tr("What the trials start from, and how long each may take.")),
    ] = "fast",
    metric: Annotated[
        str,
        typer.Option(help=tr("What is to get better; by default MRR, log-loss or MASE.")),
    ] = "",
    protocol: Annotated[
        Literal["next-place", "leave-one-out", "rolling"],
        typer.Option(help=tr("How it will be judged later; those events stay unseen.")),
    ] = "next-place",
    folds: Folds = 3,
    time: Time = "given",
    trials: Annotated[
        int, typer.Option(min=0, help=tr("At most so many trials now; 0 as many as there is time."))
    ] = 0,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help=tr("A setting that stays; repeatable.")),
    ] = None,
    seed: Seed = 0,
    device: Device = "auto",
    anew: Annotated[bool, typer.Option("--anew", help=tr("Forget earlier trials."))] = False,
    as_json: AsJson = False,
) -> None:
    """Try settings on validation events until the time is over; Ctrl+C keeps every trial."""
    from stdesk.project import open_project
    from stdesk.training import TuneSettings
    from stdesk.training import tune as search

    with Terminal(as_json) as terminal:
        wish = TuneSettings(
            model=model,
            preset=preset,
            overrides=values(settings or []),
            minutes=minutes,
            most_trials=trials,
            metric=metric,
            protocol=protocol,
            folds=folds,
            time=time,
            seed=seed,
            device=device,
            anew=anew,
        )
        with open_project(project) as opened:
            try:
                made = search(opened, wish, _Trials(terminal, opened, model))
            except Cancelled:
                terminal.note(tr("The trials are kept; the same command goes on with them."))
                raise
        line = tr("Train with it: {line}", line=_next_line(project, model))
        said = sentences(made.sentences)
        answer = {**dataclasses.asdict(made), "sentences": said}
        terminal.answer(answer, trial_table(made), "", *said, line)


class _Trials(Progress):
    """Says each trial as it ends; the rest goes to the terminal's bar."""

    def __init__(self, terminal: Terminal, project: "Project", model: str) -> None:
        super().__init__()
        self._terminal, self._project, self._model = terminal, project, model
        self._cancel = terminal.progress._cancel

    def on_step(self, done: float, total: float, message: str) -> None:
        self._terminal.progress.on_step(done, total, message)

    def on_metric(self, name: str, value: float, at: float) -> None:
        from stdesk.training import trials

        self._terminal.note(_line(trials(self._project, self._model)[-1], name))


def trial_table(made: "Tuned") -> "Table":
    """Every trial: its settings, its figure, how long it took, how it ended."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(tr("trial"), justify="right")
    table.add_column(escape(made.metric), justify="right")
    table.add_column(tr("took"), justify="right")
    table.add_column(tr("state"))
    table.add_column(tr("settings"))
    for trial in made.trials:
        chosen = "*" if trial.number == made.best else ""
        table.add_row(
            chosen + number(trial.number),
            _value(trial),
            seconds(trial.seconds),
            tr_dynamic(STATES[trial.state]),
            escape(_params(trial)),
        )
    return table


def _line(trial: "Trial", metric: str) -> str:
    said = _value(trial) if trial.value is not None else tr_dynamic(STATES[trial.state])
    return tr(
        "Trial {number}: {metric} {value}, {time} ({settings})",
        number=trial.number,
        metric=metric,
        value=said,
        time=seconds(trial.seconds),
        settings=_params(trial),
    )


def _value(trial: "Trial") -> str:
    return "–" if trial.value is None else figure(trial.value)


def _params(trial: "Trial") -> str:
    return ", ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in trial.params.items()
    )


def _next_line(project: object, model: str) -> str:
    return f"stdesk train {project} --model {model} --preset tuned"
