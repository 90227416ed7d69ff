"""Run by alembic: migrates the connection that `stdesk.project.schema` hands over."""

from alembic import context
from sqlmodel import SQLModel

from stdesk.project import run_tables, tables  # noqa: F401 (they fill the metadata)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
