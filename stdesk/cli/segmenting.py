"""The command segments: list, make, cluster, compare, rename and delete groups of users."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from stdesk.cli.options import AsJson, ProjectFile, Seed
from stdesk.cli.terminal import Terminal
from stdesk.language import ntr, number, percent, tr, tr_dynamic

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.project import Project, SegmentRecord
    from stdesk.recommend import Clusters, SegmentComparison

Action = Literal["list", "show", "make", "cluster", "compare", "rename", "delete"]


def segments(
    project: ProjectFile,
    action: Annotated[
        Action,
        typer.Argument(
            help=tr("list, show NAME, make NAME, cluster, compare A [B], rename A B, delete NAME.")
        ),
    ] = "list",
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help=tr("Names of segments."))
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            "--rule",
            help=tr("A condition, such as “events>=50” or “hours 18-24>=50%”; may come often."),
        ),
    ] = None,
    any_of: Annotated[
        bool, typer.Option("--any", help=tr("Any condition will do; otherwise all must hold."))
    ] = False,
    k: Annotated[
        int | None, typer.Option("--k", help=tr("How many groups; otherwise as fits best."))
    ] = None,
    aspect: Annotated[
        list[str] | None,
        typer.Option(
            "--aspect",
            help=tr("What counts: rhythm, interests, mobility, activity; may come often."),
        ),
    ] = None,
    look: Annotated[
        bool, typer.Option("--look", help=tr("Only show the groups; nothing is stored."))
    ] = False,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Work with groups of users: by rule, by clustering, and side by side."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        given = names or []
        reads = action in ("list", "show", "compare") or look
        with open_project(project, read_only=reads) as opened:
            match action:
                case "list":
                    _list(opened, terminal)
                case "show":
                    _show(opened, terminal, *_named(given, 1))
                case "make":
                    _make(opened, terminal, _named(given, 1)[0], rule or [], any_of)
                case "cluster":
                    _cluster(opened, terminal, k, aspect, seed, look)
                case "compare":
                    _compare(opened, terminal, given)
                case "rename":
                    _rename(opened, terminal, *_named(given, 2))
                case "delete":
                    _delete(opened, terminal, *_named(given, 1))


def _list(project: "Project", terminal: Terminal) -> None:
    found = project.segments.all()
    said = [_listing(found)] if found else [tr("There are no segments yet.")]
    terminal.answer({"segments": [_plain(one) for one in found]}, *said)


def _show(project: "Project", terminal: Terminal, name: str) -> None:
    one = project.segments.named(name)
    keys = project.log.users()["key"].to_pylist()
    users = [keys[user - 1] for user in one.users]
    terminal.answer({**_plain(one), "keys": users}, _listing([one]), *users)


def _make(
    project: "Project", terminal: Terminal, name: str, texts: list[str], any_of: bool
) -> None:
    from stdesk.insight import read_rule
    from stdesk.recommend import users_by_rule

    wanted = read_rule(texts, "any" if any_of else "all")
    users = users_by_rule(project, wanted, terminal.progress)
    made = project.segments.add(name, wanted.plain(), users.tolist())
    said = ntr("Made “{name}”: {n} user.", "Made “{name}”: {n} users.", len(users), name=name)
    terminal.answer({"segment": made, "name": name, "users": len(users)}, said)


def _cluster(
    project: "Project",
    terminal: Terminal,
    k: int | None,
    aspect: list[str] | None,
    seed: int,
    look: bool,
) -> None:
    from stdesk.recommend import ClusterSettings, cluster_users, keep_clusters

    wish = ClusterSettings(k, tuple(aspect), seed) if aspect else ClusterSettings(k, seed=seed)  # type: ignore[arg-type]
    found = cluster_users(project, wish, terminal.progress)
    made = [] if look else keep_clusters(project, found)
    terminal.answer(_plain_clusters(found, made), _groups(found), *_quality(found))


def _compare(project: "Project", terminal: Terminal, names: list[str]) -> None:
    from stdesk.recommend import compare_segments

    if len(names) not in (1, 2):
        raise typer.BadParameter(tr("Name one segment, or two."))
    other = names[1] if len(names) == 2 else None
    found = compare_segments(project, names[0], other, terminal.progress)
    terminal.answer(_plain_comparison(found), _comparison(found))


def _rename(project: "Project", terminal: Terminal, name: str, new: str) -> None:
    one = project.segments.named(name)
    project.segments.rename(one.id, new)
    said = tr("“{name}” is now “{new}”.", name=name, new=new)
    terminal.answer({"segment": one.id, "name": new}, said)


def _delete(project: "Project", terminal: Terminal, name: str) -> None:
    one = project.segments.named(name)
    project.segments.delete(one.id)
    terminal.answer({"segment": one.id, "name": name}, tr("Deleted “{name}”.", name=name))


def _named(names: list[str], count: int) -> list[str]:
    if len(names) != count:
        raise typer.BadParameter(
            ntr("Name {n} segment.", "Name {n} segments, one after the other.", count)
        )
    return names


def _plain(one: "SegmentRecord") -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "users": len(one.users),
        "rule": one.rule,
        "made_at": one.made_at,
    }


def _listing(found: "list[SegmentRecord]") -> "Table":
    from rich.markup import escape

    from stdesk.recommend import origin_said

    table = _table(tr("segment"), ("users", tr("users")), tr("where it comes from"))
    for one in found:
        table.add_row(escape(one.name), number(len(one.users)), escape(origin_said(one.rule)))
    return table


def _groups(found: "Clusters") -> "Table":
    from rich.markup import escape

    table = _table(tr("group"), ("users", tr("users")), ("stability", tr("stability")))
    for one in found.groups:
        table.add_row(escape(one.name), number(len(one.users)), number(one.stability, 2))
    return table


def _quality(found: "Clusters") -> list[str]:
    said = [
        tr(
            "Silhouette {silhouette}; drawn anew, the groups agree to {stability} (adjusted Rand).",
            silhouette=number(found.silhouette, 3),
            stability=number(found.stability, 2),
        )
    ]
    if found.left_out:
        said.append(
            ntr(
                "{n} user has too few events and is in no group.",
                "{n} users have too few events and are in no group.",
                found.left_out,
            )
        )
    return said


def _plain_clusters(found: "Clusters", made: list[int]) -> dict[str, Any]:
    return {
        "segments": made,
        "silhouette": found.silhouette,
        "silhouettes": dict(found.silhouettes),
        "stability": found.stability,
        "left_out": found.left_out,
        "groups": [
            {
                "name": one.name,
                "users": len(one.users),
                "stability": one.stability,
                "distinctions": dict(one.distinctions[:8]),
            }
            for one in found.groups
        ],
    }


def _comparison(found: "SegmentComparison") -> "Table":
    from rich.markup import escape

    from stdesk.recommend import difference_said, figure_title, figure_value, interval_said

    one, other = found.names[0], found.names[1] or tr("everyone else")
    table = _table("", "", ("one", one), ("other", other), ("d", tr("difference")), ("i", "95 %"),
                   ("p", tr("chance")))  # fmt: skip
    sizes = [number(size) for size in found.sizes]
    table.add_row("", tr("users"), *sizes, "", "", "")
    for line in found.lines:
        values = [figure_value(line.figure, value) for value in (line.one, line.other)]
        chance = "–" if line.chance != line.chance else percent(line.chance, 1)
        chance = f"{chance} *" if line.certain else chance
        part, title = tr_dynamic(line.figure.part), escape(figure_title(line.figure))
        table.add_row(part, title, *values, difference_said(line), interval_said(line), chance)
    return table


def _plain_comparison(found: "SegmentComparison") -> dict[str, Any]:
    return {
        "names": found.names,
        "users": found.sizes,
        "shared": found.shared,
        "lines": [
            {
                "figure": line.figure.key,
                "ratio": line.figure.ratio,
                "one": line.one,
                "one_interval": [line.one_low, line.one_high],
                "other": line.other,
                "other_interval": [line.other_low, line.other_high],
                "difference": line.difference,
                "interval": [line.low, line.high],
                "chance": line.chance,
                "certain": line.certain,
            }
            for line in found.lines
        ],
    }


def _table(*columns: str | tuple[str, str]) -> "Table":
    """Columns by title; pairs are numbers, aligned to the right."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in columns:
        numeric = isinstance(column, tuple)
        title = column[1] if isinstance(column, tuple) else column
        table.add_column(escape(title), justify="right" if numeric else "left")
    return table
