"""Commands that tell where a model fails: errors, misses."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdesk.cli.leaders import Protocol, line_name
from stdesk.cli.options import AsJson, ProjectFile, User
from stdesk.cli.said import because, sentences
from stdesk.cli.terminal import Terminal
from stdesk.language import figure, number, seconds, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.evaluation import ErrorGroup, Errors
    from stdesk.recommend import Misses

Model = Annotated[str | None, typer.Option("--model", metavar="NAME", help=tr("Which model."))]
SomeRun = Annotated[
    int | None, typer.Option("--run", metavar="ID", help=tr("The number of a trained run."))
]
SHOWN_USERS = 20


def errors(
    project: ProjectFile,
    model: Model = None,
    run: SomeRun = None,
    protocol: Protocol = None,
    as_json: AsJson = False,
) -> None:
    """Who and what a model predicts badly, by the ranks that the newest evaluation kept."""
    from stdesk.evaluation import errors as errors_of
    from stdesk.evaluation import judged_model
    from stdesk.features import load_log
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        line = judged_model(opened, model, run, protocol)
        log = load_log(opened)
        found = errors_of(opened, line, log)
        keys = log.catalogue.user_keys
        told = sentences(found.sentences)
        answer = {
            "model": line.model,
            "run": line.run,
            "protocol": line.judgement.protocol,
            "groups": [_group_object(group) for group in found.groups],
            "users": _user_objects(found, keys),
            "sentences": told,
        }
        shown = (
            line_name(line.model, line.run),
            _group_table(found.groups),
            _user_table(found, keys),
        )
        terminal.answer(answer, *shown, *told)


def misses(
    project: ProjectFile,
    model: Model = None,
    run: SomeRun = None,
    user: User = None,
    protocol: Protocol = None,
    event: Annotated[
        int | None, typer.Option(metavar="ID", help=tr("Only this judged event, hit or miss."))
    ] = None,
    beyond: Annotated[
        int, typer.Option(metavar="RANK", min=0, help=tr("What ranks worse is a miss."))
    ] = 10,
    limit: Annotated[int, typer.Option(min=1, max=1000, help=tr("How many, the worst first."))] = 5,
    out: Annotated[
        Path | None, typer.Option("--out", help=tr("Write them to a .csv, .json or .xlsx file."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Why a model missed: what was true, what it put first, and what would have changed that."""
    from stdesk.project import open_project
    from stdesk.recommend import MissSettings, export_misses, misses_object
    from stdesk.recommend import misses as explain

    with Terminal(as_json) as terminal:
        settings = MissSettings(model, run, protocol, user, event, beyond, limit)
        with open_project(project, read_only=True) as opened:
            found = explain(opened, settings, terminal.progress)
        answer = misses_object(found)
        shown = [] if out else [part for row in _said(found) for part in row]
        if out is not None:
            export_misses(found, out)
            answer["out"] = str(out)
            shown = [tr("Wrote {path}.", path=out)]
        head = tr(
            "{model}: {missed} of {judged} events ranked worse than {beyond}.",
            model=line_name(found.model, found.run),
            missed=number(found.missed),
            judged=number(found.judged),
            beyond=found.beyond,
        )
        terminal.answer(answer, head, *shown)


def _group_table(groups: "tuple[ErrorGroup, ...]") -> "Table":
    from rich.markup import escape
    from rich.table import Table

    from stdesk.evaluation import group_title, kind_title

    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("")
    for title in (tr("events"), tr("users"), "MRR", "95 %", "HR@1", "HR@10"):
        table.add_column(title, justify="right")
    for number_, group in enumerate(groups):
        new = number_ == 0 or groups[number_ - 1].kind != group.kind
        low, high = group.mrr.low, group.mrr.high
        table.add_row(
            kind_title(group.kind) if new else "",
            escape(group_title(group)) if group.kind != "all" else "",
            number(group.events),
            number(group.users),
            figure(group.mrr.value),
            "" if low != low else f"{figure(low)}–{figure(high)}",
            figure(group.first.value),
            figure(group.tenth.value),
        )
    return table


def _group_object(group: "ErrorGroup") -> dict[str, object]:
    from stdesk.evaluation import group_title

    return {
        "kind": group.kind,
        "name": group_title(group),
        "events": group.events,
        "users": group.users,
        "mrr": group.mrr,
        "hr@1": group.first,
        "hr@10": group.tenth,
    }


def _user_objects(found: "Errors", keys: Sequence[str]) -> list[dict[str, object]]:
    users = found.users
    return [
        {
            "user": keys[user],
            "events": users.events[row],
            "mrr": users.mrr[row],
            "hr@10": users.tenth[row],
            "median_rank": users.median_rank[row],
            "past": users.past[row],
            "entropy_bits": users.bits[row],
            "new_share": users.new_share[row],
        }
        for row, user in enumerate(users.user.tolist())
    ]


def _user_table(found: "Errors", keys: Sequence[str]) -> "Table":
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, title=tr("Predicted worst"), title_justify="left")
    table.add_column(tr("user"))
    titles = (tr("events"), "MRR", tr("median rank"), tr("past"), tr("entropy, bits"), tr("new"))
    for title in titles:
        table.add_column(title, justify="right")
    users = found.users
    for row, user in enumerate(users.user[:SHOWN_USERS].tolist()):
        table.add_row(
            escape(keys[user]),
            number(int(users.events[row])),
            figure(float(users.mrr[row])),
            number(float(users.median_rank[row]), 1),
            number(int(users.past[row])),
            number(float(users.bits[row]), 2),
            figure(float(users.new_share[row])),
        )
    return table


def _said(found: "Misses") -> list[list[str]]:
    """Each miss in a few lines."""
    from rich.markup import escape

    from stdesk.language import moment

    said = []
    for miss in found.rows:
        head = f"{miss.user}, {moment(miss.instant_ms, miss.offset_min)}: {miss.true.name}"
        lines = ["", escape(head)]
        lines += [f"  {escape(line)}" for line in sentences((*miss.facts, *miss.needed))]
        if miss.last is not None:
            line = tr("Last seen: {name}, {time} before.", name=miss.last.name,
                      time=seconds(miss.last.minutes * 60))  # fmt: skip
            lines.append(f"  {escape(line)}")
        lines.append("  " + escape(tr("For it: {why}", why=because(miss.true.reasons))))
        if miss.first is not None:
            lines.append("  " + escape(tr("For the first: {why}", why=because(miss.first.reasons))))
        said.append(lines)
    return said
