"""The page: one file that opens offline, written as it is made, section by section."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from stdesk.language import figure, language, mark, number, percent, tr, tr_dynamic
from stdesk.locations import resource
from stdesk.models import model_info
from stdesk.progress import Progress
from stdesk.report.card import card_html
from stdesk.report.expected import expected_activity
from stdesk.report.facts import Facts
from stdesk.report.map import has_assets, map_page
from stdesk.report.overview import Overview, overview
from stdesk.report.person import Person, person
from stdesk.report.places import Places
from stdesk.report.standing import measured_text, shown

PARTS = ("all", "return", "discovery")


def page_pieces(facts: Facts, progress: Progress) -> Iterator[str]:
    """The page's text in pieces; a step of `progress` for each user."""
    template = _templates().get_template("report.html.j2")
    whole: Person | Overview = person(facts, 0) if facts.one_user else overview(facts)
    return template.generate(
        facts=facts,
        whole=whole,
        map=map_document(whole.places) if whole.places and has_assets() else None,
        people=() if facts.one_user else _people(facts, progress),
        expected=expected_activity(facts),
        standing=_standing(facts),
        card=card_html(facts.run.model),
        made=facts.made(),
        language=language().replace("_", "-"),
    )


def map_document(places: Places) -> str:
    """The page of the map, to be put into a frame of its own."""
    return _templates().get_template("map.html.j2").render(map_page(places))


def _people(facts: Facts, progress: Progress) -> Iterator[Person]:
    for position in range(len(facts.lists.users)):
        progress.step(position, len(facts.lists.users))
        yield person(facts, position)


def _standing(facts: Facts) -> list[dict[str, Any]]:
    """The tables of all protocols: caption, metrics, rows of models, paired tests."""
    tables = []
    for found in facts.standing:
        for time in found.times:
            for part in PARTS:
                table = found.table(time, part)
                if table.models:
                    tables.append(
                        {
                            "protocol": found.protocol,
                            "time": tr_dynamic(_TIMES.get(time, time)),
                            "part": tr_dynamic(_PARTS[part]),
                            "table": table,
                        }
                    )
    return tables


def _is_baseline(model: str) -> bool:
    return model_info(model).family == "baselines"


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
        number=number,
        percent=percent,
        figure=figure,
        shown=shown,
        measured=measured_text,
        is_baseline=_is_baseline,
        title_of=lambda model: tr_dynamic(model_info(model).title),
    )
    return templates


_TIMES = {
    "given": mark("time given"),
    "unknown": mark("time unknown"),
    "none": mark("time plays no part"),
}
_PARTS = {
    "all": mark("all instances"),
    "return": mark("returns"),
    "discovery": mark("discoveries"),
}
