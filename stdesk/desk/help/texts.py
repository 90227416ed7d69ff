"""What the Help menu says."""

from PySide6.QtWidgets import QWidget

from stdesk import __version__
from stdesk.desk.work.messages import show_text
from stdesk.desk.work.settings import Settings
from stdesk.language import tr
from stdesk.project import Project


def show_places(parent: QWidget, project: Project | None, settings: Settings) -> None:
    """Where the project and the settings lie on this computer."""
    lines = [
        tr("Project: {path}", path=project.path if project else "–"),
        tr("Settings: {path}", path=settings.path),
    ]
    show_text(parent, tr("Where files lie"), "\n".join(lines))


def show_about(parent: QWidget) -> None:
    said = tr(
        "stdesk {version}\n\nA desktop for behaviour logs: what people do, when and where, and "
        "what they do next. Nothing leaves this computer.\n\nMIT licence.",
        version=__version__,
    )
    show_text(parent, tr("About stdesk"), said)
