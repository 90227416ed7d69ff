"""Segments of users; runs with a title of their own, and a way back from their deletion"""

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


def downgrade() -> None:
    raise RuntimeError("a project file is restored from its backup, not migrated back")
