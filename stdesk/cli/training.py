"""Commands about trained runs: runs, train."""

from typing import TYPE_CHECKING

from stdesk.cli.options import AsJson, ProjectFile
from stdesk.cli.terminal import Terminal
from stdesk.language import moment, number, seconds, tr

if TYPE_CHECKING:
    from rich.table import Table

    from stdesk.project import RunRecord


def runs(project: ProjectFile, as_json: AsJson = False) -> None:
    """List the runs of a project, oldest first."""
    from stdesk.project import open_project

    with Terminal(as_json) as terminal, open_project(project, read_only=True) as opened:
        records = opened.runs.all()
        terminal.answer({"runs": records}, _run_table(records))


def _run_table(records: "list[RunRecord]") -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(tr("run"), justify="right")
    for name in (tr("model"), tr("preset"), tr("state"), tr("started (UTC)")):
        table.add_column(name)
    table.add_column(tr("took"), justify="right")
    table.add_column(tr("note"))
    for run in records:
        took = "–" if run.seconds is None else seconds(run.seconds)
        said = run.message or run.note or ""
        start = moment(run.started_at)
        table.add_row(number(run.id), run.model, run.preset, run.state, start, took, said)
    return table
