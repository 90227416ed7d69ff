"""The tables of a project file: plain columns, documented names, readable with any SQLite tool.

Ids of users, items, categories and kinds count from 1 without gaps, in order of appearance, so
that `id - 1` is the row of an embedding. Instants are UTC milliseconds, offsets minutes.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Text, UniqueConstraint
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


class Run(SQLModel, table=True):
    """One training. `state` is running, done, cancelled or failed."""

    __tablename__ = "run"
    id: int | None = Field(default=None, primary_key=True)
    model: str
    preset: str
    settings: str  # JSON
    seed: int
    device: str
    data_fingerprint: str
    versions: str  # JSON: package to version
    users: int
    items: int
    last_event: int  # events up to this id were seen
    state: str
    message: str | None = None
    started_at: int
    finished_at: int | None = None
    seconds: float | None = None
    peak_mb: float | None = None
    note: str | None = None
    title: str | None = None  # what the user calls it
    deleted_at: int | None = None  # hidden since then, until the deletion is final


class Weights(SQLModel, table=True):
    """Parameters of a run in safetensors format; `role` is final or checkpoint."""

    __tablename__ = "weights"
    run: int = Field(foreign_key="run.id", primary_key=True)
    role: str = Field(primary_key=True)
    epoch: int
    details: str  # JSON: what besides tensors is needed to go on
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Epoch(SQLModel, table=True):
    """A point of a training curve."""

    __tablename__ = "epoch"
    run: int = Field(foreign_key="run.id", primary_key=True)
    name: str = Field(primary_key=True)
    at: float = Field(primary_key=True)
    value: float


class Metric(SQLModel, table=True):
    """A measured value with its protocol and 95 % confidence interval.

    `part` is all, return or discovery; `time` is given, unknown or none; `peer` names what a
    difference is measured against, and `p_value` is then that of the paired test.
    """

    __tablename__ = "metric"
    id: int | None = Field(default=None, primary_key=True)
    evaluation: int = Field(index=True)
    run: int | None = Field(default=None, foreign_key="run.id")
    model: str
    protocol: str
    time: str
    part: str
    fold: int | None = None
    name: str
    value: float
    low: float | None = None
    high: float | None = None
    peer: str | None = None
    p_value: float | None = None
    instances: int
    measured_at: int


class Judgement(SQLModel, table=True):
    """What an evaluation was measured on; its id is `metric.evaluation`.

    Two judgements with the same `data` and `digest` are of the very same instances and learnt from
    the same log. `instances` were judged, `kept` of them stand in `judged_event`.
    """

    __tablename__ = "judgement"
    id: int = Field(primary_key=True)
    protocol: str
    time: str
    data: str  # fingerprint of the log
    digest: str  # of the events that were predicted
    folds: int
    instances: int
    kept: int


class JudgedEvent(SQLModel, table=True):
    """An event that was predicted, by the id that it has in `event`."""

    __tablename__ = "judged_event"
    __table_args__ = {"sqlite_with_rowid": False}
    judgement: int = Field(foreign_key="judgement.id", primary_key=True)
    number: int = Field(primary_key=True)
    event: int


class JudgedLine(SQLModel, table=True):
    """A model in a judgement; a baseline that was learnt on the spot has no run."""

    __tablename__ = "judged_line"
    id: int | None = Field(default=None, primary_key=True)
    judgement: int = Field(foreign_key="judgement.id", index=True)
    model: str
    run: int | None = Field(default=None, foreign_key="run.id")


class JudgedRank(SQLModel, table=True):
    """The expected rank that a model gave to a true item, and the item that it put first."""

    __tablename__ = "judged_rank"
    __table_args__ = {"sqlite_with_rowid": False}
    line: int = Field(foreign_key="judged_line.id", primary_key=True)
    number: int = Field(primary_key=True)
    rank: float
    first: int | None = Field(default=None, foreign_key="item.id")


class Recommendation(SQLModel, table=True):
    __tablename__ = "recommendation"
    id: int | None = Field(default=None, primary_key=True)
    run: int = Field(foreign_key="run.id", index=True)
    user: int = Field(foreign_key="user.id")
    as_of: int
    rank: int
    item: int = Field(foreign_key="item.id")
    score: float
    reasons: str = Field(sa_column=Column(Text, nullable=False))  # JSON


class Feedback(SQLModel, table=True):
    """What a person thought of a recommendation: accepted, rejected, hidden, pinned; none again."""

    __tablename__ = "feedback"
    id: int | None = Field(default=None, primary_key=True)
    user: int = Field(foreign_key="user.id")
    item: int = Field(foreign_key="item.id")
    verdict: str
    given_at: int


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
