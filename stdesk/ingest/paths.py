"""Which files an import is about, and how one is known again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from stdesk.errors import ImportProblem
from stdesk.ingest.inspection import Inspection

_SUFFIXES = frozenset(
    {
        ".csv",
        ".dat",
        ".data",
        ".inter",
        ".item",
        ".json",
        ".jsonl",
        ".ndjson",
        ".parquet",
        ".plt",
        ".tsv",
        ".txt",
        ".user",
        ".xlsx",
    }
)
_PACKED = (".gz", ".bz2", ".xz", ".zip")


def files_of(paths: Iterable[str | Path]) -> list[Path]:
    """The files themselves; of folders, all files in them that could be a log."""
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += sorted(inner for inner in path.rglob("*") if _may_be_log(inner))
        else:
            files.append(path)
    missing = [path for path in files if not path.is_file()]
    if missing:
        raise ImportProblem("there is no file {path}.", path=missing[0])
    if not files:
        raise ImportProblem("there is no file to import.")
    return files


def _may_be_log(path: Path) -> bool:
    suffixes = [suffix.casefold() for suffix in path.suffixes if suffix.casefold() not in _PACKED]
    return path.is_file() and bool(suffixes) and suffixes[-1] in _SUFFIXES


def digest_of(path: Path, inspection: Inspection) -> str:
    """SHA-256 of the file; of the user too, where the folder names it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    if inspection.user_from_folder:
        digest.update(path.resolve().parents[1].name.encode())
    return digest.hexdigest()
