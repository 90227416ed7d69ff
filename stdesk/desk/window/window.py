"""The main window: side bar, the pages, the start page, panels, banner, status bar."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QMainWindow, QStackedWidget, QToolBar, QWidget

from stdesk.desk.help.texts import show_about, show_places
from stdesk.desk.look.appearance import Appearance
from stdesk.desk.look.pieces import beside, rows, text
from stdesk.desk.look.theme import GRID, theme_for
from stdesk.desk.page.page import Page
from stdesk.desk.window import pages
from stdesk.desk.window.areas import AreaKeys
from stdesk.desk.window.docks import Docks
from stdesk.desk.window.finding import Finding
from stdesk.desk.window.helping import Helping
from stdesk.desk.window.incoming import Incoming
from stdesk.desk.window.job_panel import JobPanel
from stdesk.desk.window.leaving import Leaving
from stdesk.desk.window.menus import Menus
from stdesk.desk.window.projects import Projects
from stdesk.desk.window.session import Session
from stdesk.desk.window.sidebar import SideBar
from stdesk.desk.window.start_page import StartPage
from stdesk.desk.window.status_line import StatusLine
from stdesk.desk.work.desk import PAGES, Desk
from stdesk.desk.work.messages import show_problem
from stdesk.desk.work.settings import Settings
from stdesk.language import language, set_language, tr

if TYPE_CHECKING:
    from stdesk.desk.window.tour import Tour

TRAIN, COMPARE = "train", "compare"
PREPARE_MS = 1000  # after a project has opened, when its first page stands


class Window(QMainWindow):
    """One project at a time; pages are made when first shown."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.desk = Desk(settings, self)
        self.projects = Projects(self.desk, self)
        self.pages: dict[str, Page] = {}
        self.current_page = ""
        self.tour: Tour | None = None
        self.incoming, self.leaving = Incoming(self), Leaving(self)
        self._appearance = Appearance()
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self.setMinimumSize(112 * GRID, 72 * GRID)
        self.set_theme(settings.theme)
        self.retranslate()
        self.session.restore_window()
        self._on_project()

    def open_project(self, path: Path, read_only: bool = False) -> None:
        self.projects.open(Path(path), read_only)

    def ask_for_sample(self) -> None:
        self.incoming.offer_samples()

    def take_tour(self) -> None:
        """Five steps through the app; made when it is first asked for."""
        from stdesk.desk.window.tour import Tour

        if self.tour is None:
            self.tour = Tour(self)
        self.tour.begin()

    def show_page(self, name: str) -> None:
        """Show one of PAGES; without a project the start page stays."""
        if self.desk.project is None:
            return
        page = self.page(name)
        self._stack.setCurrentWidget(page)
        self.sidebar.mark_current(name)
        self.current_page = name

    def page(self, name: str) -> Page:
        """The page, made and brought up to date when it is asked for the first time."""
        if name not in self.pages:
            page = self.pages[name] = pages.make_page(name, self.desk)
            self._stack.addWidget(page)
            page.retranslate()
            pages.name_tabs(page)
            page.apply_theme(self.desk.theme)
            page.set_project(self.desk.project)
            self.session.restore_page(name, page)
        return self.pages[name]

    def go_train(self) -> None:
        self._go_models(TRAIN)

    def go_compare(self) -> None:
        self._go_models(COMPARE)

    def set_language(self, code: str) -> None:
        """Every text of the window in another language, at once."""
        self.desk.settings.language = code
        set_language(code)
        self._apply_theme()
        self.retranslate()

    def set_theme(self, mode: str) -> None:
        self.desk.settings.theme = mode
        self.desk.theme = theme_for(mode)
        self._apply_theme()

    def zoom_by(self, percent: int) -> None:
        """Larger or smaller text; 0 goes back to normal."""
        settings = self.desk.settings
        settings.zoom = settings.zoom + percent if percent else 100
        self._apply_theme()

    def show_shortcuts(self) -> None:
        from stdesk.desk.window.shortcuts import show_shortcuts

        show_shortcuts(self, self.menuBar())

    def show_place(self, latitude: float, longitude: float) -> None:
        """Bring a place into view on Explore's map."""
        self.show_page("explore")
        if "explore" in self.pages:
            pages.show_place(self.pages["explore"], latitude, longitude)

    def show_places(self) -> None:
        show_places(self, self.desk.project, self.desk.settings)

    def show_about(self) -> None:
        show_about(self)

    def retranslate(self) -> None:
        self._appearance.translate_qt(language())
        self.setLocale(QLocale(language()))  # of calendars and number boxes in what is made already
        self.menus.retranslate()
        self.sidebar.retranslate()
        self.job_panel.retranslate()
        self.docks.retranslate()
        self.start.retranslate()
        self.helping.retranslate()
        if self.tour is not None:
            self.tour.retranslate()
        self.banner_text.setText(
            tr("This project is open for reading only, because it is in use elsewhere.")
        )
        for page in self.pages.values():
            page.retranslate()
            pages.name_tabs(page)
        self._title()

    def _build(self) -> None:
        self.sidebar = SideBar()
        self.start = StartPage(self.desk)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self.banner = QFrame()
        self.banner.setProperty("look", "banner")
        self.banner_text = text("warning", wrap=True)
        self.banner.setLayout(beside(self.banner_text, margin=GRID))
        self.job_panel = JobPanel(self.desk.jobs)
        self.statusBar().addPermanentWidget(self.job_panel)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setFixedHeight(5 * GRID)
        self.status = StatusLine(self.statusBar(), self.desk, self.projects)
        self.docks = Docks(self, self.desk)
        self.finding, self.session = Finding(self), Session(self)
        self.helping = Helping(self)
        self.areas = AreaKeys(lambda: (self.sidebar, self._stack, *self.docks.visible()))
        self.menus = Menus(self)
        self._put_sidebar()
        whole = QWidget()
        whole.setLayout(rows(self.banner, self._stack, spacing=0))
        self.setCentralWidget(whole)

    def _put_sidebar(self) -> None:
        """In a tool bar, since panels come between the side bar and the page."""
        bar = QToolBar()
        bar.setObjectName("side bar")
        bar.setMovable(False)
        bar.addWidget(self.sidebar)
        bar.toggleViewAction().setVisible(False)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.show_page)
        self.sidebar.find_wanted.connect(self.finding.open)
        self.desk.page_wanted.connect(self.show_page)
        self.desk.import_wanted.connect(self.incoming.bring)
        self.desk.problem_arose.connect(lambda problem: show_problem(self, problem))
        self.desk.place_wanted.connect(self.show_place)
        self.projects.replaced.connect(self._on_project)
        self.start.new_wanted.connect(lambda: self.projects.ask_for_new())
        self.start.open_wanted.connect(self.projects.ask_for_project)
        self.start.demo_wanted.connect(self.projects.make_demo)
        self.start.sample_wanted.connect(self.ask_for_sample)
        self.start.tour_wanted.connect(self.take_tour)
        self.start.project_wanted.connect(self.open_project)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _on_project(self) -> None:
        project = self.desk.project
        self.desk.changes.set_project(project)
        self.desk.focus.clear()
        self.sidebar.set_project(project)
        self.finding.set_project()
        self.docks.set_project(project)
        self.banner.setVisible(project is not None and project.read_only)
        for page in self.pages.values():
            page.set_project(project)
        self.menus.follow()
        self._title()
        self.statusBar().clearMessage()
        if project is None:
            self.start.refresh()
            self._stack.setCurrentWidget(self.start)
            self.setFocus()
        else:
            remembered = self.current_page or self.session.page
            self.show_page(remembered if remembered in PAGES else "data")
            self.setFocus()  # Tab begins at the top, and nothing is ringed before
            QTimer.singleShot(PREPARE_MS, self, self._prepare_pages)
            self.incoming.go_on()

    def _prepare_pages(self) -> None:
        project = self.desk.project
        if project is not None:
            pages.prepare(project, self.desk)

    def _go_models(self, part: str) -> None:
        self.show_page("models")
        if "models" in self.pages:
            pages.show_models_part(self.pages["models"], part)

    def _title(self) -> None:
        project = self.desk.project
        self.setWindowTitle(f"{project.path.stem} – stdesk" if project else "stdesk")

    def _apply_theme(self) -> None:
        theme = self.desk.theme
        self._appearance.apply(theme, self.desk.settings.zoom, language())
        self.sidebar.apply_theme(theme)
        self.docks.apply_theme()
        self.start.apply_theme(theme)
        self.helping.apply_theme()
        for page in self.pages.values():
            page.apply_theme(theme)

    def _follow_system(self) -> None:
        if self.desk.settings.theme == "system":
            self.set_theme("system")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.incoming.take_files(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.leaving.may_close())
