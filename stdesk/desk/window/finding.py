"""What Ctrl+K looks into: pages, actions, projects, and all names in the open project."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QTabWidget

from stdesk.desk.explore.details_data import Subject
from stdesk.desk.window.finder import Finder
from stdesk.desk.work.desk import LOG, PAGES, SEGMENTS, STEP_TITLES
from stdesk.desk.work.finder_sources import (
    Deed,
    Entries,
    Entry,
    LogNames,
    Names,
    Source,
    read_names,
)
from stdesk.language import ntr, tr, tr_dynamic
from stdesk.project import Project, SegmentRecord

if TYPE_CHECKING:
    from stdesk.desk.window.window import Window

USERS, ITEMS, CATEGORIES, SEGMENT, PAGE, ACTION = 1.0, 0.0, 2.0, 3.0, 6.0, 4.0  # weights


class Finding:
    """Opens the finder. Names are read in the background when it is opened for the first time."""

    def __init__(self, window: "Window") -> None:
        self._window, self._desk = window, window.desk
        self.finder: Finder | None = None
        self._names: LogNames | None = None
        self._segments: list[SegmentRecord] = []
        self._stale = True
        self._desk.changed.connect(self._on_news)

    def open(self) -> None:
        if self.finder is None:
            self.finder = Finder(self._desk, self._window)
        self.finder.retranslate()
        self.finder.open_with(self.sources())
        if self._stale and self._desk.project is not None:
            self._read(self._desk.project)

    def set_project(self) -> None:
        self._names, self._segments, self._stale = None, [], True

    def sources(self) -> list[Source]:
        """All that can be searched now."""
        made: list[Source] = [self._pages(), self._actions(), self._projects()]
        made += [source() for source in self._desk.find_sources]
        if self._names is not None:
            made += self._named(self._names)
        if self._segments:
            entries = [self._segment(record) for record in self._segments]
            made.append(Entries(entries, weight=SEGMENT))
        return made

    def _on_news(self, news: str) -> None:
        self._stale = self._stale or news in (LOG, SEGMENTS)

    def _read(self, project: Project) -> None:
        def take(found: tuple[LogNames, list[SegmentRecord]]) -> None:
            self._names, self._segments = found
            self._stale = False
            if self.finder is not None and self.finder.isVisible():
                self.finder.look_into(self.sources())

        self._desk.jobs.query(
            lambda: (read_names(project), project.segments.all()),
            take,
            self._desk.show_problem,
            key="names to find",
            owner=self._window,
        )

    # names of the log

    def _named(self, names: LogNames) -> list[Source]:
        return [
            Names(names.users, lambda code: self._user(names, code), USERS),
            Names(names.items, lambda code: self._item(names, code), ITEMS),
            Names(names.categories, lambda code: self._category(names, code), CATEGORIES),
        ]

    def _user(self, names: LogNames, code: int) -> Entry:
        page = "people" if "people" in PAGES else "recommend"
        said = tr("look at this user"), tr_dynamic(STEP_TITLES[page])
        deeds = (
            Deed(said[0], lambda: self._look_at_user(code, "explore")),
            Deed(said[1], lambda: self._look_at_user(code, page)),
        )
        events = ntr("{n} event", "{n} events", int(names.user_events[code]))
        return Entry(names.user_keys[code], tr("User"), "user", deeds, events)

    def _item(self, names: LogNames, code: int) -> Entry:
        deeds = [Deed(tr("details"), lambda: self._tell_of(Subject("item", code)))]
        place = names.place_of(code)
        if place is not None:
            deeds.append(Deed(tr("show on the map"), lambda: self._desk.place_wanted.emit(*place)))
        group = tr("Place") if place is not None else tr("Item")
        events = ntr("{n} event", "{n} events", int(names.item_events[code]))
        icon = "place" if place is not None else "data"
        return Entry(names.item_names[code], group, icon, tuple(deeds), events)

    def _category(self, names: LogNames, code: int) -> Entry:
        deed = Deed(tr("details"), lambda: self._tell_of(Subject("category", code)))
        return Entry(names.category_names[code], tr("Category"), "filter", (deed,))

    def _segment(self, record: SegmentRecord) -> Entry:
        page = "people" if "people" in PAGES else "explore"
        deeds = (
            Deed(tr("look at this segment"), lambda: self._look_at_segment(record.id, "explore")),
            Deed(tr_dynamic(STEP_TITLES[page]), lambda: self._look_at_segment(record.id, page)),
        )
        users = ntr("{n} user", "{n} users", len(record.users))
        return Entry(record.name, tr("Segment"), "user", deeds, users)

    def _look_at_user(self, user: int, page: str) -> None:
        self._desk.focus.look_at(user=user)
        self._desk.show_page(page)

    def _look_at_segment(self, segment: int, page: str) -> None:
        self._desk.focus.look_at(segment=segment)
        self._desk.show_page(page)

    def _tell_of(self, subject: Subject) -> None:
        self._desk.details_wanted.emit(subject)

    # pages, actions, projects

    def _pages(self) -> Entries:
        if self._desk.project is None:
            return Entries([])
        entries, also = [], []
        for name in PAGES:
            title = tr_dynamic(STEP_TITLES[name])
            deeds = (Deed(tr("show this page"), self._go(name)),)
            keys = _keys_of(self._window.menus.pages[name])
            entries.append(Entry(title, tr("Page"), name, deeds, keys))
            also.append(f"{STEP_TITLES[name]} {name}")
            for part, show in self._parts(name):
                deeds = (Deed(tr("show this page"), show),)
                entries.append(Entry(part, tr("Page"), name, deeds, title))
                also.append(f"{title} {part}")
        return Entries(entries, also, PAGE)

    def _go(self, name: str) -> Callable[[], None]:
        return lambda: self._desk.show_page(name)

    def _parts(self, name: str) -> Iterator[tuple[str, Callable[[], None]]]:
        """The tabs of a page that was shown before."""
        page = self._window.pages.get(name)
        for tabs in page.findChildren(QTabWidget) if page is not None else ():
            for place in range(tabs.count()):
                if tabs.isTabVisible(place):
                    yield tabs.tabText(place).replace("&", ""), self._open_tab(name, tabs, place)

    def _open_tab(self, name: str, tabs: QTabWidget, place: int) -> Callable[[], None]:
        def show() -> None:
            self._desk.show_page(name)
            tabs.setCurrentIndex(place)

        return show

    def _actions(self) -> Entries:
        """Those of the menus; that a page can be gone to is said by the page's own entry."""
        entries, also = [], []
        pages = set(self._window.menus.pages.values())
        for path, action in actions_of(self._window.menuBar()):
            if action in pages:
                continue
            title = plain(action.text())
            note = "    ".join(part for part in (" › ".join(path), _keys_of(action)) if part)
            deeds = (Deed(tr("do it"), action.trigger),)
            entries.append(Entry(title, tr("Action"), "play", deeds, note))
            also.append(f"{' '.join(path)} {title} {plain(self._window.menus.english(action))}")
        return Entries(entries, also, ACTION)

    def _projects(self) -> Entries:
        open_now = self._desk.project.path if self._desk.project is not None else None
        paths = [path for path in self._desk.settings.recent if path != open_now]
        return Entries(
            [
                Entry(
                    path.stem,
                    tr("Project"),
                    "open",
                    (Deed(tr("open it"), self._opening(path)),),
                    str(path.parent),
                )
                for path in paths
            ]
        )

    def _opening(self, path: Path) -> Callable[[], None]:
        return lambda: self._window.open_project(path)


def _keys_of(action: QAction) -> str:
    """The keys of an action as this system writes them, "" for none."""
    return str(action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))


def actions_of(
    bar: QMenuBar, also_disabled: bool = False
) -> Iterator[tuple[tuple[str, ...], QAction]]:
    """Every action of the menus that can be done now, with the titles of its menus."""
    for entry in bar.actions():
        for path, action in _inside(entry.menu(), (plain(entry.text()),)):
            if action.isEnabled() or also_disabled:
                yield path, action


def plain(text: str) -> str:
    """A menu's text without the mark of its key, (&X) in Chinese, and without dots."""
    import re

    return re.sub(r"\(&\w\)", "", text).replace("&", "").removesuffix("…").strip()


def _inside(menu: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], QAction]]:
    for action in menu.actions() if isinstance(menu, QMenu) else ():
        if action.menu() is not None:
            yield from _inside(action.menu(), (*path, plain(action.text())))
        elif action.text() and not action.isSeparator():
            yield path, action
