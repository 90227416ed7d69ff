"""One user on one page, as it is shown: figures, a typical day, places and interests."""

from dataclasses import dataclass

from stdesk.language import day, distance, number, percent, tr
from stdesk.recommend import Portrait, PortraitSettings, sketch
from stdesk.report.drawing import WIDTH, Tick
from stdesk.report.facts import Facts

HIGH = 46
STEP = WIDTH / 24


@dataclass(frozen=True)
class Day:
    """The hours of working days or of weekends: SVG bars by the share of such days."""

    title: str
    bars: tuple[tuple[float, float, float, str], ...]


@dataclass(frozen=True)
class PortraitView:
    """found: the facts themselves. The others: the same as people read them."""

    found: Portrait
    figures: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    days: tuple[Day, ...]
    hours: tuple[Tick, ...]
    places: tuple[tuple[str, str, str, str, float, str], ...]
    interests: tuple[tuple[str, str, str, str, float, float, bool], ...]


def portrait_facts(facts: Facts) -> PortraitView:
    """Of the one user of a report, as the log tells up to the moment of the lists."""
    found = sketch(facts.company.crowd(facts.log), int(facts.users[0]), PortraitSettings())
    located = facts.log.catalogue.has_coordinates
    top = max([part for i in found.interests for part in (i.share, i.usual)], default=1.0)
    most = max((place.visits for place in found.places), default=1)
    return PortraitView(
        found=found,
        figures=_figures(found, located),
        sentences=tuple(_sentences(found)),
        days=_days(found),
        hours=tuple(Tick(round(hour * STEP, 1), f"{hour:02d}") for hour in range(0, 24, 3)),
        places=tuple(
            (
                place.name,
                place.category or "",
                number(place.visits),
                percent(place.share),
                round(100 * place.visits / most, 1),
                day(place.last_local_ms),
            )
            for place in found.places
        ),
        interests=tuple(
            (
                interest.name,
                percent(interest.share, 1),
                percent(interest.usual, 1),
                tr("{n} times", n=number(interest.times, 1)),
                round(100 * interest.share / top, 1),
                round(100 * interest.usual / top, 1),
                interest.certain,
            )
            for interest in found.interests
        ),
    )


def _figures(found: Portrait, located: bool) -> tuple[tuple[str, str], ...]:
    if not found.events:
        return ((tr("history"), tr("none")),)
    shown = [
        (tr("events"), number(found.events)),
        (tr("active days"), number(found.active_days)),
        (tr("places") if located else tr("items"), number(found.items)),
        (tr("first visits"), percent(found.new_share or 0.0)),
    ]
    if found.first_local_ms is not None and found.last_local_ms is not None:
        shown.append((tr("first event"), day(found.first_local_ms)))
        shown.append((tr("last event"), day(found.last_local_ms)))
    if found.radius_km is not None:
        shown.append((tr("radius of movement"), distance(found.radius_km)))
    if found.predictability is not None:
        shown.append((tr("predictable at most"), percent(found.predictability)))
    return tuple(shown)


def _sentences(found: Portrait) -> list[str]:
    said = []
    if found.home is not None:
        text = tr(
            "Home shows on {days} of {of} nights (95 % interval {low} to {high}).",
            days=number(found.home.days),
            of=number(found.home.of_days),
            low=percent(found.home.low),
            high=percent(found.home.high),
        )
        said.append(text)
    if found.work is not None:
        text = tr(
            "Work or study shows on {days} of {of} working days (95 % interval {low} to {high}).",
            days=number(found.work.days),
            of=number(found.work.of_days),
            low=percent(found.work.low),
            high=percent(found.work.high),
        )
        said.append(text)
    if found.segments:
        names = ", ".join(f"“{name}”" for name in found.segments)
        said.append(tr("In the segments: {names}.", names=names))
    said += [f"{name}: {value}" for name, value in found.attributes]
    return said


def _days(found: Portrait) -> tuple[Day, ...]:
    drawn = []
    for typical in found.days:
        days = number(typical.days)
        title = (
            tr("Weekends ({days} active days)", days=days)
            if typical.weekend
            else tr("Working days ({days} active days)", days=days)
        )
        bars = tuple(
            (
                round(hour.hour * STEP + 1, 1),
                round(HIGH * (1 - hour.share), 1),
                round(HIGH * hour.share, 1),
                f"{hour.hour:02d}:00 · {percent(hour.share)} {hour.category or ''}".rstrip(),
            )
            for hour in typical.hours
            if hour.share > 0
        )
        drawn.append(Day(title, bars))
    return tuple(drawn)
