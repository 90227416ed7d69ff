"""One file a model, one interface; the registry knows them by name."""

from stdesk.models.base import Reason, Recommender, Task

__all__ = ["Reason", "Recommender", "Task"]
