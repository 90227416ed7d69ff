"""Every text that a person can see is translated, with the same values in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "resources" / "translations" / "zh_CN").glob("*.po"))
SOURCES = sorted((ROOT / "stdesk").rglob("*.py"))
TEMPLATES = sorted((ROOT / "resources").rglob("*.j2"))
SAYING = ("tr", "ntr", "mark")


def test_every_text_in_the_code_has_its_translation() -> None:
    translated = _translations()
    missing = [
        f"{where}: {text!r}"
        for path in SOURCES
        for where, text in texts_of_code(path)
        if text not in translated
    ]
    assert not missing, "not in resources/translations/zh_CN/*.po:\n" + "\n".join(missing)


def test_every_text_in_the_templates_has_its_translation() -> None:
    translated = _translations()
    missing = [
        f"{path.name}: {text!r}"
        for path in TEMPLATES
        for text in texts_of_template(path)
        if text not in translated
    ]
    assert not missing, "not in resources/translations/zh_CN/*.po:\n" + "\n".join(missing)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_a_translation_names_the_same_values_as_its_text(path: Path) -> None:
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id and message.string]
    wrong = [
        f"{message.id!r} -> {message.string!r}"
        for message in messages
        if _values(_longest(message.id)) != _values(_first(message.string))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_no_translation_is_left_empty_or_unsure(path: Path) -> None:
    with path.open("rb") as file:
        unsure = [message.id for message in read_po(file) if message.id and message.fuzzy]
    assert not unsure
    assert not [message for message, said in _entries(path) if not said]


def test_two_rooms_do_not_translate_one_text_differently() -> None:
    said: dict[str, dict[str, str]] = {}
    for path in CATALOGUES:
        for message, translation in _entries(path):
            said.setdefault(message, {}).setdefault(translation, path.name)
    differing = {message: found for message, found in said.items() if len(found) > 1}
    assert not differing, "\n".join(f"{message!r}: {found}" for message, found in differing.items())


def test_texts_are_found_in_calls_marks_and_problems(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text(
        'tr("a {x}", x=1)\nntr("one", "{n} many", 2)\nNAME = mark("b")\n'
        'raise ModelProblem("c" " d")\ntr(variable)\n'
    )
    assert [text for _, text in texts_of_code(code)] == ["a {x}", "one", "b", "c d"]


def texts_of_code(path: Path) -> Iterator[tuple[str, str]]:
    """(file:line, text) of each literal that is said or marked; sorted by line."""
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and node.args and _says(node)
    ]
    for call in sorted(calls, key=lambda call: call.lineno):
        for text in _literals(call.args[0]):
            yield f"{path.name}:{call.lineno}", text


def texts_of_template(path: Path) -> Iterator[str]:
    for call in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
        said = isinstance(call.node, nodes.Name) and call.node.name in SAYING
        if said and call.args and isinstance(call.args[0], nodes.Const):
            yield str(call.args[0].value)


def _says(call: ast.Call) -> bool:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    return name in SAYING or name.endswith("Problem") or name == "ProjectInUse"


def _literals(node: ast.expr) -> list[str]:
    """The text, or both of `a if x else b`."""
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return []


def _translations() -> set[str]:
    return {message for path in CATALOGUES for message, said in _entries(path) if said}


def _entries(path: Path) -> list[tuple[str, str]]:
    """(text, translation); of a plural the singular and its translation."""
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return [(_first(message.id), _first(message.string)) for message in messages]


def _first(text: object) -> str:
    return text if isinstance(text, str) else str(text[0] or "") if text else ""  # type: ignore[index]


def _longest(text: object) -> str:
    """The text, or of a singular and its plural the latter, which always has the number."""
    return text if isinstance(text, str) else str(text[-1])  # type: ignore[index]


def _values(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))
