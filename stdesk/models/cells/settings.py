"""The settings of `cells`, said without importing torch."""

from stdesk.language import mark
from stdesk.models.info import SettingInfo

CELLS: dict[str, SettingInfo] = {
    "nodes": SettingInfo(
        "auto",
        "choice",
        mark("What activity is counted for: items, cells of the map, categories."),
        choices=("auto", "item", "cell", "category"),
    ),
    "unit": SettingInfo(
        "auto",
        "choice",
        mark("How long a period is; by itself, hours up to half a year, then days."),
        choices=("auto", "hour", "day"),
    ),
    "most": SettingInfo(
        100, "int", mark("How many of the busiest nodes are learnt together."), low=2, high=500
    ),
    "how": SettingInfo(
        "gate",
        "choice",
        mark("How time and space are joined."),
        choices=("gate", "add", "multiply"),
    ),
    "width": SettingInfo(16, "int", mark("How many numbers describe a node."), low=2, high=256),
    "epochs": SettingInfo(
        30, "int", mark("How often the whole log is read, at most."), low=0, high=500
    ),
    "patience": SettingInfo(
        5,
        "int",
        mark("Stop after so many epochs without a better validation; 0 never."),
        low=0,
        high=100,
    ),
    "rate": SettingInfo(
        0.01,
        "float",
        mark("How big the steps of learning are at their biggest."),
        low=1e-6,
        high=1.0,
    ),
    "decay": SettingInfo(
        0.01, "float", mark("How strongly weights are pulled to zero."), low=0.0, high=10.0
    ),
}
SETTINGS_OF = {"cells": CELLS}
