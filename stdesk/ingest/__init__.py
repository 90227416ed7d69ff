"""A log file becomes clean events: look at it, correct the guess, import it.

inspection = inspect_file("checkins.csv")
reports = import_files(project, ImportSettings(("checkins.csv",)), Progress())
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stdesk.ingest.known_files import Preset
from stdesk.ingest.presets import PRESETS
from stdesk.ingest.reasons import reason_text
from stdesk.ingest.roles import ROLES, Role
from stdesk.ingest.settings import ImportReport, ImportSettings

if TYPE_CHECKING:
    from stdesk.ingest.importing import import_files
    from stdesk.ingest.inspection import Column, Inspection, inspect_file
    from stdesk.ingest.rejects import export_rejects
    from stdesk.ingest.samples import SAMPLES, Sample, fetch_sample, sample_named

__all__ = [
    "PRESETS",
    "ROLES",
    "SAMPLES",
    "Column",
    "ImportReport",
    "ImportSettings",
    "Inspection",
    "Preset",
    "Role",
    "Sample",
    "export_rejects",
    "fetch_sample",
    "import_files",
    "inspect_file",
    "reason_text",
    "sample_named",
]

# pyarrow comes in with these, when they are first used.
_LATER = {
    "Column": "inspection",
    "Inspection": "inspection",
    "SAMPLES": "samples",
    "Sample": "samples",
    "export_rejects": "rejects",
    "fetch_sample": "samples",
    "import_files": "importing",
    "inspect_file": "inspection",
    "sample_named": "samples",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"stdesk.ingest.{_LATER[name]}"), name)
