"""One file a model, one interface; the registry knows them by name."""

from stdesk.models.base import Checkpoint, CheckpointStore, Learner, Reason, Recommender, Task
from stdesk.models.info import ModelInfo, SettingInfo
from stdesk.models.registry import model_class, model_info, model_names

__all__ = [
    "Checkpoint",
    "CheckpointStore",
    "Learner",
    "ModelInfo",
    "Reason",
    "Recommender",
    "SettingInfo",
    "Task",
    "model_class",
    "model_info",
    "model_names",
]
