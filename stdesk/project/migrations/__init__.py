"""Schema changes, one file each, applied in order by alembic when an older project is opened."""
