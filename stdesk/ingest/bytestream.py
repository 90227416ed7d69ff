"""Opens a file as plain bytes, unpacking gzip, bzip2, xz and zip as it goes."""

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from stdesk.errors import ImportProblem
from stdesk.ingest.layout import Compression

_MAGIC: dict[bytes, Compression] = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
}


@contextmanager
def open_bytes(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The unpacked stream and, to tell how far we are, the raw file under it."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise ImportProblem(
            "{path} cannot be opened: {error}.", path=path, error=error.strerror
        ) from error
    with raw:
        try:
            with _unpacked(raw, compression_of(path), path) as stream:
                yield stream, raw
        except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zipfile.BadZipFile) as error:
            raise ImportProblem(
                "{path} is damaged or incomplete: {error}", path=path, error=error
            ) from error


def compression_of(path: Path) -> Compression:
    """What the first bytes say; a workbook (.xlsx) is a zip file too, but not for us."""
    with path.open("rb") as file:
        head = file.read(8)
    for magic, compression in _MAGIC.items():
        if head.startswith(magic):
            return compression
    if head.startswith(b"PK\x03\x04") and path.suffix.lower() == ".zip":
        return "zip"
    return ""


def _unpacked(raw: BinaryIO, compression: Compression, path: Path) -> BinaryIO:
    if compression == "gzip":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if compression == "bzip2":
        return cast(BinaryIO, bz2.BZ2File(raw))
    if compression == "xz":
        return cast(BinaryIO, lzma.LZMAFile(raw))
    if compression == "zip":
        return _only_member(raw, path)
    return raw


def _only_member(raw: BinaryIO, path: Path) -> BinaryIO:
    archive = zipfile.ZipFile(raw)
    names = [
        name
        for name in archive.namelist()
        if not name.endswith("/") and not name.startswith("__MACOSX/")
    ]
    if len(names) != 1:
        raise ImportProblem(
            "{path} holds {count} files; unpack it and choose the log itself.",
            path=path,
            count=len(names),
        )
    return cast(BinaryIO, archive.open(names[0]))
