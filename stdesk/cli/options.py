"""Arguments that several commands share, and how their texts become values."""

import datetime
import zoneinfo
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from stdesk.language import tr

ProjectFile = Annotated[Path, typer.Argument(metavar="P", help=tr("The project file (.stdesk)."))]
AsJson = Annotated[
    bool, typer.Option("--json", help=tr("Print one object that programs can read."))
]
Run = Annotated[int, typer.Option("--run", help=tr("The number of a trained run."))]
User = Annotated[str | None, typer.Option("--user", help=tr("The user's key in the log."))]
Everyone = Annotated[bool, typer.Option("--all", help=tr("All users."))]
Out = Annotated[
    Path, typer.Option("--out", help=tr("The file to write; its ending says the kind."))
]
At = Annotated[
    str | None,
    typer.Option(metavar="INSTANT", help=tr("For this moment; otherwise after the log's end.")),
]
Time = Annotated[
    Literal["given", "unknown"],
    typer.Option("--time", help=tr("Whether the moment to be predicted is known.")),
]
Folds = Annotated[
    int, typer.Option(min=1, max=20, help=tr("How many windows of time `rolling` judges by."))
]
Seed = Annotated[int, typer.Option(help=tr("Same seed, same result."))]
Device = Annotated[Literal["auto", "cpu", "cuda"], typer.Option(help=tr("Where to compute."))]


def pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """["a=1", "b=2"] as a dictionary."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(
                tr("“{text}” should be name=value.", text=text), None, None, option
            )
        found[name.strip()] = value.strip()
    return found


def values(texts: Sequence[str]) -> dict[str, object]:
    """`--set` options as typed; the model reads them as the kinds of value that it knows."""
    return dict(pairs(texts, "--set"))


def place(text: str | None) -> tuple[float, float] | None:
    """ "40.7,-74.0" as (latitude, longitude) in degrees."""
    if text is None:
        return None
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        latitude = longitude = float("nan")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise typer.BadParameter(
            tr("“{text}” should be latitude,longitude in degrees, such as 40.73,-73.99.", text=text)
        )
    return latitude, longitude


def instant(text: str | None) -> int | None:
    """ISO 8601 or Unix seconds as UTC milliseconds; a time without an offset is UTC."""
    if text is None:
        return None
    if text.lstrip("-").isdigit():
        return int(text) * 1000
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            tr("“{text}” should be a time such as 2012-12-01T18:30-05:00.", text=text)
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return round(moment.timestamp() * 1000)


def zone(text: str | None) -> str | None:
    """A time zone that there is."""
    if text is not None:
        try:
            zoneinfo.ZoneInfo(text)
        except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
            raise typer.BadParameter(
                tr("“{text}” is no time zone; a name looks like America/New_York.", text=text)
            ) from None
    return text


def one_or_all(user: str | None, everyone: bool) -> None:
    """Refuse neither and both."""
    if (user is None) != everyone:
        raise typer.BadParameter(tr("Give either --user KEY or --all."))
