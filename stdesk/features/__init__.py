"""Events become sequences, graphs and contexts."""

from stdesk.features.bites import bites
from stdesk.features.contexts import Contexts, contexts_now, contexts_of_events
from stdesk.features.descriptions import Descriptions, item_texts
from stdesk.features.encoder import EncodedAxes, encoded, encoded_axes
from stdesk.features.graphs import Graph, neighbour_graph, transition_graph
from stdesk.features.groups import MOST_GROUPS, Groups, group_events
from stdesk.features.images import Pictures
from stdesk.features.log import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Catalogue,
    EventLog,
    hour_of_week,
    load_log,
    log_in_memory,
)
from stdesk.features.places import cartesian_km
from stdesk.features.sequences import (
    CLOCK,
    GAPS,
    HOURS,
    MOST_AGAIN,
    STEPS,
    EventColumns,
    Moments,
    Windows,
    event_columns,
    moments_of_contexts,
    moments_of_steps,
    segments,
    windows,
    windows_of_contexts,
    windows_with_one_left_out,
)
from stdesk.features.text import TextAxes, text_axes, words_of

__all__ = [
    "CLOCK",
    "DAY_MS",
    "GAPS",
    "HOURS",
    "HOUR_MS",
    "MINUTE_MS",
    "MOST_AGAIN",
    "MOST_GROUPS",
    "STEPS",
    "Catalogue",
    "Contexts",
    "Descriptions",
    "EncodedAxes",
    "EventColumns",
    "EventLog",
    "Graph",
    "Groups",
    "Moments",
    "Pictures",
    "TextAxes",
    "Windows",
    "bites",
    "cartesian_km",
    "contexts_now",
    "contexts_of_events",
    "encoded",
    "encoded_axes",
    "event_columns",
    "group_events",
    "hour_of_week",
    "item_texts",
    "load_log",
    "log_in_memory",
    "moments_of_contexts",
    "moments_of_steps",
    "neighbour_graph",
    "segments",
    "text_axes",
    "transition_graph",
    "windows",
    "windows_of_contexts",
    "windows_with_one_left_out",
    "words_of",
]
