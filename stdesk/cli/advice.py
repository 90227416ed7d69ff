"""The command that recommends."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stdesk.cli.chances import ChanceWish, answer_chances
from stdesk.cli.options import (
    AsJson,
    At,
    Everyone,
    Out,
    ProjectFile,
    Run,
    User,
    instant,
    one_or_all,
    place,
)
from stdesk.cli.said import because, sentences, wrote
from stdesk.cli.terminal import Terminal
from stdesk.language import distance, figure, number, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.recommend import RecommendationLists

LIST_SHOWN = 20


def recommend(
    project: ProjectFile,
    run: Run,
    out: Out,
    user: User = None,
    everyone: Everyone = False,
    k: Annotated[
        int | None,
        typer.Option(
            "-k", min=1, help=tr("How long each list is: 20 items; or, of intent, all users.")
        ),
    ] = None,
    at: At = None,
    near: Annotated[
        str | None, typer.Option(metavar="LAT,LON", help=tr("Where the user is, in degrees."))
    ] = None,
    only_new: Annotated[
        bool, typer.Option("--only-new", help=tr("Leave out what the user knows."))
    ] = False,
    within: Annotated[
        float | None, typer.Option(metavar="KM", min=0, help=tr("Only what is this near."))
    ] = None,
    category: Annotated[str | None, typer.Option(help=tr("Only items of this category."))] = None,
    kind: Annotated[
        str | None, typer.Option(help=tr("Only items with which this kind of event happened."))
    ] = None,
    explore: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help=tr(
                "From 0, only what the user knows, to 1, only what is new; at 0.5 the model's own "
                "order. The odds of what is new are multiplied by (x / (1 - x))²."
            ),
        ),
    ] = 0.5,
    known_until: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT", help=tr("Answer by what was known then; otherwise by all before.")
        ),
    ] = None,
    heed_feedback: Annotated[
        bool,
        typer.Option(
            "--heed-feedback", help=tr("Let what was accepted and rejected earlier weigh in.")
        ),
    ] = False,
    target: Annotated[
        Literal["item", "category"], typer.Option(help=tr("What the list ranks."))
    ] = "item",
    as_json: AsJson = False,
) -> None:
    """Rank what comes next, with reasons, and write it to a file; of intent, who is likely to."""
    from stdesk.project import open_project
    from stdesk.recommend import RecommendSettings, check_place, export_lists, says_chances
    from stdesk.recommend import recommend as make_lists

    with Terminal(as_json) as terminal:
        one_or_all(user, everyone)
        users = None if user is None else (user,)
        with open_project(project, read_only=True) as opened:
            of_intent = says_chances(opened.runs.get(run))
        if of_intent:
            unfit = (
                near,
                only_new or None,
                within,
                category,
                target if target != "item" else None,
                kind,
                explore if explore != 0.5 else None,
                known_until,
                heed_feedback or None,
            )
            check_place(out)
            answer_chances(terminal, project, ChanceWish(run, users, k, instant(at), out), unfit)
            return
        settings = RecommendSettings(
            run=run,
            users=users,
            k=k or LIST_SHOWN,
            at_ms=instant(at),
            near=place(near),
            only_new=only_new,
            within_km=within,
            category=category,
            target=target,
            kind=kind,
            explore=explore,
            known_ms=instant(known_until),
            heed_feedback=heed_feedback,
        )
        with open_project(project) as opened:
            lists = make_lists(opened, settings, terminal.progress)
        export_lists(lists, out)
        _answer_lists(terminal, lists, out)


def _answer_lists(terminal: Terminal, lists: "RecommendationLists", out: Path) -> None:
    notes = sentences(lists.notes)
    answer = {
        "out": out,
        "run": lists.run,
        "model": lists.model,
        "as_of_ms": lists.as_of_ms,
        "users": len(lists.users),
        "rows": len(lists.rows),
        "notes": notes,
    }
    shown = [_list_table(lists)] if len(lists.users) == 1 else []
    terminal.answer(answer, *shown, *notes, wrote(out, len(lists.users)))


def _list_table(lists: "RecommendationLists") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("", justify="right")
    table.add_column(tr("item"))
    table.add_column(tr("probability"), justify="right")
    table.add_column(tr("away"), justify="right")
    table.add_column(tr("because"))
    for row in lists.rows[:LIST_SHOWN]:
        away = "–" if row.distance_km is None else distance(row.distance_km)
        cells = (number(row.rank), escape(row.name), figure(row.share), away)
        table.add_row(*cells, escape(because(row.reasons)))
    return table
