"""The settings of the neural models, said without importing them."""

from stdesk.language import mark
from stdesk.models.info import SettingInfo

_DESCENT = {
    "epochs": SettingInfo(
        12, "int", mark("How often the whole log is read, at most."), low=1, high=500
    ),
    "patience": SettingInfo(
        3, "int", mark("Stop after so many epochs without a better validation; 0 never."),
        low=0, high=100,
    ),
    "rate": SettingInfo(
        0.003, "float", mark("How big the steps of learning are at their biggest."),
        low=1e-6, high=1.0,
    ),
    "decay": SettingInfo(
        0.05, "float", mark("How strongly weights are pulled to zero."), low=0.0, high=10.0
    ),
    "dropout": SettingInfo(
        0.3, "float", mark("The share of values hidden at random while learning."),
        low=0.0, high=0.9,
    ),
    "batch": SettingInfo(
        1024, "int", mark("How many events are learnt from at once."), low=1, high=100_000
    ),
}  # fmt: skip
_SHAPE = {
    "width": SettingInfo(
        64, "int", mark("How many numbers describe an item, an event, a state."), low=8, high=1024
    ),
    "window": SettingInfo(
        100, "int", mark("How many of a user's newest events are looked at."), low=2, high=1000
    ),
}
_ITEMS = {
    "memory": SettingInfo(
        2, "int", mark("How many pointers look back at the user's own events; 0 for none."),
        low=0, high=16,
    ),
    "user_vectors": SettingInfo(
        True, "bool", mark("Whether each user has a taste of her own beside her history.")
    ),
    "start": SettingInfo(
        "auto", "choice",
        mark(
            "Where items begin: near those that users had around them (counts), or anywhere "
            "(random); auto: counts where people do not come back."
        ),
        choices=("auto", "counts", "random"),
    ),
    "loss": SettingInfo(
        "sampled", "choice",
        mark("softmax: all items compete; sampled: some stand for all; gbce: each by itself."),
        choices=("sampled", "softmax", "gbce"),
    ),
    "rivals": SettingInfo(
        8000, "int", mark("How many items compete while learning; 0 for all."),
        low=0, high=1_000_000,
    ),
}  # fmt: skip
_LAYERS = {"layers": SettingInfo(1, "int", mark("Layers of the sequence part."), low=1, high=12)}
_HEADS = {
    "heads": SettingInfo(
        2, "int", mark("Attention heads; the width must be a multiple of them."), low=1, high=16
    )
}
_GRAPH = {
    "steps": SettingInfo(
        2, "int", mark("How many steps what is known spreads over the graph."), low=1, high=10
    ),
    "neighbours": SettingInfo(
        10, "int", mark("How many places nearby each place is joined with."), low=1, high=100
    ),
}
_HOW = {
    "how": SettingInfo(
        "gate", "choice", mark("How time and space are joined."),
        choices=("gate", "add", "multiply"),
    )
}  # fmt: skip
_BLEND = {
    "members": SettingInfo(
        "ease, decayed_markov, transformer", "text",
        mark("The models whose chances are joined, by name, separated by commas."),
    ),
    "member_preset": SettingInfo(
        "fast", "choice", mark("How thoroughly those models learn."),
        choices=("fast", "balanced", "best"),
    ),
    "seeds": SettingInfo(
        1, "int", mark("How often each network learns, beginning anew; their mean is taken."),
        low=1, high=20,
    ),
}  # fmt: skip

_SEQUENCE = {**_SHAPE, **_LAYERS, **_ITEMS, **_DESCENT}
SETTINGS_OF: dict[str, dict[str, SettingInfo]] = {
    "gru": _SEQUENCE,
    "lstm": _SEQUENCE,
    "transformer": {**_SHAPE, **_LAYERS, **_HEADS, **_ITEMS, **_DESCENT},
    "gcn": {**_SHAPE, **_GRAPH, **_ITEMS, **_DESCENT},
    "blend": _BLEND,
    "fusion": {**_HOW, **_SHAPE, **_LAYERS, **_GRAPH, **_ITEMS, **_DESCENT},
}
