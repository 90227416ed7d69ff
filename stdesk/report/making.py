"""How a report was made, so that anyone can make it again."""

from typing import TYPE_CHECKING, Any

from stdesk import __version__
from stdesk.language import tr
from stdesk.recommend import instant_text
from stdesk.report.facts import Facts
from stdesk.report.settings import ReportSettings

if TYPE_CHECKING:
    from stdesk.project import RunRecord, SegmentRecord


def made(facts: Facts) -> list[tuple[str, str, Any]]:
    """Machine name, label for people, value."""
    return [
        ("project", tr("Project"), facts.project.path.name),
        *([] if facts.run is None else _made_of(facts.run)),
        ("data", tr("Fingerprint of the data now"), facts.fingerprint),
        ("as_of", tr("Moment of the lists"), instant_text(facts.lists.as_of_ms)),
        ("asked", tr("Asked for"), _asked(facts.settings, facts.segment)),
        ("written_at", tr("Written"), _instant(facts.written_ms)),
        ("software", tr("Software"), _software(facts.run)),
    ]


def _made_of(run: "RunRecord") -> list[tuple[str, str, Any]]:
    settings = ", ".join(f"{name} = {value}" for name, value in sorted(run.settings.items()))
    return [
        ("run", tr("Training run"), run.id),
        ("model", tr("Model"), run.model),
        ("preset", tr("Preset"), run.preset),
        ("settings", tr("Settings"), settings or "–"),
        ("seed", tr("Random seed"), run.seed),
        ("trained_at", tr("Trained"), _instant(run.started_at)),
        ("training_data", tr("Fingerprint of the training data"), run.data_fingerprint),
    ]


def _asked(settings: ReportSettings, segment: "SegmentRecord | None") -> str:
    asked = [f"k = {settings.k}"]
    if segment is not None:
        asked.append(f"segment = {segment.name}")
    if settings.near is not None:
        asked.append("near = {:g}, {:g}".format(*settings.near))
    if settings.within_km is not None:
        asked.append(f"within_km = {settings.within_km:g}")
    if settings.only_new:
        asked.append("only_new")
    if settings.category is not None:
        asked.append(f"category = {settings.category}")
    if settings.target != "item":
        asked.append(f"target = {settings.target}")
    return "; ".join(asked)


def _software(run: "RunRecord | None") -> str:
    named = [f"stdesk {__version__}"]
    if run is not None:
        named += [f"{name} {version}" for name, version in sorted(run.versions.items())]
    return ", ".join(dict.fromkeys(named))


def _instant(instant_ms: int) -> str:
    return instant_text(instant_ms // 1000 * 1000)
