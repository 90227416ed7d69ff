"""What can be asked of a training."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TrainSettings:
    """One training.

    preset: fast, balanced, best, or tuned, which is what `tune` chose in this project. overrides:
    settings that differ from the preset's, by name; values may be typed text.
    device: auto, cpu or cuda. threads: how many the tensor library may use, 0 for as many as there
    are cores; the window asks for one fewer, so that it stays smooth. resume: a cancelled or failed
    run that goes on where it stopped; its own model, settings and seed then hold.
    """

    model: str = ""
    preset: str = "fast"
    overrides: Mapping[str, object] = field(default_factory=dict)
    seed: int = 0
    device: str = "auto"
    threads: int = 0
    resume: int | None = None
