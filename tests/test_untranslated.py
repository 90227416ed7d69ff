"""No text reaches a person past `tr`: not by a literal, an f-string, nor in the page of the map."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WINDOW = sorted((ROOT / "stdesk" / "desk").rglob("*.py"))
PAGES = sorted((ROOT / "resources" / "web").glob("*.js"))
SAID_BY = {  # of these calls, the argument at this place is read by a person
    "setText": 0, "setToolTip": 0, "setTitle": 0, "setWindowTitle": 0, "setPlaceholderText": 0,
    "setAccessibleName": 0, "setAccessibleDescription": 0, "setStatusTip": 0, "showMessage": 0,
    "addAction": 0, "addTab": 1, "setTabText": 1, "setLabel": 1, "setSuffix": 0, "setPrefix": 0,
    "setSpecialValueText": 0, "set_heading": 0, "show_empty": 0, "set_name": 0, "QLabel": 0,
    "QPushButton": 0, "QCheckBox": 0, "QRadioButton": 0, "QGroupBox": 0, "Column": 0, "Entry": 0,
    "Deed": 0, "Change": 0, "submit": 0, "ask": 1, "addItem": 0, "setItemText": 1,
    "setInformativeText": 0, "drawText": -1, "Spot": 1, "setDetailedText": 0,
}  # fmt: skip
SAYING = ("tr", "tr_dynamic", "ntr", "mark")
# Names, and what reads the same in every language.
SAME_EVERYWHERE = {
    "stdesk", "PDF", "HTML", "CSV", "JSON", "GeoJSON", "XLSX", "PNG", "SVG", "MRR", "HR", "NDCG",
    "AUC", "Ctrl", "km",
}  # fmt: skip
SHOWN_IN_JS = re.compile(
    r"""(?:textContent|innerText|innerHTML|title|placeholder|ariaLabel)\s*[=:]\s*(["'`])(?P<a>.*?)\1"""
    r"""|setAttribute\(\s*["'](?:title|aria-label|alt)["']\s*,\s*(["'`])(?P<b>.*?)\3"""
)


def test_the_window_says_nothing_past_the_translations() -> None:
    found = [
        f"{path.name}:{line}: {said!r}"
        for path in WINDOW
        for line, said in untranslated(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


def test_the_page_of_the_map_gets_its_words_from_the_window() -> None:
    found = [
        f"{path.name}: {said!r}" for path in PAGES for said in said_in_js(path.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


def test_tr_is_called_with_a_literal_only() -> None:
    """A text that is put together before it is translated is in no catalogue."""
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "stdesk").rglob("*.py"))
        for call in calls(path.read_text("utf-8"))
        if name_of(call) in ("tr", "ntr") and call.args and not _literal(call.args[0])
    ]
    assert not found, "\n".join(found)


def test_a_literal_an_f_string_and_a_sum_are_found() -> None:
    code = (
        'a.setText("Hello")\na.setText(f"{n} users")\na.setText("It is " + x)\n'
        'a.setToolTip(tr("Hello"))\na.setText(f"{a} · {b}")\na.setText("–")\na.setText("")\n'
        'a.addTab(w, "Files")\na.setText(tr("one") if x else "two more")\n'
    )
    assert [line for line, _ in untranslated(code)] == [1, 2, 3, 8, 9]


def test_words_in_a_script_are_found() -> None:
    script = (
        "a.textContent = 'Play';\nb.title = words.play;\nc.setAttribute('aria-label', \"Stop\");"
    )
    assert list(said_in_js(script)) == ["Play", "Stop"]


def untranslated(code: str) -> Iterator[tuple[int, str]]:
    """(line, text) of what is shown without having been translated, by line."""
    for call in sorted(calls(code), key=lambda call: call.lineno):
        place = SAID_BY.get(name_of(call))
        if place is None or not call.args or place >= len(call.args):
            continue
        for said in _bare(call.args[place]):
            if _is_said(said):
                yield call.lineno, said


def calls(code: str) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def said_in_js(script: str) -> Iterator[str]:
    for match in SHOWN_IN_JS.finditer(script):
        said = match["a"] or match["b"] or ""
        if _is_said(re.sub(r"\$\{.*?\}|<[^>]*>", "", said)):
            yield said


def _bare(node: ast.expr) -> Iterator[str]:
    """The pieces of text in an expression that did not pass through `tr`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.BinOp):
        yield from _bare(node.left)
        yield from _bare(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _bare(node.body)
        yield from _bare(node.orelse)


def _is_said(text: str) -> bool:
    """Whether there is a word in it."""
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>|&\w+;", "", text))
    return any(word not in SAME_EVERYWHERE for word in words)


def _literal(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _literal(node.body) and _literal(node.orelse)
    return isinstance(node, ast.Constant)
