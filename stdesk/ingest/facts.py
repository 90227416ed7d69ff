"""What the values of a column, in a sample of rows, say about its role."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from stdesk.ingest.times import INSTANT, LOCAL, parse_times
from stdesk.ingest.values import MISSING, is_number

if TYPE_CHECKING:
    import pyarrow as pa

_CLOCK = re.compile(r"\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s?[AaPp][Mm])?\s*")
_EARLIEST_MS = int(datetime(1980, 1, 1, tzinfo=UTC).timestamp() * 1000)


@dataclass(frozen=True)
class Facts:
    """A column's sample in numbers; shares are of its filled cells, between 0 and 1."""

    name: str
    position: int
    rows: int
    filled: int
    distinct: int
    numbers: np.ndarray  # the cells that are numbers
    numeric: float
    precise: float  # numbers with three decimals or more
    times: float
    with_clock: float
    clocks: float
    words: float  # three letters in a row
    letters: float  # no number

    @property
    def is_numeric(self) -> bool:
        return self.filled > 0 and self.numeric >= 0.9

    @property
    def is_whole(self) -> bool:
        return self.is_numeric and bool((self.numbers == np.rint(self.numbers)).all())

    @property
    def is_unique(self) -> bool:
        return self.rows > 0 and self.distinct == self.rows

    def within(self, bound: float) -> bool:
        """Whether nine of ten values are numbers between -bound and bound."""
        if not self.is_numeric:
            return False
        return float((np.abs(self.numbers) <= bound).mean()) >= 0.9

    @property
    def is_offset(self) -> bool:
        """Few numbers that could be minutes to UTC."""
        if not self.is_whole or self.distinct > 40:
            return False
        minutes = np.abs(self.numbers)
        return bool((minutes % 15 == 0).all() and minutes.max() <= 840 and minutes.max() >= 60)


def facts_of(name: str, position: int, column: "pa.ChunkedArray") -> Facts:
    """Look at one column of a sample."""
    cells = column.combine_chunks()
    texts = [text for text in cells.to_pylist() if text is not None and text not in MISSING]
    numbers = np.array([float(text) for text in texts if is_number(text)])
    numbers = numbers[np.isfinite(numbers)]
    filled = max(len(texts), 1)
    times = parse_times(cells)
    latest = (datetime.now(UTC) + timedelta(days=366)).timestamp() * 1000
    plausible = (
        np.isin(times.state, (LOCAL, INSTANT)) & (times.ms >= _EARLIEST_MS) & (times.ms < latest)
    )
    return Facts(
        name,
        position,
        rows=len(cells),
        filled=len(texts),
        distinct=len(set(texts)),
        numbers=numbers,
        numeric=len(numbers) / filled,
        precise=sum(re.search(r"\.\d{3}", text) is not None for text in texts) / filled,
        times=float(plausible.sum()) / filled,
        with_clock=float((plausible & times.has_clock).sum()) / filled,
        clocks=sum(_CLOCK.fullmatch(text) is not None for text in texts) / filled,
        letters=1 - len(numbers) / filled,
        words=sum(re.search(r"[^\W\d_]{3}", text) is not None for text in texts) / filled,
    )
