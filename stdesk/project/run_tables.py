"""The tables of a project file that hold what was learnt, measured and recommended."""

from sqlalchemy import Column, LargeBinary, Text
from sqlmodel import Field, SQLModel


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
