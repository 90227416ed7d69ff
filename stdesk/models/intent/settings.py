"""The settings of intent, said without importing what learns."""

from stdesk.language import mark
from stdesk.models.info import SettingInfo
from stdesk.models.network_settings import SETTINGS_OF as NETWORKS

HEADS = ("trees", "lstm", "transformer")
CALIBRATIONS = ("temperature", "platt", "isotonic", "none")

_QUESTION = {
    "kind": SettingInfo(
        "", "text",
        mark("The act to foresee: a kind such as buy, or a category; by default the rarest kind."),
    ),
    "horizon": SettingInfo(
        "event", "choice",
        mark("Until when: the next event, the next session, or a number of days."),
        choices=("event", "session", "days"),
    ),
    "days": SettingInfo(
        7.0, "float", mark("How many days, where the horizon is days."), low=0.04, high=365.0
    ),
    "gap_hours": SettingInfo(
        24.0, "float", mark("The pause, in hours, that ends a session."), low=0.05, high=720.0
    ),
}  # fmt: skip
_ANSWER = {
    "head": SettingInfo(
        "trees", "choice",
        mark("What learns: trees over counts, or a network that reads the events in order."),
        choices=HEADS,
    ),
    "calibration": SettingInfo(
        "temperature", "choice",
        mark("How probabilities are made honest, on validation: temperature, platt or isotonic."),
        choices=CALIBRATIONS,
    ),
    "balance": SettingInfo(
        0.0, "float",
        mark(
            "How much more rare acts count while learning, corrected afterwards: 0 no more, 1 as "
            "much as all others."
        ),
        low=0.0, high=1.0,
    ),
    "moments": SettingInfo(
        200_000, "int", mark("How many past moments are learnt from, at most."),
        low=100, high=10_000_000,
    ),
}  # fmt: skip
_TREES = {
    "rounds": SettingInfo(
        600, "int", mark("How many trees at most; validation stops earlier."), low=1, high=10_000
    ),
    "leaves": SettingInfo(15, "int", mark("How many leaves a tree has."), low=2, high=255),
    "leaf_moments": SettingInfo(
        60, "int", mark("How many moments a leaf holds at least."), low=1, high=100_000
    ),
    "learning_rate": SettingInfo(
        0.04, "float", mark("How much each tree may correct."), low=0.001, high=1.0
    ),
}
_OF_NETWORKS = (
    "window", "width", "layers", "heads", "epochs", "patience", "rate", "decay", "dropout", "batch",
)  # fmt: skip
SETTINGS: dict[str, SettingInfo] = {
    **_QUESTION,
    **_ANSWER,
    **_TREES,
    **{name: NETWORKS["transformer"][name] for name in _OF_NETWORKS},
}
SETTINGS_OF: dict[str, dict[str, SettingInfo]] = {"intent": SETTINGS}
