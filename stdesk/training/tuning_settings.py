"""What can be asked of a tuning, and what comes back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from stdesk.errors import SettingProblem
from stdesk.models.base import Reason

TUNED = "tuned"  # the preset that stands for what a tuning chose
PROTOCOLS = ("next-place", "leave-one-out", "rolling")
TIMES = ("given", "unknown")
FIGURES: dict[str, tuple[str, ...]] = {  # of each task; the first is what is taken unasked
    "items": ("MRR", "NDCG@10", "Acc@1", "Acc@10"),
    "intent": ("log-loss",),
    "series": ("MASE",),
}
LOW_IS_GOOD = ("log-loss", "MASE")
State = Literal["done", "pruned", "failed"]


@dataclass(frozen=True)
class TuneSettings:
    """One tuning.

    preset, overrides: what the trials start from; what is not searched keeps these values. minutes:
    no trial begins after them, and one that still runs a usual trial's time later is left.
    most_trials: of this call; 0 for as many as there is time. metric:
    the figure of validation that is to become better, by default the task's first. protocol: by
    which the model will be judged later; its test events are never looked at. folds: of rolling.
    time: whether the moments to be predicted are known. anew: forget earlier trials.
    """

    model: str = ""
    preset: str = "fast"
    overrides: Mapping[str, object] = field(default_factory=dict)
    minutes: float = 5.0
    most_trials: int = 0
    metric: str = ""
    protocol: str = "next-place"
    folds: int = 3
    time: str = "given"
    seed: int = 0
    device: str = "auto"
    threads: int = 0
    anew: bool = False

    def __post_init__(self) -> None:
        _check("protocol", self.protocol, PROTOCOLS)
        _check("time", self.time, TIMES)
        if not 0 < self.minutes <= 10_000:
            raise SettingProblem(
                "minutes is {minutes}, but must be more than 0 and at most 10,000.",
                minutes=self.minutes,
            )

    def figure(self, task: str) -> str:
        """The metric, or the task's own where none was named."""
        known = FIGURES[task]
        if self.metric:
            _check("metric", self.metric, known)
        return self.metric or known[0]


@dataclass(frozen=True)
class Trial:
    """One try: the searched settings, the figure on validation (None unless done), seconds.

    curve: the figure of each epoch that was seen, by which a hopeless trial is pruned.
    """

    number: int
    params: dict[str, Any]
    value: float | None
    seconds: float
    state: State
    curve: dict[int, float] = field(default_factory=dict)
    message: str = ""

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Trial":
        curve = {int(at): value for at, value in stored["curve"].items()}
        return cls(**{**stored, "curve": curve})


@dataclass(frozen=True)
class Tuned:
    """What came of a tuning so far.

    best: the number of the chosen trial; 0 is the preset itself. settings: complete, as `train`
    takes them. gain: how much better than the preset, on validation events that chose nothing, with
    its 95 % interval over users. importances: shares of what each searched setting mattered.
    """

    model: str
    metric: str
    best: int
    settings: dict[str, Any]
    preset_value: float
    value: float
    gain: float
    low: float
    high: float
    importances: dict[str, float]
    sentences: tuple[Reason, ...]
    trials: tuple[Trial, ...]


def _check(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingProblem(
            "{setting} is '{value}', but must be one of {choices}.",
            setting=name,
            value=value,
            choices=", ".join(choices),
        )
