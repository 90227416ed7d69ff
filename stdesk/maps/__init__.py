"""Maps: what they show of a log, as small messages to one page; and a map as a file of its own."""

from stdesk.maps.export import WINDOWS, Exported, MapResult, MapSettings, write_map
from stdesk.maps.file import SavedMap, write_saved_map
from stdesk.maps.layers import (
    LAYERS,
    Layer,
    MapLog,
    Measure,
    gather,
    legend_message,
    moments_message,
    spot_frames,
    spots_message,
)
from stdesk.maps.message import Message
from stdesk.maps.packing import pack
from stdesk.maps.page import SCRIPTS, STYLES, assets_present, outline, web_file
from stdesk.maps.ways import (
    FlowsShown,
    Trail,
    flows_message,
    flows_shown,
    trail_ends,
    trail_message,
    trail_of,
)
from stdesk.maps.words import Words, cell_words, flow_words, spot_words, stop_words

__all__ = [
    "LAYERS",
    "SCRIPTS",
    "STYLES",
    "WINDOWS",
    "Exported",
    "FlowsShown",
    "Layer",
    "MapLog",
    "MapResult",
    "MapSettings",
    "Measure",
    "Message",
    "SavedMap",
    "Trail",
    "Words",
    "assets_present",
    "cell_words",
    "flow_words",
    "flows_message",
    "flows_shown",
    "gather",
    "legend_message",
    "moments_message",
    "outline",
    "pack",
    "spot_frames",
    "spot_words",
    "spots_message",
    "stop_words",
    "trail_ends",
    "trail_message",
    "trail_of",
    "web_file",
    "write_map",
    "write_saved_map",
]
