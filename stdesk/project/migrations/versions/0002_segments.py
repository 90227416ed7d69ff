"""Segments of users; runs with a title and a way back from their deletion; ranks of each event"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("made_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "segment_user",
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["segment"], ["segment.id"]),
        sa.ForeignKeyConstraint(["user"], ["user.id"]),
        sa.PrimaryKeyConstraint("segment", "user"),
    )
    with op.batch_alter_table("run") as table:
        table.add_column(sa.Column("title", sa.String(), nullable=True))
        table.add_column(sa.Column("deleted_at", sa.Integer(), nullable=True))
    _add_judgements()
    _add_former()
    _add_tallies()


def _add_judgements() -> None:
    """What evaluations were measured on, and the rank that each model gave to each event."""
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("folds", sa.Integer(), nullable=False),
        sa.Column("instances", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "judged_event",
        sa.Column("judgement", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["judgement"], ["judgement.id"]),
        sa.PrimaryKeyConstraint("judgement", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "judged_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("judgement", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["judgement"], ["judgement.id"]),
        sa.ForeignKeyConstraint(["run"], ["run.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_judged_line_judgement", "judged_line", ["judgement"])
    op.create_table(
        "judged_rank",
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Float(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["line"], ["judged_line.id"]),
        sa.ForeignKeyConstraint(["first"], ["item.id"]),
        sa.PrimaryKeyConstraint("line", "number"),
        sqlite_with_rowid=False,
    )


def _add_tallies() -> None:
    """Events by local hour, counted once for the timelines of large logs."""
    op.create_table(
        "tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("split", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("whose", "split"),
    )
    op.create_table(
        "tally_hour",
        sa.Column("tally", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tally"], ["tally.id"]),
        sa.PrimaryKeyConstraint("tally", "part", "hour"),
        sqlite_with_rowid=False,
    )


def _add_former() -> None:
    """Where the project stood before each import, so that an import can be withdrawn."""
    with op.batch_alter_table("source") as table:
        table.add_column(sa.Column("before", sa.String(), nullable=True))
    op.create_table(
        "former_user",
        sa.Column("import", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attributes", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("import", "id"),
    )
    words = ("title", "text", "image", "tags", "attributes")
    op.create_table(
        "former_item",
        sa.Column("import", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in words),
        sa.Column("category", sa.Integer(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("import", "id"),
    )


def downgrade() -> None:
    raise RuntimeError("a project file is restored from its backup, not migrated back")
