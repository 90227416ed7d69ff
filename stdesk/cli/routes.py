"""The command routes: the likeliest next ways, and how often such ways came true."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stdesk.cli.options import AsJson, At, Everyone, Out, ProjectFile, User, instant, one_or_all
from stdesk.cli.said import because, sentences, wrote
from stdesk.cli.terminal import Terminal
from stdesk.language import figure, moment, number, percent, tr, tr_dynamic

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.evaluation import RouteFigure
    from stdesk.recommend import RouteLists

Steps = Annotated[int, typer.Option(min=1, max=12, help=tr("How many places ahead."))]
Cells = Annotated[
    int | None,
    typer.Option(
        metavar="RESOLUTION", help=tr("Through H3 cells of this resolution, not through items.")
    ),
]


def routes(
    project: ProjectFile,
    out: Out,
    user: User = None,
    everyone: Everyone = False,
    k: Annotated[int, typer.Option("-k", min=1, help=tr("How many routes of each user."))] = 5,
    steps: Steps = 4,
    at: At = None,
    cells: Cells = None,
    as_json: AsJson = False,
) -> None:
    """Say which way a user goes next, step by step, and write it to a file."""
    from stdesk.project import open_project
    from stdesk.recommend import RouteSettings, export_routes, likely_routes

    with Terminal(as_json) as terminal:
        one_or_all(user, everyone)
        settings = RouteSettings(
            users=None if user is None else (user,),
            k=k,
            steps=steps,
            at_ms=instant(at),
            cells=cells,
        )
        with open_project(project, read_only=True) as opened:
            lists = likely_routes(opened, settings, terminal.progress)
        export_routes(lists, out)
        notes = sentences(lists.notes)
        count = len(lists.users)
        answer = {
            "out": out,
            "as_of_ms": lists.as_of_ms,
            "users": count,
            "routes": len(lists.routes),
            "notes": notes,
        }
        shown = [_table(lists)] if count == 1 else []
        terminal.answer(answer, *shown, *notes, wrote(out, count))


def check_routes(
    project: ProjectFile,
    steps: Steps = 3,
    cells: Cells = None,
    most: Annotated[int, typer.Option(min=10, help=tr("How many moments are tried."))] = 500,
    part: Annotated[
        Literal["validation", "test"],
        typer.Option(help=tr("The newest tenth is test, the tenth before it validation.")),
    ] = "validation",
    as_json: AsJson = False,
) -> None:
    """Tell how often likely routes came true, beside first-order Markov."""
    from stdesk.evaluation import RouteCheck, judge_routes
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        settings = RouteCheck(steps=steps, cells=cells, most=most, part=part)
        with open_project(project, read_only=True) as opened:
            made = judge_routes(opened, settings, terminal.progress)
        terminal.answer({"figures": made}, _figure_table(made))


def _table(lists: "RouteLists") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in ("", tr("route"), tr("step"), tr("place")):
        table.add_column(title)
    table.add_column(tr("probability"), justify="right")
    table.add_column(tr("about (UTC)"))
    table.add_column(tr("because"))
    for route in lists.routes:
        for step, stop in enumerate(route.stops, start=1):
            head = (number(route.rank), percent(route.chance, 1)) if step == 1 else ("", "")
            cells = (escape(stop.name), figure(stop.chance), moment(stop.at_ms))
            table.add_row(*head, number(step), *cells, escape(because(stop.reasons)))
    return table


def _figure_table(made: "list[RouteFigure]") -> "Table":
    from rich.table import Table

    models = list(dict.fromkeys(one.model for one in made))
    table = Table(box=None, pad_edge=False)
    table.add_column(tr("figure"))
    for model in models:
        table.add_column(model, justify="right")
    table.add_column("p", justify="right")
    for name in dict.fromkeys(one.name for one in made):
        found = {one.model: one for one in made if one.name == name}
        p = found[models[0]].p_value
        p_value = "" if p is None else f"{p:.3f}"
        table.add_row(tr_dynamic(name), *(_with_interval(found[m]) for m in models), p_value)
    return table


def _with_interval(one: "RouteFigure") -> str:
    digits = 2 if one.name.startswith("km") else 3
    return f"{one.value:.{digits}f} {one.low:.{digits}f}–{one.high:.{digits}f}"
