"""Counts what becomes of the rows of a file, and writes the rejected ones."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from stdesk.ingest.layout import BadRow, Block
from stdesk.ingest.reasons import GOOD, REASONS, Verdict, reason_text
from stdesk.language import number, tr

if TYPE_CHECKING:
    from stdesk.project.writer import BulkWriter

_SHOWN_CHARACTERS = 80


class Tally:
    """Rows read, kept, rejected and duplicate of one file, and reasons with their first example."""

    def __init__(self, writer: "BulkWriter", source: int) -> None:
        self._writer, self._source = writer, source
        self.read = self.kept = self.duplicate = self.events = 0
        self.reasons: dict[str, int] = {}
        self.examples: dict[str, str] = {}

    @property
    def rejected(self) -> int:
        return sum(self.reasons.values())

    def add(self, block: Block, verdict: Verdict, duplicate: int) -> None:
        """Count a block's rows and write those that are refused, in file order."""
        refused = np.flatnonzero(verdict.reason != GOOD)
        rows = list(block.bad)
        for index, text in zip(refused.tolist(), block.text_of(refused), strict=True):
            reason = REASONS[verdict.reason[index]]
            rows.append(BadRow(int(block.lines[index]), text, reason))
        rows.sort(key=lambda row: row.line)
        self.read += len(block.lines) + len(block.bad)
        self.kept += len(block.lines) - len(refused) - duplicate
        self.duplicate += duplicate
        self._write(rows)

    def _write(self, rows: list[BadRow]) -> None:
        for row in rows:
            self.reasons[row.reason] = self.reasons.get(row.reason, 0) + 1
            if row.reason not in self.examples:
                self.examples[row.reason] = _example(row)
        if rows:
            columns = {
                "source": pa.array([self._source] * len(rows), pa.int64()),
                "line": pa.array([row.line for row in rows], pa.int64()),
                "text": [row.text for row in rows],
                "reason": [row.reason for row in rows],
            }
            self._writer.append("reject", pa.table(columns))


def _example(row: BadRow) -> str:
    text = row.text if len(row.text) <= _SHOWN_CHARACTERS else row.text[:_SHOWN_CHARACTERS] + "…"
    return tr(
        "line {line}: {reason}: {text}",
        line=number(row.line),
        reason=reason_text(row.reason),
        text=text,
    )
