"""Takes a stored comparison out of a project, and puts it back as it was."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from stdesk.project.file import Project

# Which rows belong to a comparison, in an order in which they can be put back.
_ROWS = {
    "metric": "evaluation = ?",
    "judgement": "id = ?",
    "judged_event": "judgement = ?",
    "judged_line": "judgement = ?",
    "judged_rank": "line IN (SELECT id FROM judged_line WHERE judgement = ?)",
}
Taken = dict[str, "pa.Table"]


def take_out(project: "Project", evaluation: int) -> Taken:
    """Remove a comparison by its number; its rows by table, for `put_back`."""
    taken: Taken = {}
    with project.bulk_writer() as writer:
        for table, condition in _ROWS.items():
            taken[table] = writer.select(f"SELECT * FROM {table} WHERE {condition}", evaluation)
        for table, condition in reversed(_ROWS.items()):
            writer.execute(f"DELETE FROM {table} WHERE {condition}", evaluation)
    return taken


def put_back(project: "Project", taken: Taken) -> None:
    """Store what `take_out` removed."""
    with project.bulk_writer() as writer:
        for table, rows in taken.items():
            if rows.num_rows:
                writer.append(table, rows)
