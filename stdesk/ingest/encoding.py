"""Turns a stream of bytes in any of the usual encodings into whole lines of UTF-8."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from stdesk.errors import ImportProblem

_LONGEST_LINE = 64 << 20


class Utf8Lines:
    """Iterates over (lines, damaged, last): about `block_bytes` of whole lines, each ending in LF.

    damaged: some bytes could not be decoded and stand as U+FFFD. last: the file ends here; the last
    block may be empty. Line ends CR LF and CR become LF, zero bytes vanish.
    """

    def __init__(self, stream: BinaryIO, encoding: str, block_bytes: int) -> None:
        self._stream, self._block_bytes = stream, block_bytes
        self.encoding = encoding

    def __iter__(self) -> Iterator[tuple[bytes, bool, bool]]:
        rest, only_returns = b"", False
        for position, chunk in enumerate(self._chunks()):
            if position == 0:
                chunk = chunk.removeprefix(codecs.BOM_UTF8)
                only_returns = b"\n" not in chunk and b"\r" in chunk
            data = rest + (chunk.replace(b"\r", b"\n") if only_returns else chunk)
            cut = data.rfind(b"\n") + 1
            rest = data[cut:]
            if len(rest) > _LONGEST_LINE:
                raise ImportProblem("this is not a table: a line of it never ends.")
            if cut:
                yield *self._decoded(data[:cut]), False
        yield *self._decoded(rest + b"\n" if rest else b""), True

    def _chunks(self) -> Iterator[bytes]:
        if not self.encoding.startswith("utf-16"):
            while chunk := self._stream.read(self._block_bytes):
                yield chunk
            return
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        while chunk := self._stream.read(self._block_bytes):
            yield decoder.decode(chunk).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")

    def _decoded(self, lines: bytes) -> tuple[bytes, bool]:
        damaged = False
        if self.encoding == "ascii" and not lines.isascii():
            self.encoding = guess_encoding(lines)
        if self.encoding not in ("ascii", "utf-8") and not self.encoding.startswith("utf-16"):
            text = lines.decode(self.encoding, "replace")
            damaged = "\N{REPLACEMENT CHARACTER}" in text
            lines = text.encode()
        elif not _is_utf8(lines):
            lines, damaged = lines.decode("utf-8", "replace").encode(), True
        if b"\r" in lines:
            lines = lines.replace(b"\r\n", b"\n").replace(b"\r", b" ")
        return (lines.replace(b"\0", b"") if b"\0" in lines else lines), damaged


def guess_encoding(sample: bytes) -> str:
    """ascii, utf-8, utf-16, utf-16-le, utf-16-be, gb18030, cp1252 or latin-1.

    `sample` should end with a whole line, or it may be cut anywhere.
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = sample.count(b"\0")
    if zeros > len(sample) // 5:
        return "utf-16-le" if sample[1::2].count(b"\0") > zeros // 2 else "utf-16-be"
    if sample.isascii():
        return "ascii"
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    if _is_utf8(whole):
        return "utf-8"
    if _is_chinese(whole):
        return "gb18030"
    return "cp1252" if any(byte in whole for byte in range(0x80, 0xA0)) else "latin-1"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(data: bytes) -> bool:
    """Whether nearly all bytes above 127 come in the pairs of GB 2312's characters."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if character > "\x7f"]
    usual = sum(_in_gb2312(character) for character in foreign)
    return usual >= 0.7 * len(foreign)


def _in_gb2312(character: str) -> bool:
    try:
        pair = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(pair) == 2
