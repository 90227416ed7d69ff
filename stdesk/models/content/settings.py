"""The settings of `content`, said without importing it."""

from stdesk.language import mark
from stdesk.models.info import SettingInfo
from stdesk.models.network_settings import SETTINGS_OF as NETWORKS

_SHARED = ("epochs", "patience", "rate", "decay", "dropout", "batch", "width", "window", "rivals")
_CONTENT = {
    "texts": SettingInfo(True, "bool", mark("Whether titles, texts and tags of items are read.")),
    "images": SettingInfo(True, "bool", mark("Whether pictures of items are looked at.")),
    "encoder": SettingInfo(
        "", "text",
        mark(
            "The folder of a sentence encoder on this machine (sentence-transformers); by default "
            "texts are read without one. Nothing is ever fetched."
        ),
    ),
    "text_numbers": SettingInfo(
        64, "int", mark("How many numbers describe a text."), low=4, high=512
    ),
    "heads": SettingInfo(
        3, "int", mark("How many ways of looking back at the user's events."), low=1, high=16
    ),
    "unseen": SettingInfo(
        0.2, "float",
        mark("The share of items that are treated as new in each step of learning."),
        low=0.0, high=0.9,
    ),
}  # fmt: skip
SETTINGS_OF: dict[str, dict[str, SettingInfo]] = {
    "content": _CONTENT | {name: NETWORKS["transformer"][name] for name in _SHARED}
}
