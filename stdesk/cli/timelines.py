"""The command that counts events over time, as the timelines of the window do."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stdesk.cli.options import AsJson, ProjectFile, User
from stdesk.cli.terminal import Terminal
from stdesk.errors import SettingProblem
from stdesk.language import ntr, number, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.insight import Timeline

SHOWN, BAR = 60, 40
HOUR_MS = 3_600_000


def timeline(
    project: ProjectFile,
    out: Annotated[
        Path | None, typer.Option("--out", help=tr("The .csv or .json file to write."))
    ] = None,
    user: User = None,
    segment: Annotated[str | None, typer.Option(help=tr("The name of a segment."))] = None,
    by: Annotated[
        Literal["hour", "day", "week", "month"], typer.Option(help=tr("How long a period is."))
    ] = "day",
    split: Annotated[
        Literal["kind", "category"] | None, typer.Option(help=tr("Count these apart."))
    ] = None,
    begin: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help=tr("From this local day or hour on.")),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help=tr("To the end of this day, or to this hour.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count events by hour, day, week or month."""
    from stdesk.cli.forecasting import write_table
    from stdesk.insight import TimelineSettings
    from stdesk.insight import timeline as count
    from stdesk.project import open_project

    with Terminal(as_json) as terminal:
        settings = TimelineSettings(
            user, segment, by, split, local_hour(begin), local_hour(end, its_end=True)
        )
        with open_project(project, read_only=True) as opened:
            made = count(opened, settings, terminal.progress)
        table = made.table()
        rows = [[row.pop("begin").isoformat(), *row.values()] for row in table.to_pylist()]
        answer = {"events": made.events, "periods": len(made.series), "by": by}
        if out is not None:
            write_table(out, table.column_names, rows)
            said = ntr("Wrote {path}: {n} row.", "Wrote {path}: {n} rows.", len(rows), path=out)
            terminal.answer(answer | {"out": out}, said)
            return
        lines = [dict(zip(table.column_names, row, strict=True)) for row in rows]
        shown: list[Table | str] = [_shown(made)]
        left = len(made.series) - SHOWN
        if left > 0:
            shown.append(tr("… and {n} more; --out FILE writes all of them.", n=number(left)))
        terminal.answer(answer | {"rows": lines}, *shown)


def local_hour(said: str | None, its_end: bool = False) -> int | None:
    """A day or an hour on the local clock as ms; of a day, its begin or its end."""
    if said is None:
        return None
    try:
        moment = datetime.datetime.fromisoformat(said)
    except ValueError:
        raise SettingProblem(
            "“{said}” should be a day such as 2012-12-01, or an hour such as 2012-12-01T18:00.",
            said=said,
        ) from None
    since = moment.replace(tzinfo=datetime.UTC) - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    ms = since // datetime.timedelta(hours=1) * HOUR_MS
    return ms + 24 * HOUR_MS if its_end and len(said) <= len("2012-12-01") else ms


def _shown(made: "Timeline") -> "Table":
    """The first periods with a bar each; told apart, the most frequent parts side by side."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(tr("begin"))
    counts = made.series.counts[:5, :SHOWN]
    for name in made.names[:5]:
        table.add_column(escape(name) or tr("events"), justify="right")
    total = made.series.counts.sum(0)
    most = max(int(total.max(initial=0)), 1)
    table.add_column("")
    begins = made.series.edges_ms[:-1].astype("datetime64[ms]").astype("datetime64[h]")
    for column in range(counts.shape[1]):
        begin = str(begins[column])
        begin = begin.replace("T", " ") + ":00" if made.settings.by == "hour" else begin[:10]
        figures = [number(int(count)) for count in counts[:, column]]
        table.add_row(begin, *figures, "█" * round(BAR * int(total[column]) / most))
    return table
