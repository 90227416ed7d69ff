"""What each section holds as plain records: the same rows for XLSX and for JSON."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from stdesk.insight import volume, week_rhythm
from stdesk.progress import Progress
from stdesk.recommend import PortraitSettings, instant_text, list_columns, list_records, sketch
from stdesk.report.changes import changes
from stdesk.report.expected import expected_activity
from stdesk.report.facts import Facts, PersonFigures
from stdesk.report.group import group, mobility
from stdesk.report.interests import interests
from stdesk.report.listed import most_listed
from stdesk.report.moves import most_frequent_moves
from stdesk.report.standing import Standing

Records = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """A table: its name, its columns with their widths in characters, and how its rows are made."""

    name: str
    columns: tuple[str, ...]
    records: Callable[[Facts, Progress], Records]
    widths: tuple[int, ...] = ()


def parts_of(facts: Facts) -> list[Part]:
    """Those of the chosen sections, each once."""
    found: dict[str, Part] = {}
    for section in facts.sections:
        for part in _PARTS.get(section.name, ()):
            found.setdefault(part.name, part)
    return list(found.values())


def portrait_object(facts: Facts) -> dict[str, Any]:
    """The portrait of the one user, all of it."""
    found = sketch(facts.company.crowd(facts.log), int(facts.users[0]), PortraitSettings())
    said = asdict(found)
    for name in ("expected", "alike", "changes", "notes"):  # other sections tell them, or nobody
        said.pop(name, None)
    return {name: rounded(value) for name, value in said.items()}


def rounded(value: Any) -> Any:
    """Numbers with six decimals, also inside."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {name: rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return value


def _lists(facts: Facts, progress: Progress) -> Records:
    progress.check()
    return list_records(facts.lists)


def _users(facts: Facts, progress: Progress) -> Records:
    for position, user in enumerate(facts.users):
        progress.step(position, len(facts.users))
        yield asdict(facts.figures(int(user)))


def _sources(facts: Facts, _: Progress) -> Records:
    for source in facts.project.log.sources():
        yield {
            "file": source.name,
            "role": source.role,
            "read": source.rows_read,
            "kept": source.rows_kept,
            "rejected": source.rows_rejected,
            "duplicate": source.rows_duplicate,
            "imported_at": instant_text(source.imported_at // 1000 * 1000),
        }


def _rejects(facts: Facts, _: Progress) -> Records:
    yield from facts.project.log.reject_reasons().to_pylist()


def _timeline(facts: Facts, _: Progress) -> Records:
    counted = volume(facts.own.local_ms, "day")
    for start_ms, count in zip(counted.start_ms.tolist(), counted.count.tolist(), strict=True):
        yield {"day": instant_text(start_ms)[:10], "events": count}


def _rhythm(facts: Facts, _: Progress) -> Records:
    counts = week_rhythm(facts.own.local_ms)
    for weekday in range(7):
        for hour in range(24):
            yield {"weekday": weekday, "hour": hour, "events": int(counts[weekday, hour])}


def _interests(facts: Facts, _: Progress) -> Records:
    for found in interests(facts.own, facts.log):
        yield {"category": found.name, "share": found.shares[0], "everyone": found.shares[1]}


def _middle(facts: Facts, _: Progress) -> Records:
    for figure in group(facts).figures:
        yield {"figure": figure.label, "here": figure.own, "everyone": figure.usual}


def _mobility(facts: Facts, _: Progress) -> Records:
    found = mobility(facts)
    for figure in () if found is None else found.figures:
        yield {"figure": figure.label, "here": figure.own, "everyone": figure.usual}


def _flows(facts: Facts, _: Progress) -> Records:
    for move in most_frequent_moves(facts):
        yield {
            "rank": move.rank,
            "origin": move.origin,
            "destination": move.destination,
            "count": move.count,
        }


def _changes(facts: Facts, progress: Progress) -> Records:
    found = changes(facts, progress.part(0, 0))
    for change in (*found.together, *found.single):
        yield {
            "user": change.user or (facts.asked[0] if facts.one_user else ""),
            "since": instant_text(change.local_ms)[:10],
            "chance": rounded(change.chance),
            "what": change.sentence,
        }


def _activity(facts: Facts, _: Progress) -> Records:
    found = expected_activity(facts)
    if found is None:
        return
    names = ("mean", "low80", "high80", "low95", "high95")
    for i, begin in enumerate(found.begin_ms.astype("datetime64[ms]")):
        row = {name: rounded(float(getattr(found.ahead, name)[i])) for name in names}
        yield {"day": str(begin)[:10]} | row


def _routes(facts: Facts, _: Progress) -> Records:
    for route in facts.company.routes.get(facts.asked[0], ()):
        for step, stop in enumerate(route.stops, 1):
            yield {
                "route": route.rank,
                "route_chance": round(route.chance, 6),
                "step": step,
                "place": stop.place,
                "name": stop.name,
                "chance": round(stop.chance, 6),
                "at": instant_text(stop.at_ms),
            }


def _segments(facts: Facts, _: Progress) -> Records:
    for segment in facts.project.segments.all():
        yield {"segment": segment.name, "users": len(segment.users)}


def _listed(facts: Facts, _: Progress) -> Records:
    for found in most_listed(facts):
        yield asdict(found)


def _evaluation(facts: Facts, _: Progress) -> Records:
    return _measured(facts.standing)


def _ablation(facts: Facts, _: Progress) -> Records:
    return _measured(facts.ablations)


def _measured(found: Iterable[Standing]) -> Records:
    for one in found:
        for value in one.values:
            yield {name: rounded(getattr(value, name)) for name in _MEASURED}


_PERSON = tuple(PersonFigures.__dataclass_fields__)
_MEASURED = (
    "protocol",
    "time",
    "part",
    "model",
    "run",
    "fold",
    "name",
    "value",
    "low",
    "high",
    "peer",
    "p_value",
    "instances",
)
_FIGURE = ("figure", "here", "everyone")
_DAYS = ("day", "mean", "low80", "high80", "low95", "high95")
_STOPS = ("route", "route_chance", "step", "place", "name", "chance", "at")
_FILES = ("file", "role", "read", "kept", "rejected", "duplicate", "imported_at")
LISTS = Part(
    "recommendations",
    list_columns(),
    _lists,
    (14, 6, 28, 28, 22, 11, 11, 11, 11, 11, 90, 22),
)
USERS = Part("users", _PERSON, _users, (14, 9, 11, 9, 10, 11, 24, 24))
EVALUATION = Part("evaluation", _MEASURED, _evaluation, (14, 9, 11, 14, 6, 6, 12))
ABLATION = Part("ablation", _MEASURED, _ablation, (14, 9, 11, 28, 6, 6, 12))
_PARTS: dict[str, tuple[Part, ...]] = {
    "portrait": (USERS,),
    "data": (
        Part("sources", _FILES, _sources, (40, 8, 10, 10, 10, 10, 24)),
        Part("rejected", ("reason", "rows"), _rejects, (40, 10)),
    ),
    "who": (USERS, Part("middle_user", _FIGURE, _middle, (30, 12, 12))),
    "list": (LISTS,),
    "timeline": (Part("timeline", ("day", "events"), _timeline, (12, 10)),),
    "rhythm": (Part("rhythm", ("weekday", "hour", "events"), _rhythm),),
    "interests": (Part("interests", ("category", "share", "everyone"), _interests, (30, 10, 10)),),
    "mobility": (Part("mobility", _FIGURE, _mobility, (30, 12, 12)),),
    "flows": (Part("flows", ("rank", "origin", "destination", "count"), _flows, (6, 36, 36, 10)),),
    "changes": (Part("changes", ("user", "since", "chance", "what"), _changes, (14, 12, 10, 90)),),
    "expected": (Part("activity", _DAYS, _activity, (12,)),),
    "routes": (Part("routes", _STOPS, _routes, (7, 12, 6, 28, 28, 10, 24)),),
    "segments": (Part("segments", ("segment", "users"), _segments, (36, 10)),),
    "models": (EVALUATION,),
    "ablation": (ABLATION,),
    "listed": (
        Part(
            "listed",
            ("position", "item", "name", "category", "users", "first"),
            _listed,
            (9, 28, 28, 22, 9, 9),
        ),
    ),
    "lists": (USERS, LISTS),
    "quality": (EVALUATION,),
}
