"""A generator of logs whose truth is known, for trying things out and for tests."""

from stdesk.demo.generate import Demo, generate
from stdesk.demo.settings import DemoSettings
from stdesk.demo.truth import PlantedItem, PlantedLife, PlantedUser, Truth
from stdesk.demo.write import WrittenDemo, write_demo

__all__ = [
    "Demo",
    "DemoSettings",
    "PlantedItem",
    "PlantedLife",
    "PlantedUser",
    "Truth",
    "WrittenDemo",
    "generate",
    "write_demo",
]
