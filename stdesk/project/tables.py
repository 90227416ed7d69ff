"""The tables of a project file: plain columns, documented names, readable with any SQLite tool.

Ids of users, items, categories and kinds count from 1 without gaps, in order of appearance, so
that `id - 1` is the row of an embedding. Instants are UTC milliseconds, offsets minutes. Here is
the log and what is noted of it; `run_tables` has what was learnt, measured and recommended.
"""

from sqlalchemy import Column, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel


class Setting(SQLModel, table=True):
    """A choice that belongs to the project, as JSON: the time zone, the language of its reports."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: str


class Source(SQLModel, table=True):
    """One imported file."""

    __tablename__ = "source"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    digest: str = Field(unique=True)
    role: str  # log, items or users
    preset: str | None = None
    mapping: str  # JSON: role to column, and how times were read
    time_zone: str | None = None
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rows_duplicate: int
    imported_at: int
    before: str | None = None  # JSON: where the project stood when the import began, see `Before`


class Reject(SQLModel, table=True):
    """One row that was not imported, and why."""

    __tablename__ = "reject"
    id: int | None = Field(default=None, primary_key=True)
    source: int = Field(foreign_key="source.id", index=True)
    line: int
    text: str
    reason: str


class User(SQLModel, table=True):
    __tablename__ = "user"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    attributes: str | None = None  # JSON: what a file about users said


class Category(SQLModel, table=True):
    __tablename__ = "category"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)


class Kind(SQLModel, table=True):
    """What was done: view, buy, check-in."""

    __tablename__ = "kind"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)


class Item(SQLModel, table=True):
    """A thing or place. Coordinates come from a description file, else from its events (median)."""

    __tablename__ = "item"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str | None = None
    text: str | None = None
    image: str | None = None  # path of a file, relative to the file that named it or absolute
    category: int | None = Field(default=None, foreign_key="category.id")
    latitude: float | None = None
    longitude: float | None = None
    tags: str | None = None
    attributes: str | None = None  # JSON: further columns of a file about items


class FormerUser(SQLModel, table=True):
    """What was known of a user before an import said something else."""

    __tablename__ = "former_user"
    import_: int = Field(sa_column=Column("import", Integer, primary_key=True))  # its first source
    id: int = Field(primary_key=True)
    attributes: str | None = None


class FormerItem(SQLModel, table=True):
    """What was known of an item before an import said something else."""

    __tablename__ = "former_item"
    import_: int = Field(sa_column=Column("import", Integer, primary_key=True))  # its first source
    id: int = Field(primary_key=True)
    title: str | None = None
    text: str | None = None
    image: str | None = None
    category: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    tags: str | None = None
    attributes: str | None = None


class Event(SQLModel, table=True):
    """A user did something, to an item, at an instant, somewhere."""

    __tablename__ = "event"
    id: int | None = Field(default=None, primary_key=True)
    user: int = Field(foreign_key="user.id")
    kind: int | None = Field(default=None, foreign_key="kind.id")
    item: int = Field(foreign_key="item.id")
    instant: int
    utc_offset: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    value: float | None = None
    source: int = Field(foreign_key="source.id")
    trip: int | None = None  # the two ends of a trip share it


EVENT_INDEXES = (
    Index("event_by_user", Event.user, Event.instant),  # type: ignore[arg-type]
    Index("event_by_instant", Event.instant),  # type: ignore[arg-type]
)


class Segment(SQLModel, table=True):
    """A group of users with a name; `rule` (JSON) says how it was made."""

    __tablename__ = "segment"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    rule: str
    made_at: int


class SegmentUser(SQLModel, table=True):
    __tablename__ = "segment_user"
    segment: int = Field(foreign_key="segment.id", primary_key=True)
    user: int = Field(foreign_key="user.id", primary_key=True)


class Tally(SQLModel, table=True):
    """A count of events by hour that was made once and holds while the log has this fingerprint.

    `whose` is all, or the digest of a group of users; `split` says what its parts are.
    """

    __tablename__ = "tally"
    __table_args__ = (UniqueConstraint("whose", "split"),)
    id: int | None = Field(default=None, primary_key=True)
    whose: str
    split: str
    fingerprint: str


class TallyHour(SQLModel, table=True):
    """How many events of a part lie in an hour of the local clock, counted since 1970."""

    __tablename__ = "tally_hour"
    __table_args__ = {"sqlite_with_rowid": False}
    tally: int = Field(foreign_key="tally.id", primary_key=True)
    part: int = Field(primary_key=True)
    hour: int = Field(primary_key=True)
    events: int


class Job(SQLModel, table=True):
    """A long action that failed or was cancelled: the project is as it was, but for this row."""

    __tablename__ = "job"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    state: str
    message: str
    ended_at: int
