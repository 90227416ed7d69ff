"""Events that tell of candidates one by one, which the network attends to."""

from dataclasses import dataclass

import numpy as np

from stdesk.models.ranker.sparse import ranges


@dataclass(frozen=True)
class Attended:
    """count: (candidates,) events of each. table: (events, columns) float16, by candidate."""

    count: np.ndarray
    table: np.ndarray

    @property
    def begin(self) -> np.ndarray:
        begin: np.ndarray = np.cumsum(self.count) - self.count
        return begin

    def only(self, kept: np.ndarray) -> "Attended":
        """Those of the candidates where `kept` holds."""
        return Attended(self.count[kept], self.table[np.repeat(kept, self.count)])

    def of(self, candidate: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """float32 rows of these candidates' events, and which of the candidates each is of."""
        begin = self.begin[candidate]
        owner, place = ranges(begin, begin + self.count[candidate])
        return self.table[place].astype(np.float32), owner

    def narrowed(self, columns: int) -> "Attended":
        """The same with the first columns only: what runs of before there were more have learnt."""
        return Attended(self.count, self.table[:, :columns])

    @classmethod
    def joined(cls, parts: "list[Attended]") -> "Attended":
        return cls(
            np.concatenate([part.count for part in parts]),
            np.concatenate([part.table for part in parts]),
        )
