"""Events become sequences, graphs, contexts and content vectors."""

from stdesk.features.log import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Catalogue,
    Contexts,
    EventLog,
    contexts_now,
    contexts_of_events,
    hour_of_week,
    load_log,
)

__all__ = [
    "DAY_MS",
    "HOUR_MS",
    "MINUTE_MS",
    "Catalogue",
    "Contexts",
    "EventLog",
    "contexts_now",
    "contexts_of_events",
    "hour_of_week",
    "load_log",
]
