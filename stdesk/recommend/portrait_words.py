"""A portrait in sentences, and as plain JSON values with the same sentences."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stdesk.errors import ReportProblem
from stdesk.language import (
    day,
    distance,
    figure,
    moment,
    ntr,
    number,
    paragraph,
    percent,
    tr,
    tr_dynamic,
    weekday,
)
from stdesk.recommend.files import write_atomically
from stdesk.recommend.portrait_facts import (
    Alike,
    Expectation,
    ExpectedLine,
    Interest,
    Portrait,
    PortraitAnchor,
    PortraitPlace,
)
from stdesk.recommend.sentences import reason_sentence

RARE = 0.1  # of the days; an hour with fewer is no habit
Section = tuple[str, tuple[str, ...]]  # a heading and its lines


def portrait_sections(one: Portrait) -> list[Section]:
    """The whole portrait in the reader's language; sections without a line are left out."""
    found = [
        (tr("Who"), who_lines(one)),
        (tr("Rhythm"), rhythm_lines(one)),
        (tr("Places"), place_lines(one)),
        (tr("Interests"), [interest_line(each) for each in one.interests]),
        (tr("Last changes"), [change.said for change in one.changes]),
        (tr("What comes next"), expected_lines(one.expected)),
        (tr("Similar users"), [alike_line(each) for each in one.alike]),
    ]
    return [(heading, tuple(lines)) for heading, lines in found if lines]


def portrait_plain(one: Portrait) -> dict[str, Any]:
    """All of a portrait as JSON values; reasons are sentences of the language spoken now."""
    found = asdict(one)
    found["notes"] = [reason_sentence(note) for note in one.notes]
    for kept, each in zip(found["alike"], one.alike, strict=True):
        kept["reasons"] = [reason_sentence(reason) for reason in each.reasons]
    if one.expected is not None:
        for kept, line in zip(found["expected"]["lines"], one.expected.lines, strict=True):
            kept["reasons"] = [reason_sentence(reason) for reason in line.reasons]
    found["attributes"] = dict(one.attributes)
    return found


def export_portraits(found: Sequence[Portrait], path: Path) -> None:
    """Write portraits as .json or, in sentences, as .txt. Raises `ReportProblem` for others."""
    if path.suffix == ".json":
        said = json.dumps([portrait_plain(one) for one in found], ensure_ascii=False, indent=1)
    elif path.suffix == ".txt":
        said = "\n\n".join(portrait_text(one) for one in found)
    else:
        raise ReportProblem("{path} should end in .json or .txt.", path=path)
    with write_atomically(path) as draft:
        draft.write_text(said + "\n", encoding="utf-8")


def portrait_text(one: Portrait) -> str:
    """The portrait as one text."""
    blocks = [tr("User {key}", key=one.user)]
    for heading, lines in portrait_sections(one):
        blocks.append("\n".join([heading, *(f"  {line}" for line in lines)]))
    return "\n\n".join(blocks)


def who_lines(one: Portrait) -> list[str]:
    """Events, since when, attributes, segments."""
    if not one.events or one.first_local_ms is None or one.last_local_ms is None:
        return [tr("No events yet.")]
    span = f"{day(one.first_local_ms)} – {day(one.last_local_ms)}"
    counts = [
        ntr("{n} event", "{n} events", one.events),
        ntr("{n} active day", "{n} active days", one.active_days),
        tr("{n} events on an active day", n=number(one.events / max(one.active_days, 1), 1)),
        ntr("{n} place or item", "{n} places or items", one.items),
    ]
    lines = [span, " · ".join(counts)]
    if one.attributes:
        lines.append(" · ".join(f"{name}: {value}" for name, value in one.attributes))
    if one.kinds:
        lines.append(" · ".join(f"{part.name} {percent(part.share)}" for part in one.kinds))
    if one.segments:
        lines.append(
            tr("In segments: {names}", names=", ".join(f"“{name}”" for name in one.segments))
        )
    return lines


def rhythm_lines(one: Portrait) -> list[str]:
    """When, in a sentence for the week and one for each sort of day."""
    if one.mean_hour is None or one.busiest_weekday is None:
        return []
    hour = clock(one.mean_hour)
    busiest = weekday(one.busiest_weekday)
    said = [tr("On average at {hour}; busiest on {weekday}.", hour=hour, weekday=busiest)]
    for each in one.days:
        top = sorted(each.hours, key=lambda at: (-at.share, at.hour))[:3]
        hours = [
            hour_said(at.hour, at.category, at.share)
            for at in sorted(top, key=_by_hour)
            if at.share >= RARE
        ]
        if hours and each.days > 1:
            text = tr("At weekends: {hours}") if each.weekend else tr("On working days: {hours}")
            said.append(text.format(hours=" · ".join(hours)))
    return said


def hour_said(hour: int, category: str | None, share: float) -> str:
    """18:00 Bar (40 % of days)."""
    said = f"{hour}:00 {category}" if category else f"{hour}:00"
    return tr("{what} ({share} of the days)", what=said, share=percent(share))


def place_lines(one: Portrait) -> list[str]:
    """How far, home and work with their confidence, then the most visited."""
    lines = [*reach_lines(one)]
    lines += [said for said in (anchor_line(one.home, True), anchor_line(one.work, False)) if said]
    return [*lines, *(place_line(place) for place in one.places)]


def reach_lines(one: Portrait) -> list[str]:
    """How far somebody moves, and how much of it is new."""
    lines = []
    if one.radius_km is not None:
        lines.append(tr("Usually within {km} of the centre.", km=distance(one.radius_km)))
    if one.new_share is not None and one.new_share_lately is not None:
        lines.append(
            tr(
                "{share} of the visits were first ones, {lately} lately.",
                share=percent(one.new_share),
                lately=percent(one.new_share_lately),
            )
        )
    if one.predictability is not None:
        lines.append(
            tr(
                "At best, {share} of what comes next can be foreseen.",
                share=percent(one.predictability),
            )
        )
    return lines


def anchor_line(anchor: PortraitAnchor | None, home: bool) -> str:
    """Home: there on 45 of 60 nights (75 %, 62 % to 84 %)."""
    if anchor is None:
        return ""
    values = {
        "days": number(anchor.days),
        "of": number(anchor.of_days),
        "share": percent(anchor.share),
        "low": percent(anchor.low),
        "high": percent(anchor.high),
    }
    if home:
        return tr("Home: there on {days} of {of} nights ({share}; {low} to {high}).", **values)
    return tr(
        "Work or study: there on {days} of {of} working days ({share}; {low} to {high}).", **values
    )


def place_line(place: PortraitPlace) -> str:
    name = f"{place.name} ({place.category})" if place.category else place.name
    visits = ntr("{n} visit", "{n} visits", place.visits)
    return f"{name}: {visits}, {percent(place.share)}"


def interest_line(one: Interest) -> str:
    """Bar: 12 %, usual 4 %, beyond chance."""
    said = tr(
        "{name}: {share}; usual is {usual}",
        name=one.name,
        share=percent(one.share),
        usual=percent(one.usual, 1),
    )
    return f"{said} ({tr('beyond chance')})" if one.certain else said


def expected_lines(found: Expectation | None) -> list[str]:
    """What comes next and how sure, then how far such lists can be trusted."""
    if found is None:
        return []
    when = moment(found.as_of_ms, found.offset_min)
    from stdesk.models import model_info, model_names

    known = found.model in model_names()
    title = tr_dynamic(model_info(found.model).title) if known else found.model
    lines = [tr("By {model}, run {run}, as of {when}.", model=title, run=found.run, when=when)]
    lines += [expected_line(line) for line in found.lines]
    return [*lines, *([said] if (said := trust_said(found)) else [])]


def expected_line(line: ExpectedLine) -> str:
    reasons = "; ".join(reason_sentence(reason) for reason in line.reasons[:2])
    said = f"{line.rank}. {line.name}: {percent(line.chance)}"
    return f"{said} – {reasons}" if reasons else said


def trust_said(found: Expectation) -> str:
    """How sure: what the newest comparison measured of this model; empty before one."""
    said = []
    if found.hit is not None:
        said.append(
            tr(
                "In the last comparison the true one was among its first {k} in {share} of cases.",
                k=found.hit_at,
                share=percent(found.hit),
            )
        )
    if found.gap is not None:
        said.append(
            tr(
                "Its probabilities were off by {points} points on average.",
                points=number(found.gap * 100, 1),
            )
        )
    return paragraph(said)


def alike_line(one: Alike) -> str:
    said = tr("{user}: likeness {likeness}", user=one.user, likeness=figure(one.likeness))
    reasons = "; ".join(reason_sentence(reason) for reason in one.reasons[:1])
    return f"{said} – {reasons}" if reasons else said


def clock(hour: float) -> str:
    """15.25 as 15:15."""
    minutes = round(hour * 60) % (24 * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _by_hour(at: Any) -> int:
    return int(at.hour)
