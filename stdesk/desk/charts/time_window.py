"""Which part of a log's time is in sight: moved and zoomed within its limits."""

from dataclasses import dataclass

from stdesk.features import HOUR_MS

LEAST_MS = 6 * HOUR_MS  # so much is always in sight
MARGIN = 0.02  # of the log's length, beyond its ends


@dataclass(frozen=True)
class TimeWindow:
    """From `begin` to `end`, both local ms, within [first, last] and a little margin."""

    first: float = 0.0
    last: float = float(LEAST_MS)
    begin: float = 0.0
    end: float = float(LEAST_MS)

    @property
    def length(self) -> float:
        return self.end - self.begin

    @property
    def whole(self) -> "TimeWindow":
        """All there is."""
        low, high = self._limits
        return TimeWindow(self.first, self.last, low, high)

    def limited(self, first: float, last: float) -> "TimeWindow":
        """The same view in another log's limits; all of it where nothing of the view is left."""
        made = TimeWindow(first, last, self.begin, self.end)
        low, high = made._limits
        if self.end <= low or self.begin >= high:
            return made.whole
        return made._placed(self.begin, self.length)

    def moved(self, by_ms: float) -> "TimeWindow":
        return self._placed(self.begin + by_ms, self.length)

    def zoomed(self, factor: float, at_ms: float | None = None) -> "TimeWindow":
        """`factor` below 1 looks closer; the time `at_ms` (else the middle) stays in its place."""
        low, high = self._limits
        at = (self.begin + self.end) / 2 if at_ms is None else at_ms
        length = min(max(self.length * factor, LEAST_MS), high - low)
        share = (at - self.begin) / self.length
        return self._placed(at - share * length, length)

    def showing(self, begin: float, end: float) -> "TimeWindow":
        """Look at a range."""
        middle, length = (begin + end) / 2, max(end - begin, LEAST_MS)
        return self._placed(middle - length / 2, length)

    @property
    def _limits(self) -> tuple[float, float]:
        length = max(self.last - self.first, LEAST_MS)
        return self.first - MARGIN * length, self.first + (1 + MARGIN) * length

    def _placed(self, begin: float, length: float) -> "TimeWindow":
        low, high = self._limits
        length = min(length, high - low)
        begin = min(max(begin, low), high - length)
        return TimeWindow(self.first, self.last, begin, begin + length)
