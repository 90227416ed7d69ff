"""Rules as people read them, and as they are typed on the command line.

events>=50   pace>=3   recency<=30   radius<=5   weekend>=40%   new>=30%   hours 18-24>=50%
category "Bar">=10%   kind buy>=5%   area 40.7,-74.0;40.8,-74.0;40.8,-73.9>=50%   changed
not changed   attribute age=25   segment "regulars"   not segment "regulars"
"""

import re
from collections.abc import Sequence

from stdesk.errors import SettingProblem
from stdesk.insight.segment_rules import NO_BOUND, SHARES, WHATS, Condition, Rule, What
from stdesk.language import mark, number, percent, tr, tr_dynamic

_BOUNDED = re.compile(r"(?P<what>\w+)\s*(?P<name>.*?)\s*(?P<sign>>=|<=|>|<)\s*(?P<bound>[^<>=]+)")
_PLAIN = re.compile(r"(?P<no>not\s+)?(?P<what>changed|segment)\b\s*(?P<name>.*)", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?P<no>not\s+)?attribute\s+(?P<name>[^=]+?)\s*=\s*(?P<value>.*)")


def read_rule(texts: Sequence[str], match: str = "all") -> Rule:
    """The conditions as typed. Raises `SettingProblem` for one that cannot be read."""
    if not texts:
        raise SettingProblem("a rule needs at least one condition.")
    if match not in ("all", "any"):
        raise SettingProblem("{setting} is '{value}', but must be {wanted}.",
                             setting="match", value=match, wanted="all | any")  # fmt: skip
    return Rule(tuple(read_condition(text) for text in texts), "any" if match == "any" else "all")


def read_condition(text: str) -> Condition:
    """One condition as typed."""
    said = text.strip()
    if found := _ATTRIBUTE.fullmatch(said):
        name, value = _unquoted(found["name"]), _unquoted(found["value"])
        return Condition("attribute", not found["no"], name=name, value=value)
    if found := _PLAIN.fullmatch(said):
        what: What = "changed" if found["what"] == "changed" else "segment"
        if (what == "segment") == bool(found["name"].strip()):
            return Condition(what, not found["no"], name=_unquoted(found["name"]))
    if (found := _BOUNDED.fullmatch(said)) and found["what"] in WHATS:
        return _bounded(said, found)
    raise _unreadable(text)


def condition_text(one: Condition) -> str:
    """A condition as it can be typed; `read_condition` reads it back."""
    no = "" if one.above else "not "
    if one.what == "changed":
        return f"{no}changed"
    if one.what == "segment":
        return f'{no}segment "{one.name}"'
    if one.what == "attribute":
        return f"{no}attribute {one.name}={one.value}"
    detail = {
        "category": f' "{one.name}"',
        "kind": f' "{one.name}"',
        "hours": f" {one.hours[0]}-{one.hours[1]}",
        "area": " " + ";".join(f"{north:g},{east:g}" for north, east in one.area),
    }.get(one.what, "")
    sign = ">=" if one.above else "<="
    bound = f"{round(one.bound * 100, 6):g}%" if one.what in SHARES else f"{one.bound:g}"
    return f"{one.what}{detail}{sign}{bound}"


def condition_sentence(one: Condition) -> str:
    """A condition in the reader's language."""
    bound = percent(one.bound) if one.what in SHARES else number(one.bound)
    values = {
        "what": tr_dynamic(WHATS[one.what]),
        "bound": bound,
        "name": one.name,
        "value": one.value,
        "begin": f"{one.hours[0]}:00",
        "end": f"{one.hours[1]}:00",
    }
    if one.what in NO_BOUND:
        return tr_dynamic(_YES_NO[one.what][0 if one.above else 1], values)
    least, most = _SENTENCES.get(one.what, _SENTENCE)
    return tr_dynamic(least if one.above else most, values)


def rule_sentence(rule: Rule) -> str:
    """All conditions in one line."""
    said = [condition_sentence(one) for one in rule.conditions]
    return (tr(" and ") if rule.match == "all" else tr(" or ")).join(said)


_SENTENCE = (mark("{what}: at least {bound}"), mark("{what}: at most {bound}"))
_SENTENCES = {
    "category": (mark("at least {bound} {name}"), mark("at most {bound} {name}")),
    "kind": (mark("at least {bound} {name}"), mark("at most {bound} {name}")),
    "hours": (
        mark("at least {bound} between {begin} and {end}"),
        mark("at most {bound} between {begin} and {end}"),
    ),
    "area": (
        mark("at least {bound} inside the drawn area"),
        mark("at most {bound} inside the drawn area"),
    ),
}
_YES_NO = {
    "changed": (mark("has lastingly changed"), mark("has not changed")),
    "attribute": (mark("{name} is {value}"), mark("{name} is not {value}")),
    "segment": (mark("belongs to “{name}”"), mark("does not belong to “{name}”")),
}


def _bounded(text: str, found: "re.Match[str]") -> Condition:
    what, name = found["what"], _unquoted(found["name"])
    above, bound = found["sign"].startswith(">"), _number(text, found["bound"])
    if what in ("category", "kind"):
        if not name:
            raise _unreadable(text)
        return Condition(what, above, bound, name)  # type: ignore[arg-type]
    if what == "hours":
        return Condition("hours", above, bound, hours=_hours(text, name))
    if what == "area":
        return Condition("area", above, bound, area=_corners(text, name))
    if name or what in NO_BOUND:
        raise _unreadable(text)
    return Condition(what, above, bound)  # type: ignore[arg-type]


def _number(text: str, bound: str) -> float:
    said = bound.strip()
    try:
        return float(said[:-1]) / 100 if said.endswith("%") else float(said)
    except ValueError:
        raise _unreadable(text) from None


def _hours(text: str, said: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2})\s*[-–]\s*(\d{1,2})", said)
    if not found or int(found[1]) > 23 or int(found[2]) > 24:
        raise _unreadable(text)
    return int(found[1]), int(found[2])


def _corners(text: str, said: str) -> tuple[tuple[float, float], ...]:
    try:
        pairs = [tuple(float(part) for part in corner.split(",")) for corner in said.split(";")]
    except ValueError:
        raise _unreadable(text) from None
    if len(pairs) < 3 or any(len(pair) != 2 for pair in pairs):
        raise _unreadable(text)
    return tuple((pair[0], pair[1]) for pair in pairs)


def _unquoted(said: str) -> str:
    said = said.strip()
    return said[1:-1] if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'“" else said


def _unreadable(text: str) -> SettingProblem:
    return SettingProblem(
        "“{said}” is no condition; examples: events>=50, radius<=5, hours 18-24>=50%, "
        "category Bar>=10%, recency<=30, attribute age=25, segment regulars, changed.",
        said=text,
    )
