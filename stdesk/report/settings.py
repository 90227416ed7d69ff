"""What can be asked of a report, and what is told when it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stdesk.progress import Progress
from stdesk.recommend import RecommendSettings, Target

SUFFIXES = (".html", ".pdf", ".csv", ".xlsx", ".json", ".geojson")
PAGES = (".html", ".pdf")  # the formats that have a look: logo, footer, paper
SECTIONED = (*PAGES, ".xlsx", ".json")  # those that hold the chosen sections and no others
PAPERS = ("A4", "Letter")

Template = Literal["user", "segment", "project"]
Paper = Literal["A4", "Letter"]
# Makes a PDF (second path) of a page on disk (first path), and stops when the progress says so.
Printer = Callable[[Path, Path, Paper, Progress], None]


@dataclass(frozen=True)
class ReportSettings:
    """A run, about whom, and where to; the format follows the path's ending.

    run: whose lists it gives; None for a report about behaviour alone. template: by default that of
    one user or of a segment where such is named, else that of the project. users: keys, or None
    for everyone. segment: its id. sections: names in the order wanted, by default all of the
    template. title: of the page, by default one that says what it is. logo: a picture (PNG, JPEG,
    SVG) at its top; footer: a line at its end and on each printed sheet. language: en or zh_CN, by
    default the reader's. The others are those of `RecommendSettings`, so that a report and
    `recommend` give the same lists.
    """

    run: int | None
    path: Path
    users: tuple[str, ...] | None = None
    segment: int | None = None
    template: Template | None = None
    sections: tuple[str, ...] | None = None
    title: str | None = None
    logo: Path | None = None
    footer: str | None = None
    paper: Paper = "A4"
    language: str | None = None
    k: int = 20
    at_ms: int | None = None
    near: tuple[float, float] | None = None
    only_new: bool = False
    within_km: float | None = None
    category: str | None = None
    target: Target = "item"

    @property
    def kind(self) -> Template:
        """The template that is used."""
        if self.template is not None:
            return self.template
        if self.segment is not None:
            return "segment"
        return "user" if self.users is not None and len(self.users) == 1 else "project"

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

    def lists_for(self, run: int, users: tuple[str, ...] | None) -> RecommendSettings:
        """What is asked of `recommend`."""
        return RecommendSettings(
            run=run,
            users=users,
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


@dataclass(frozen=True)
class BatchSettings:
    """One report for each user (or each segment) into a folder.

    report: what each of them is like; the ending of its path says the format of all. users: of
    these, or of everyone for None. of: user or segment.
    """

    report: ReportSettings
    folder: Path
    of: Literal["user", "segment"] = "user"


@dataclass(frozen=True)
class BatchResult:
    """What a batch left in its folder: an index and `written` reports, of those `asked` for."""

    folder: Path
    index: Path
    asked: int
    written: int
    size_bytes: int

    @property
    def whole(self) -> bool:
        return self.written == self.asked
