"""Brings a project file to today's schema: alembic migrations, after a backup of the old file."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from stdesk.errors import ProjectProblem

APPLICATION_ID = 0x5374446B  # "StDk"
MIGRATIONS = Path(__file__).parent / "migrations"
SCHEMA_VERSION = 2  # written to user_version; as many as there are migrations


def create_schema(connection: Any) -> None:
    """Make all tables in an empty file. `connection`: a SQLAlchemy connection in a transaction."""
    _upgrade(connection)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID:d}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION:d}")


def migrate(connection: Any) -> None:
    """Apply the migrations that the file lacks."""
    _upgrade(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION:d}")


def file_version(path: Path) -> int:
    """The schema version of a file; raises `ProjectProblem` when it is not a project."""
    with path.open("rb") as file:
        header = file.read(100)
    if not header.startswith(b"SQLite format 3\0"):
        raise ProjectProblem("{path} is not a stdesk project: it is no SQLite file.", path=path)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise ProjectProblem(
                "{path} is a SQLite file, but not a stdesk project. To use its rows, export them "
                "as CSV and import that.",
                path=path,
            )
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError as error:
        raise ProjectProblem("{path} cannot be read: {error}.", path=path, error=error) from error
    finally:
        connection.close()
    if version > SCHEMA_VERSION:
        raise ProjectProblem(
            "{path} was written by a newer stdesk (format {version}; this one reads up to {ours}). "
            "Update stdesk to open it.",
            path=path,
            version=version,
            ours=SCHEMA_VERSION,
        )
    return version


def back_up_before_migration(path: Path, version: int) -> Path:
    """A copy beside the file, named after the version that it holds."""
    copy = path.with_name(f"{path.stem}.format-{version}{path.suffix}.bak")
    shutil.copy2(path, copy)
    return copy


def _upgrade(connection: Any) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
