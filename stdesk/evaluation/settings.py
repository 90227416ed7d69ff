"""What can be asked of a judgement, and what comes back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stdesk.errors import SettingProblem
from stdesk.models.base import Reason
from stdesk.project import Measured

if TYPE_CHECKING:
    import pandas as pd

PROTOCOLS = ("next-place", "leave-one-out", "rolling", "cold-start")
TIMES = ("given", "unknown")


@dataclass(frozen=True)
class EvaluateSettings:
    """One comparison.

    protocol: one of PROTOCOLS. runs: ids of finished runs whose models are compared; by default the
    newest of each model. The baselines are always there. time: whether the models know the instant
    of the event that they predict. folds: windows of `rolling`. every: judge all instances, also
    where users and items are so many that it takes hours.
    """

    protocol: str = "next-place"
    runs: tuple[int, ...] = ()
    time: str = "given"
    folds: int = 3
    every: bool = False

    def __post_init__(self) -> None:
        _check("protocol", self.protocol, PROTOCOLS)
        _check("time", self.time, TIMES)
        if not 1 <= self.folds <= 20:
            raise SettingProblem("folds is {folds}, but must be from 1 to 20.", folds=self.folds)


@dataclass(frozen=True)
class AblateSettings:
    """What the ranker is asked to do without.

    parts: models whose scores it may use as columns. preset: of all models in the table.
    overrides: settings of the ranker that differ from the preset, in all of its lines.
    """

    parts: tuple[str, ...] = ("transformer", "gcn")
    protocol: str = "next-place"
    time: str = "given"
    preset: str = "fast"
    seed: int = 0
    overrides: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check("protocol", self.protocol, ("next-place", "leave-one-out"))
        _check("time", self.time, TIMES)
        _check("preset", self.preset, ("fast", "balanced", "best"))
        if not self.parts:
            raise SettingProblem("name at least one model that the ranker may use.")


@dataclass(frozen=True)
class Evaluation:
    """A comparison table, its number in the project, and what follows from it in sentences."""

    values: tuple[Measured, ...]
    sentences: tuple[Reason, ...]
    number: int

    def frame(self) -> "pd.DataFrame":
        """One row a value, with the columns of `Measured`: for those who script."""
        import pandas as pd

        return pd.DataFrame([asdict(value) for value in self.values])


@dataclass(frozen=True)
class BacktestSettings:
    """One replay of a later log.

    log: the file. run: a finished run. out: a .csv or .parquet to be written. preset, mapping,
    time_zone: how to read the log where the guess is wrong, as in an import; by default what served
    for the project's own log when the columns are the same.
    """

    log: str | Path
    run: int
    time: str = "given"
    out: str | Path = "backtest.csv"
    preset: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None

    def __post_init__(self) -> None:
        _check("time", self.time, TIMES)
        if Path(self.out).suffix.lower() not in (".csv", ".parquet"):
            raise SettingProblem("{path} must end in .csv or .parquet.", path=self.out)


@dataclass(frozen=True)
class BacktestResult:
    """What a replay found; the rows are in the file `path`.

    events: rows written. ranked: those whose user and item training knew. values: figures over the
    ranked ones, with intervals. sentences: what a person should know.
    """

    path: Path
    events: int
    ranked: int
    values: tuple[Measured, ...]
    sentences: tuple[Reason, ...]
    seconds: float


def _check(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingProblem(
            "{setting} is '{value}', but must be one of {choices}.",
            setting=name,
            value=value,
            choices=", ".join(choices),
        )
