"""The command evolution: how a life moves through time, and since when it is another."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from stdesk.cli.options import AsJson, Everyone, ProjectFile, User
from stdesk.cli.terminal import Terminal
from stdesk.errors import SettingProblem
from stdesk.language import ntr, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.features import EventLog
    from stdesk.project import Project

DAYS = {"auto": None, "day": 1, "week": 7, "four-weeks": 28}


def evolution(
    project: ProjectFile,
    user: User = None,
    segment: Annotated[str | None, typer.Option(help=tr("The name of a segment."))] = None,
    everyone: Everyone = False,
    period: Annotated[
        Literal["auto", "day", "week", "four-weeks"],
        typer.Option(help=tr("How long a time each row of measures stands for.")),
    ] = "auto",
    out: Annotated[
        Path | None, typer.Option("--out", help=tr("The .csv or .json file to write."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how a user, a segment or the whole log changed; --all lists each user's changes."""
    from stdesk.features import load_log
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        if sum((user is not None, segment is not None, everyone)) > 1:
            raise typer.BadParameter(tr("Give one of --user, --segment and --all."))
        with open_project(project, read_only=True) as opened:
            log = load_log(opened)
            users = _users(opened, log, user, segment)
        if everyone:
            _tell_of_each(terminal, log, out)
        else:
            _tell_of_one(terminal, log, users, user is not None, DAYS[period], out)


def _users(
    project: "Project", log: "EventLog", user: str | None, segment: str | None
) -> tuple[int, ...] | None:
    """Indexes of whom to look at; None for everyone together."""
    if segment is not None:
        return tuple(number - 1 for number in project.segments.named(segment).users)
    if user is None:
        return None
    keys = list(log.catalogue.user_keys)
    if user not in keys:
        raise SettingProblem("there is no user '{user}' in this project.", user=user)
    return (keys.index(user),)


def _tell_of_one(
    terminal: Terminal,
    log: "EventLog",
    users: tuple[int, ...] | None,
    alone: bool,
    days: int | None,
    out: Path | None,
) -> None:
    from stdesk.insight import (
        change_row,
        change_sentence,
        changes_of,
        changes_of_group,
        course_of,
        course_rows,
        sureness,
        write_course,
    )

    names = log.catalogue.category_names
    changes = changes_of(log, users[0]) if alone and users else changes_of_group(log, users)
    course = course_of(log, users, days)
    if out is not None:
        write_course(course, changes, names, out)
    answer: dict[str, Any] = {
        "out": out,
        "users": course.all_users,
        "changes": [change_row(change, names) for change in changes],
        "periods": course_rows(course, names),
    }
    said = [f"{change_sentence(change, names)} {sureness(change)}" for change in changes]
    said = said or [tr("No lasting change stands out.")]
    notes = [] if out is None else [tr("Wrote {path}.", path=out)]
    terminal.answer(answer, *said, _course_table(course_rows(course, ())), *notes)


def _tell_of_each(terminal: Terminal, log: "EventLog", out: Path | None) -> None:
    from stdesk.insight import change_rows, changes_of_users, write_changes

    names, keys = log.catalogue.category_names, log.catalogue.user_keys
    found = changes_of_users(log, None, terminal.progress)
    if out is not None:
        write_changes(found, keys, names, out)
    rows = change_rows(found, keys, names)
    sure = sum(one.holds for one in found)
    answer = {
        "out": out,
        "users": log.catalogue.users,
        "changed": len(found),
        "hold": sure,
        "changes": rows,
    }
    looked_at = ntr("{n} user", "{n} users", log.catalogue.users)
    summary = tr(
        "Of {users}, {sure} changed beyond what chance brings when so many are looked at.",
        users=looked_at,
        sure=sure,
    )
    notes = [] if out is None else [tr("Wrote {path}.", path=out)]
    terminal.answer(answer, *([] if out else [_change_table(rows)]), summary, *notes)


def _change_table(rows: list[dict[str, Any]]) -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for title in (tr("user"), tr("what changed")):
        table.add_column(title)
    table.add_column("p", justify="right")
    for row in rows:
        chance = f"{row['chance']:.4f}" if row["chance"] >= 0.0001 else "<.0001"
        table.add_row(escape(row["user"]), escape(row["sentence"]), chance)
    return table


def _course_table(rows: list[dict[str, Any]]) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    shown = [
        name
        for name in (rows[0] if rows else {})
        if name != "days" and not name.endswith(("_low", "_high"))
    ]
    for name in shown:
        table.add_column(name, justify="left" if name == "from" else "right")
    for row in rows:
        table.add_row(*(_cell(row[name]) for name in shown))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else f"{value:.4g}"
