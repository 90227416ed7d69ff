"""What may be set of the ranker."""

from collections.abc import Mapping

from stdesk.language import mark
from stdesk.models.info import SettingInfo

SETTINGS: Mapping[str, SettingInfo] = {
    "moments": SettingInfo(
        16_000, "int", mark("About how many moments of the log to learn from."), low=100
    ),
    "rounds": SettingInfo(
        200, "int", mark("How many trees at most; validation may stop earlier."), low=1
    ),
    "rounds_given": SettingInfo(
        0, "int", mark("Trees for moments whose time is given; 0 as above."), low=0
    ),
    "rounds_unknown": SettingInfo(
        0, "int", mark("Trees for moments whose time is unknown; 0 as above."), low=0
    ),
    "weighed_by": SettingInfo(
        "both",
        "choice",
        mark("What weighs the candidates: boosted trees, a network over events, or both."),
        choices=("both", "trees", "network"),
    ),
    "networks": SettingInfo(
        1,
        "int",
        mark("How many networks learn, each from a seed of its own; all count alike."),
        low=1,
        high=10,
    ),
    "epochs": SettingInfo(
        6, "int", mark("How often the network sees each moment."), low=1, high=100
    ),
    "width": SettingInfo(96, "int", mark("Width of the network."), low=3, high=1024),
    "stop_early": SettingInfo(
        True, "bool", mark("Let validation stop the trees; a long log is then learned from twice.")
    ),
    "leaves": SettingInfo(31, "int", mark("Leaves of each tree."), low=2, high=1024),
    "learning_rate": SettingInfo(
        0.06, "float", mark("How much each tree may change."), low=0.001, high=1.0
    ),
    "new_items": SettingInfo(
        40,
        "int",
        mark("How many items that are new to the user are compared with her own."),
        low=0,
        high=1000,
    ),
    "components": SettingInfo(
        "",
        "text",
        mark("Other models whose scores become columns, by name, separated by commas."),
    ),
    "component_preset": SettingInfo(
        "fast",
        "choice",
        mark("How thoroughly those models learn."),
        choices=("fast", "balanced", "best"),
    ),
    "threads": SettingInfo(0, "int", mark("Processor cores to use; 0 for all."), low=0, high=256),
}

SETTINGS_OF = {"ranker": SETTINGS}
