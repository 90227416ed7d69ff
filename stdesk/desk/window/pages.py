"""Makes a page when it is first shown, so that the window opens without what only pages need."""

from pathlib import Path

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QTabBar

from stdesk.desk.look.theme import GRID
from stdesk.desk.page.page import Page
from stdesk.desk.work.desk import Desk
from stdesk.language import tr
from stdesk.project import Project

NEAR_DEGREES = 0.002  # around one place
ROOM_FOR_A_PAGE = 1_000_000_000  # bytes that are free before a map's page is loaded unasked


def make_page(name: str, desk: Desk) -> Page:
    """One of PAGES by its name."""
    page = _make(name, desk)
    for box in (*page.findChildren(QSpinBox), *page.findChildren(QDoubleSpinBox)):
        # The style sheet cannot reach the line within; its text would touch the frame.
        box.lineEdit().setTextMargins(GRID - 2, 0, 0, 0)
    return page


def name_tabs(page: Page) -> None:
    """Tell screen readers what a row of tabs is, where the page does not itself."""
    for bar in page.findChildren(QTabBar):
        inside = bar.parentWidget()
        named = inside.accessibleName() if inside is not None else ""
        bar.setAccessibleName(named or tr("Parts of the page {page}", page=page.accessibleName()))


def prepare(project: Project, desk: Desk) -> None:
    """Do ahead, in workers, what pages would make a person wait for: Explore for its parts, its
    map's page, the log and its cells, Models for what it takes a second to learn of the models."""

    def load_page(wanted: bool) -> None:
        if wanted:
            from stdesk.desk.maps.live_page import PageAhead

            PageAhead.of(desk).load()

    desk.jobs.query(lambda: _wants_a_map(project), load_page, owner=desk)
    desk.jobs.query(lambda: _read_ahead(project), lambda _: None)


def _wants_a_map(project: Project) -> bool:
    """Whether a map can come, and there is memory to spare for it; its parts are imported then."""
    import psutil

    import stdesk.desk.explore.page  # noqa: F401

    return project.log.has_coordinates() and psutil.virtual_memory().available > ROOM_FOR_A_PAGE


def _read_ahead(project: Project) -> None:
    from stdesk.desk.work.log_cache import read_ahead
    from stdesk.models.registry import model_names

    read_ahead(project)
    model_names()


def start_import(page: Page, paths: list[Path]) -> None:
    """Open the import dialog of the Data page."""
    from stdesk.desk.data.page import DataPage

    if isinstance(page, DataPage):
        page.start_import(paths)


def show_models_part(page: Page, part: str) -> None:
    """Bring training or the comparison to the front of the Models page."""
    from stdesk.desk.models.page import ModelsPage

    if isinstance(page, ModelsPage):
        page.show_part(part)


def show_place(page: Page, latitude: float, longitude: float) -> None:
    """Bring a place into view on the map of the Explore page."""
    from stdesk.desk.explore.page import ExplorePage
    from stdesk.insight import Bounds

    if isinstance(page, ExplorePage):
        page.show_part("overview")
        west, south = longitude - NEAR_DEGREES, latitude - NEAR_DEGREES
        box = Bounds(west, south, west + 2 * NEAR_DEGREES, south + 2 * NEAR_DEGREES)
        page.panel.map.fit(box, closest=18)


def _make(name: str, desk: Desk) -> Page:
    match name:
        case "data":
            from stdesk.desk.data.page import DataPage

            return DataPage(desk)
        case "explore":
            from stdesk.desk.explore.page import ExplorePage

            return ExplorePage(desk)
        case "evolution":
            from stdesk.desk.evolution.page import EvolutionPage

            return EvolutionPage(desk)
        case "people":
            from stdesk.desk.people.page import PeoplePage

            return PeoplePage(desk)
        case "models":
            from stdesk.desk.models.page import ModelsPage

            return ModelsPage(desk)
        case "recommend":
            from stdesk.desk.recommend.page import RecommendPage

            return RecommendPage(desk)
        case "report":
            from stdesk.desk.report.page import ReportPage

            return ReportPage(desk)
    raise ValueError(f"there is no page {name}")
