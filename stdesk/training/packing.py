"""A finished run as one file to keep or to hand on, and back into a project with the same log.

The file is a ZIP: card.md (what the model is), run.json, settings.json, versions.json, curves.csv,
metrics.csv and weights.safetensors. It holds no keys of users or items, but the weights are learnt
from them. A run can be taken up by a project whose log begins with the events that it learnt from.
"""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stdesk.errors import ModelProblem
from stdesk.language import language
from stdesk.locations import card
from stdesk.models import model_names, restored_model
from stdesk.project import RunRecord

if TYPE_CHECKING:
    from stdesk.project import Project

FORMAT = 1
LARGEST = 2_000_000_000  # bytes of one part, so that a forged file cannot fill the memory
_PLAIN = ("model", "preset", "seed", "device", "users", "items", "last_event", "started_at",
          "finished_at", "seconds", "peak_mb", "note", "title", "data_fingerprint")  # fmt: skip
_METRICS = ("evaluation", "protocol", "time", "part", "fold", "name", "value", "low", "high",
            "peer", "p_value", "instances")  # fmt: skip


def export_run(project: "Project", run: int, path: Path) -> Path:
    """Write a finished run with its card; raises `ModelProblem` for one that is not finished."""
    record, stored = project.runs.get(run), project.runs.weights(run)
    if record.state != "done" or stored is None:
        raise ModelProblem(
            "run {run} ({model}) is not finished; resume it or train again.",
            run=run,
            model=record.model,
        )
    if path.suffix.lower() != ".zip":
        raise ModelProblem("{path} must end in .zip.", path=path)
    from safetensors.numpy import save

    about = {name: getattr(record, name) for name in _PLAIN}
    about |= {"format": FORMAT, "log": _log_digest(project, record), "details": stored.details}
    parts: dict[str, str | bytes] = {
        "card.md": _card(record),
        "run.json": _json(about),
        "settings.json": _json(record.settings),
        "versions.json": _json(record.versions),
        "curves.csv": _csv(("name", "at", "value"), project.runs.curve(run).to_pylist()),
        "metrics.csv": _csv(_METRICS, _metrics(project, run)),
        "weights.safetensors": save(stored.tensors),
    }
    draft = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in parts.items():
                packed.writestr(name, content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def import_run(project: "Project", path: Path) -> int:
    """Take up a run that `export_run` wrote; returns its number in this project.

    Raises `ModelProblem` when the file is none, or the run learnt from another log.
    """
    project.check_writable()
    about, settings, versions, curves, weights = _read(path)
    try:
        record = _record(about, settings, versions)
        log = str(about["log"])
    except (KeyError, TypeError, ValueError) as error:
        raise _not_a_run(path, error) from error
    if record.model not in model_names():
        raise ModelProblem("{path} holds a run of {model}, which is not known here.",
                           path=path, model=record.model)  # fmt: skip
    if _log_digest(project, record) != log:
        raise ModelProblem(
            "{path} was trained on another log: this project does not begin with the {events} "
            "events that it learnt from.",
            path=path,
            events=record.last_event,
        )
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        tensors, details = load(weights), dict(about["details"])
        restored_model(record.model, record.settings, tensors, details)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise _not_a_run(path, error) from error
    run = project.runs.adopt(record)
    project.runs.save_weights(run, "final", tensors, details=details)
    for name, at, value in curves:
        project.runs.add_point(run, name, value, at)
    return run


def _read(path: Path) -> tuple[Any, Any, Any, list[tuple[str, float, float]], bytes]:
    """The parts of the file that are taken up, nothing of them believed yet."""
    try:
        with zipfile.ZipFile(path) as packed:

            def part(name: str) -> bytes:
                if packed.getinfo(name).file_size > LARGEST:
                    raise ValueError(f"{name} is too large")
                return packed.read(name)

            plain = [json.loads(part(f"{name}.json")) for name in ("run", "settings", "versions")]
            rows = csv.DictReader(io.StringIO(part("curves.csv").decode()))
            curves = [(row["name"], float(row["at"]), float(row["value"])) for row in rows]
            return plain[0], plain[1], plain[2], curves, part("weights.safetensors")
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise _not_a_run(path, error) from error


def _record(about: Any, settings: Any, versions: Any) -> RunRecord:
    """Raises KeyError, TypeError or ValueError for what no export of ours would hold."""
    if int(about["format"]) != FORMAT:
        raise ValueError(f"format {about['format']}")
    known = {name: about[name] for name in _PLAIN}
    for name in ("seed", "users", "items", "last_event", "started_at"):
        known[name] = int(known[name])
    for name in ("model", "preset", "device", "data_fingerprint"):
        known[name] = str(known[name])
    empty = {field.name: None for field in fields(RunRecord)}
    more = {"settings": dict(settings), "versions": dict(versions), "id": 0, "state": "done"}
    return RunRecord(**{**empty, **known, **more})


def _log_digest(project: "Project", record: RunRecord) -> str:
    """Of all that a model's numbers refer to: events, and which user, item, category is which."""
    found = hashlib.sha256()
    events = project.query(
        "SELECT id, user, item, coalesce(kind, 0) AS kind, instant FROM event WHERE id <= ? "
        "ORDER BY id",
        record.last_event,
    )
    for name in events.column_names:
        found.update(events[name].to_numpy().astype("<i8").tobytes())
    for sql, count in (
        ("SELECT key FROM user WHERE id <= ? ORDER BY id", record.users),
        ("SELECT key || ' ' || coalesce(category, 0) AS key FROM item WHERE id <= ? ORDER BY id",
         record.items),
    ):  # fmt: skip
        found.update("\0".join(project.query(sql, count)["key"].to_pylist()).encode())
    return found.hexdigest()


def _card(record: RunRecord) -> str:
    """What the run is, then the card of its model in the reader's language."""
    head = [f"# {record.title or record.model}", ""]
    facts = {
        "model": record.model,
        "preset": record.preset,
        "seed": record.seed,
        "users": record.users,
        "items": record.items,
        "seconds": None if record.seconds is None else round(record.seconds, 1),
        "note": record.note,
    }
    head += [f"- {name}: {value}" for name, value in facts.items() if value is not None]
    for name in (f"card.{language()}.md", "card.md"):
        path = card(record.model, name)
        if path.is_file():
            return "\n".join([*head, "", path.read_text(encoding="utf-8")])
    return "\n".join([*head, ""])


def _metrics(project: "Project", run: int) -> list[dict[str, Any]]:
    return project.query(
        "SELECT evaluation, protocol, time, part, fold, name, value, low, high, peer, p_value, "
        "instances FROM metric WHERE run = ? ORDER BY id",
        run,
    ).to_pylist()


def _csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if row[name] is None else row[name] for name in columns])
    return text.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _not_a_run(path: Path, error: Exception) -> ModelProblem:
    return ModelProblem("{path} is no exported run: {error}.", path=path, error=error)
