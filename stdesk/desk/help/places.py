"""Which help page belongs to what is shown: a page of the window, one of its tabs, a dialog."""

from PySide6.QtWidgets import QDialog, QTabWidget, QWidget

FIRST = "first-ten-minutes"
# A page, or a page and the position of its tab.
OF_PAGES: dict[str | tuple[str, int], str] = {
    "": FIRST,  # the start page
    "data": "import",
    ("explore", 0): "explore-map",
    ("explore", 1): "timelines",
    "evolution": "evolution",
    "people": "people",
    ("models", 0): "train",
    ("models", 1): "tune",
    ("models", 2): "compare",
    ("models", 3): "compare",
    ("models", 4): "compare",
    ("recommend", 0): "recommend",
    ("recommend", 1): "routes",
    ("recommend", 2): "routes",
    "report": "report",
}
OF_DIALOGS = {
    "ImportDialog": "import",
    "SettingsDialog": "train",
    "ModelCard": "train",
    "AblationDialog": "compare",
    "MissDialog": "compare",
    "Finder": "habits",
    "SampleDialog": "privacy",
}


def topic_of_page(name: str, page: QWidget | None) -> str:
    """The topic of a page of the window, as it is now; no page is the start page."""
    tabs = getattr(page, "parts", None)
    if isinstance(tabs, QTabWidget) and (name, tabs.currentIndex()) in OF_PAGES:
        return OF_PAGES[name, tabs.currentIndex()]
    return OF_PAGES.get(name, FIRST)


def topic_of_dialog(dialog: QDialog) -> str | None:
    """The topic of a dialog; None for one that has no page of its own."""
    return OF_DIALOGS.get(type(dialog).__name__)
