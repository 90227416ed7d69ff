"""The commands that take imported files out of a project again: remove, restore."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdesk.cli.options import AsJson, ProjectFile
from stdesk.cli.terminal import Terminal
from stdesk.errors import SettingProblem
from stdesk.language import ntr, tr

if TYPE_CHECKING:
    from stdesk.project import Project

Kept = Annotated[
    Path | None, typer.Option("--keep", metavar="FILE", help=tr("Keep here what goes, to restore."))
]


def remove(
    project: ProjectFile,
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help=tr("Imported files, by name."))
    ],
    keep: Kept = None,
    yes: Annotated[
        bool, typer.Option("--yes", help=tr("Do it for good, keeping nothing."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take files and their events out; of the newest import, who and what came with it as well."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        if keep is None and not yes:
            raise SettingProblem("this cannot be undone: add --keep FILE, or --yes.")
        if keep is not None and keep.exists():
            raise SettingProblem("{path} exists already; choose another name.", path=keep)
        with open_project(project) as opened, tempfile.TemporaryDirectory() as scratch:
            sources = _named(opened, names)
            kept = keep or Path(scratch) / "kept"
            about = opened.sources.withdraw(sources, kept, terminal.progress)
        said = ntr("{n} event was taken out.", "{n} events were taken out.", about.events)
        if not about.exact:
            said += " " + tr("Users and items that came with them stay.")
        terminal.answer({"removed": about}, said)


def restore(
    project: ProjectFile,
    kept: Annotated[Path, typer.Argument(metavar="FILE", help=tr("What `remove --keep` wrote."))],
    as_json: AsJson = False,
) -> None:
    """Put files back that `remove --keep` took out."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        if not kept.is_file():
            raise SettingProblem("there is no file {path}.", path=kept)
        with open_project(project) as opened:
            opened.sources.bring_back(kept, terminal.progress)
            events = opened.log.summary().events
        said = ntr("The project has {n} event now.", "The project has {n} events now.", events)
        terminal.answer({"events": events}, said)


def _named(project: "Project", names: list[str]) -> list[int]:
    sources = project.log.sources()
    unknown = sorted(set(names) - {source.name for source in sources})
    if unknown:
        raise SettingProblem(
            "no file {name} was imported; there are: {names}.",
            name=unknown[0],
            names=", ".join(source.name for source in sources) or "–",
        )
    return [source.id for source in sources if source.name in names]
