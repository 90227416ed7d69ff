"""What can be asked of a report, and what is told when it is written."""

from dataclasses import dataclass
from pathlib import Path

from stdesk.recommend import RecommendSettings, Target

SUFFIXES = (".html", ".csv", ".xlsx", ".json")


@dataclass(frozen=True)
class ReportSettings:
    """A run, for whom, and where to; the format follows the path's ending.

    users: keys, or None for everyone. title: of the page, by default one that says what it is.
    language: en or zh_CN, by default the reader's. The others are those of `RecommendSettings`, so
    that a report and `recommend` give the same lists.
    """

    run: int
    path: Path
    users: tuple[str, ...] | None = None
    title: str | None = None
    language: str | None = None
    k: int = 20
    at_ms: int | None = None
    near: tuple[float, float] | None = None
    only_new: bool = False
    within_km: float | None = None
    category: str | None = None
    target: Target = "item"

    @property
    def lists(self) -> RecommendSettings:
        return RecommendSettings(
            run=self.run,
            users=self.users,
            k=self.k,
            at_ms=self.at_ms,
            near=self.near,
            only_new=self.only_new,
            within_km=self.within_km,
            category=self.category,
            target=self.target,
            store=False,
        )


@dataclass(frozen=True)
class ReportResult:
    """Where the report lies. users: whose lists it holds; rows: their lines in total."""

    path: Path
    users: int
    rows: int
    size_bytes: int
