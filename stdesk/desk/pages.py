"""Makes a page when it is first shown, so that the window opens without what only pages need."""

import importlib.util
from pathlib import Path

from stdesk.desk.desk import Desk
from stdesk.desk.page import Page
from stdesk.desk.sidebar import STEP_TITLES
from stdesk.language import tr, tr_dynamic


def make_page(name: str, desk: Desk) -> Page:
    """One of PAGES by its name."""
    if importlib.util.find_spec(f"stdesk.desk.{name}_page") is None:
        return _Unwritten(name, desk)
    match name:
        case "data":
            from stdesk.desk.data_page import DataPage

            return DataPage(desk)
        case "explore":
            from stdesk.desk.explore_page import ExplorePage

            return ExplorePage(desk)
        case "models":
            from stdesk.desk.models_page import ModelsPage

            return ModelsPage(desk)
        case "recommend":
            from stdesk.desk.recommend_page import RecommendPage

            return RecommendPage(desk)
        case "report":
            from stdesk.desk.report_page import ReportPage

            return ReportPage(desk)
    raise ValueError(f"there is no page {name}")


def prepare() -> None:
    """What the Models page needs to know of the models takes a second; read it ahead, in a worker."""
    from stdesk.models.registry import model_names

    model_names()


def start_import(page: Page, paths: list[Path]) -> None:
    """Open the import dialog of the Data page."""
    if hasattr(page, "start_import"):
        page.start_import(paths)


def show_models_part(page: Page, part: str) -> None:
    """Bring training or the comparison to the front of the Models page."""
    if hasattr(page, "show_part"):
        page.show_part(part)


class _Unwritten(Page):
    """Stands in while a page's file does not exist."""

    def __init__(self, name: str, desk: Desk) -> None:
        self._name = name
        super().__init__(desk)

    def retranslate(self) -> None:
        self.set_heading(tr_dynamic(STEP_TITLES[self._name]))
        self.show_empty(tr("Nothing here yet"), tr("This page is being written."))
