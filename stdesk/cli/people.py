"""The command people: who is like whom, and whom to follow."""

from typing import TYPE_CHECKING, Annotated

import typer

from stdesk.cli.options import AsJson, Everyone, Out, ProjectFile, User, one_or_all
from stdesk.cli.said import because, sentences, wrote
from stdesk.cli.terminal import Terminal
from stdesk.language import figure, number, tr, tr_dynamic

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.recommend import PeopleLists


def people(
    project: ProjectFile,
    out: Out,
    user: User = None,
    everyone: Everyone = False,
    k: Annotated[int, typer.Option("-k", min=1, help=tr("How long each list is."))] = 10,
    within: Annotated[
        float, typer.Option(metavar="MINUTES", help=tr("Two visits so close are a meeting."))
    ] = 60.0,
    least: Annotated[
        int, typer.Option(help=tr("Meetings or common places before anything is said."))
    ] = 2,
    run: Annotated[
        int | None,
        typer.Option(metavar="ID", help=tr("Compare what this trained network learnt, too.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the users most like a user and those worth following, with reasons, in a file."""
    from stdesk.project import open_project
    from stdesk.recommend import PeopleSettings, export_people
    from stdesk.recommend import people as find

    with Terminal(as_json) as terminal:
        one_or_all(user, everyone)
        settings = PeopleSettings(
            users=None if user is None else (user,),
            k=k,
            within_minutes=within,
            least=least,
            run=run,
        )
        with open_project(project, read_only=True) as opened:
            lists = find(opened, settings, terminal.progress)
        export_people(lists, out)
        notes = sentences(lists.notes)
        answer = {"out": out, "users": len(lists.users), "rows": len(lists.rows), "notes": notes}
        shown = [_table(lists)] if len(lists.users) == 1 else []
        terminal.answer(answer, *shown, *notes, wrote(out, len(lists.users)))


def _table(lists: "PeopleLists") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    from stdesk.recommend import PEOPLE_KINDS

    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column(tr("user"))
    table.add_column(tr("likeness"), justify="right")
    table.add_column(tr("meetings"), justify="right")
    table.add_column(tr("because"))
    for row in lists.rows:
        title = tr_dynamic(PEOPLE_KINDS[row.kind]) if row.rank == 1 else ""
        cells = (title, number(row.rank), escape(row.other), figure(row.likeness))
        table.add_row(*cells, number(row.meetings), escape(because(row.reasons)))
    return table
