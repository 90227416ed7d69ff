"""Public data sets that can be fetched: list, fetch."""

from pathlib import Path
from typing import Annotated

import typer

from stdesk.cli.options import AsJson
from stdesk.cli.terminal import Terminal
from stdesk.language import number, tr, tr_dynamic

samples = typer.Typer(no_args_is_help=True)


@samples.command("list", help=tr("What can be fetched, from where, and how much it is."))
def list_samples(as_json: AsJson = False) -> None:
    from rich.table import Table

    from stdesk.ingest import SAMPLES

    with Terminal(as_json) as terminal:
        table = Table(box=None, pad_edge=False)
        for heading in (tr("name"), tr("what it is"), tr("from"), tr("MB")):
            table.add_column(heading, justify="right" if heading == tr("MB") else "left")
        for sample in SAMPLES:
            told = f"{tr_dynamic(sample.title)}. {tr_dynamic(sample.sentence)} {sample.source}"
            table.add_row(sample.name, told, sample.host, number(sample.megabytes))
        terminal.answer({"samples": list(SAMPLES)}, table)


@samples.command("fetch", help=tr("Fetch one over the network; then import it like any file."))
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help=tr("As `list` has it."))],
    folder: Annotated[
        Path, typer.Option("--to", metavar="FOLDER", help=tr("Where the files are to lie."))
    ] = Path(),
    url: Annotated[
        str | None,
        typer.Option("--from", metavar="URL", help=tr("Another place where the same file lies.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from stdesk.ingest import fetch_sample, sample_named

    with Terminal(as_json) as terminal:
        paths = fetch_sample(sample_named(name), folder, terminal.progress, url)
        terminal.answer({"files": [str(path) for path in paths]}, *map(str, paths))
