"""The sections that reports are put together from, and which template offers which."""

from collections.abc import Sequence
from dataclasses import dataclass

from stdesk.errors import SettingProblem
from stdesk.language import mark
from stdesk.report.settings import Template

USER, SEGMENT, PROJECT = "user", "segment", "project"


@dataclass(frozen=True)
class Section:
    """A part of a report. needs_run: it tells what a trained model says.

    follows: on paper it goes on below the section before, as it is short.
    """

    name: str
    title: str
    templates: tuple[str, ...]
    needs_run: bool = False
    follows: bool = False


SECTIONS = (
    Section("portrait", mark("Portrait"), (USER,)),
    Section("data", mark("The data"), (PROJECT,)),
    Section("who", mark("Who they are"), (SEGMENT,)),
    Section("list", mark("Most probable next"), (USER,), needs_run=True),
    Section("timeline", mark("Over time"), (USER, SEGMENT, PROJECT)),
    Section("rhythm", mark("Rhythm of the week"), (SEGMENT, PROJECT), follows=True),
    Section("interests", mark("Interests"), (SEGMENT, PROJECT)),
    Section("mobility", mark("Mobility"), (SEGMENT,), follows=True),
    Section("map", mark("Where"), (USER, SEGMENT, PROJECT), follows=True),
    Section("flows", mark("From place to place"), (PROJECT,), follows=True),
    Section("changes", mark("What changed"), (USER, SEGMENT, PROJECT)),
    Section("expected", mark("What to expect"), (USER, PROJECT), follows=True),
    Section("routes", mark("Likely routes"), (USER,), follows=True),
    Section("segments", mark("Segments"), (PROJECT,)),
    Section("models", mark("Models compared"), (PROJECT,)),
    Section("ablation", mark("What other models add"), (PROJECT,)),
    Section("listed", mark("Most listed"), (SEGMENT, PROJECT), needs_run=True),
    Section("lists", mark("Users"), (SEGMENT, PROJECT), needs_run=True),
    Section("quality", mark("How good the predictions are"), (USER, SEGMENT), needs_run=True),
    Section("card", mark("The model"), (USER, SEGMENT, PROJECT), needs_run=True),
    Section("made", mark("How it was made"), (USER, SEGMENT, PROJECT), follows=True),
)


def sections_of(template: Template) -> tuple[Section, ...]:
    """What a template offers, in its own order."""
    return tuple(section for section in SECTIONS if template in section.templates)


def chosen_sections(
    template: Template, names: Sequence[str] | None, with_run: bool = True
) -> tuple[Section, ...]:
    """The sections of these names, in their order; all that the template offers by default.

    Without a run, those that need one are left out. Raises `SettingProblem` for a name that the
    template does not offer.
    """
    offered = {section.name: section for section in sections_of(template)}
    for name in names or ():
        if name not in offered:
            raise SettingProblem(
                "there is no section “{name}” in this template; choose from {names}.",
                name=name,
                names=", ".join(offered),
            )
    wanted = offered if names is None else dict.fromkeys(names)
    return tuple(offered[name] for name in wanted if with_run or not offered[name].needs_run)
