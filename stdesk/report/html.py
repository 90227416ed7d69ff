"""The page: one file that opens offline, written as it is made, section by section."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stdesk.evaluation import line_title
from stdesk.language import figure, language, mark, ntr, number, p_text, percent, tr, tr_dynamic
from stdesk.locations import resource
from stdesk.progress import Progress
from stdesk.project import beside_name
from stdesk.report.contents import MapView, content
from stdesk.report.facts import Facts, local_moment
from stdesk.report.logo import logo_address
from stdesk.report.map import has_assets, map_page
from stdesk.report.places import Places
from stdesk.report.rivals import is_baseline
from stdesk.report.sections import Section
from stdesk.report.settings import ReportSettings
from stdesk.report.standing import (
    figure_text,
    figure_title,
    measured_text,
    numbered,
    shown,
)

_KICKERS = {
    "user": mark("Report on one user"),
    "segment": mark("Report on a segment"),
    "project": mark("Report on the project"),
}


@dataclass(frozen=True)
class Shown:
    """A section as the template sees it; `content` is made when it is its turn."""

    section: Section
    facts: Facts
    progress: Progress

    @property
    def name(self) -> str:
        return self.section.name

    @property
    def title(self) -> str:
        return tr_dynamic(self.section.title)

    @property
    def content(self) -> Any:
        return content(self.section.name, self.facts, self.progress)


def page_pieces(facts: Facts, progress: Progress, still: bool = False) -> Iterator[str]:
    """The page's text in pieces; a step of `progress` for each user of a long list.

    still: for paper, without a map that moves and with all that is folded open. Raises
    `ReportProblem` when the logo cannot be used.
    """
    settings = facts.settings
    template = _templates().get_template("report.html.j2")
    user = int(facts.users[0]) if facts.one_user else None
    return template.generate(
        facts=facts,
        kicker=tr_dynamic(_KICKERS[settings.kind]),
        moment=local_moment(facts, user),
        sections=[Shown(section, facts, progress) for section in facts.sections],
        logo=None if settings.logo is None else logo_address(settings.logo),
        footer=settings.footer,
        paper=settings.paper,
        sheet_line=_css_text(settings.footer or facts.title),
        still=still,
        map_document=lambda view: None if still else _moving(view),
        language=language().replace("_", "-"),
    )


def index_pieces(
    settings: ReportSettings, project: str, entries: Sequence[Any], asked: int
) -> Iterator[str]:
    """The page that links the reports of a batch; entries: what was written of what was asked."""
    return (
        _templates()
        .get_template("index.html.j2")
        .generate(
            settings=settings,
            project=project,
            entries=entries,
            asked=asked,
            logo=None if settings.logo is None else logo_address(settings.logo),
            language=language().replace("_", "-"),
        )
    )


def map_document(places: Places) -> str:
    """The page of the map, to be put into a frame of its own."""
    return _templates().get_template("map.html.j2").render(map_page(places))


def _moving(view: MapView) -> str | None:
    return map_document(view.places) if has_assets() else None


def _css_text(text: str) -> str:
    """Any text as the inside of a CSS string: whatever could end it is spelt by its number."""
    return re.sub(r"[^\w ]", lambda found: f"\\{ord(found.group()):x} ", text)[:600]


@lru_cache(maxsize=1)
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(resource("reports")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(
        tr=tr,
        ntr=ntr,
        number=number,
        percent=percent,
        figure=figure,
        shown=shown,
        measured=measured_text,
        beside_name=beside_name,
        figure_text=figure_text,
        figure_title=figure_title,
        numbered=numbered,
        p_text=p_text,
        is_baseline=is_baseline,
        title_of=line_title,
    )
    return templates
