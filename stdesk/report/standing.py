"""How good the run was found to be, beside its rivals: the newest evaluation of each protocol."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdesk.language import figure, number

if TYPE_CHECKING:
    from stdesk.project import Measured, Project


@dataclass(frozen=True)
class Standing:
    """One comparison table. values: as measured; `part` is all, return or discovery."""

    number: int
    protocol: str
    values: tuple["Measured", ...]

    @property
    def times(self) -> list[str]:
        """given and unknown never share a table."""
        return list(dict.fromkeys(value.time for value in self.values))

    def table(self, time: str, part: str) -> "StandingTable":
        """The values of one time and part, over all folds, as rows of models."""
        wanted = [
            value
            for value in self.values
            if value.time == time and value.part == part and value.fold is None
        ]
        plain = [value for value in wanted if value.peer is None]
        names = list(dict.fromkeys(value.name for value in plain))
        by_model: dict[tuple[str, int | None], dict[str, Measured]] = {}
        for value in plain:
            by_model.setdefault((value.model, value.run), {})[value.name] = value
        compared = tuple(value for value in wanted if value.peer is not None)
        instances = max((value.instances for value in plain), default=0)
        return StandingTable(names, by_model, compared, instances)


@dataclass(frozen=True)
class StandingTable:
    """names: of the metrics. models: (model, run) to values by metric. compared: paired tests."""

    names: list[str]
    models: dict[tuple[str, int | None], dict[str, "Measured"]]
    compared: tuple["Measured", ...]
    instances: int


def standing(project: "Project", run: int) -> tuple[Standing, ...]:
    """The newest table of each protocol in which this run stands."""
    found: dict[str, Standing] = {}
    for row in project.results.evaluations().to_pylist():
        if row["protocol"] in found:
            continue
        values = project.results.evaluation(row["evaluation"])
        if any(value.run == run for value in values):
            found[row["protocol"]] = Standing(row["evaluation"], row["protocol"], tuple(values))
    return tuple(found.values())


def measured_text(value: "Measured | None") -> str:
    """.3618 (.3412–.3824), as a table cell."""
    if value is None:
        return "–"
    if value.low is None or value.high is None:
        return shown(value.value)
    return f"{shown(value.value)} ({shown(value.low)}–{shown(value.high)})"


def shown(value: float) -> str:
    """Shares the way the field prints them, larger numbers with two decimals."""
    return figure(value) if abs(value) < 10 else number(value, 2)
