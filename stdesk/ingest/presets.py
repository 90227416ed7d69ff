"""Public data sets whose files are known: their columns need no guess."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from stdesk.ingest.guess import FileRole
from stdesk.ingest.layout import Layout
from stdesk.ingest.names import plain_name
from stdesk.language import mark

_INT, _FLOAT, _ANY = r"\d+", r"-?\d+(\.\d+)?", r".*"
_UNIX = r"\d{9,10}"
_ISO = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?"


@dataclass(frozen=True)
class Form:
    """One kind of file of a data set.

    header: names that its first line holds, as `plain_name` gives them; or, where it has no header,
    cells: a regular expression for each column, and columns: our names for them. first_line: a
    regular expression instead, for files with something above the table.
    """

    role: FileRole
    mapping: dict[str, str]
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    delimiter: str = ""
    first_line: str = ""
    skipped_lines: int = 0
    suffix: str = ""
    kind: str | None = None
    time_zone: str | None = None
    user_from: Literal["", "folder"] = ""


@dataclass(frozen=True)
class Preset:
    """A data set by name, with all the forms that its files come in."""

    name: str
    title: str
    forms: tuple[Form, ...] = field(repr=False)


_CHECK_IN = "check-in"
_FOURSQUARE = Preset(
    "foursquare",
    mark("Foursquare check-ins (TSMC2014)"),
    (
        Form(
            "log",
            {
                "user": "user",
                "item": "venue",
                "category": "category",
                "latitude": "latitude",
                "longitude": "longitude",
                "offset": "offset",
                "time": "utc_time",
            },
            cells=(
                _INT,
                r"\w{24}",
                r"\w*",
                _ANY,
                _FLOAT,
                _FLOAT,
                r"-?\d+",
                r"\w{3} \w{3} \d\d .*",
            ),
            columns=(
                "user",
                "venue",
                "category_id",
                "category",
                "latitude",
                "longitude",
                "offset",
                "utc_time",
            ),
            delimiter="\t",
            kind=_CHECK_IN,
        ),
        Form(
            "log",
            {
                "user": "userid",
                "item": "venueid",
                "category": "venuecategory",
                "latitude": "latitude",
                "longitude": "longitude",
                "offset": "timezoneoffset",
                "time": "utctime|utctimestamp",
            },
            header=("userid", "venueid", "venuecategory", "timezoneoffset"),
            kind=_CHECK_IN,
        ),
        Form(
            "items",
            {"item": "venueid", "title": "name", "category": "category", "text": "description"},
            header=("venueid", "name", "category"),
        ),
    ),
)
_RATING = {"user": "user", "item": "movie", "value": "rating", "time": "time"}
_RATING_COLUMNS = ("user", "movie", "rating", "time")
_MOVIE = {"item": "movie", "title": "title", "tags": "genres"}
_MOVIELENS = Preset(
    "movielens",
    mark("MovieLens ratings"),
    (
        Form(
            "log",
            _RATING,
            cells=(_INT, _INT, r"[0-5](\.5)?", _UNIX),
            columns=_RATING_COLUMNS,
            delimiter="::",
            kind="rating",
        ),
        Form(
            "log",
            _RATING,
            cells=(_INT, _INT, r"[1-5]", _UNIX),
            columns=_RATING_COLUMNS,
            delimiter="\t",
            kind="rating",
        ),
        Form(
            "log",
            {"user": "userid", "item": "movieid", "value": "rating", "time": "timestamp"},
            header=("userid", "movieid", "rating", "timestamp"),
            kind="rating",
        ),
        Form(
            "items",
            _MOVIE,
            cells=(_INT, _ANY, r"[\w' -]+(\|[\w' -]+)*|\(no genres listed\)"),
            columns=("movie", "title", "genres"),
            delimiter="::",
        ),
        Form(
            "items",
            {"item": "movieid", "title": "title", "tags": "genres"},
            header=("movieid", "title", "genres"),
        ),
        Form(
            "items",
            {"item": "movie", "title": "title"},
            cells=(_INT, _ANY, _ANY, _ANY, _ANY, *("[01]",) * 19),
            columns=(
                "movie",
                "title",
                "released",
                "video released",
                "url",
                "unknown",
                *(
                    "Action Adventure Animation Children's Comedy Crime Documentary Drama Fantasy "
                    "Film-Noir Horror Musical Mystery Romance Sci-Fi Thriller War Western"
                ).split(),
            ),
            delimiter="|",
        ),
        Form(
            "users",
            {"user": "user"},
            cells=(_INT, "[MF]", _INT, _INT, _ANY),
            columns=("user", "gender", "age", "occupation", "zip code"),
            delimiter="::",
        ),
        Form(
            "users",
            {"user": "user"},
            cells=(_INT, _INT, "[MF]", r"\w+", _ANY),
            columns=("user", "age", "gender", "occupation", "zip code"),
            delimiter="|",
        ),
    ),
)
_RECBOLE = Preset(
    "recbole",
    mark("RecBole atomic files"),
    (
        Form(
            "log",
            {
                "user": "userid",
                "item": "itemid|venueid|businessid|movieid|productid",
                "value": "rating",
                "time": "timestamp",
            },
            header=("userid", "timestamp"),
            suffix=".inter",
        ),
        Form(
            "items",
            {
                "item": "itemid|venueid|businessid|movieid|productid",
                "title": "movietitle|title|itemname|name",
                "tags": "class|genre|genres|categories|tags",
                "category": "category|itemcategory|venuecategory",
                "latitude": "latitude",
                "longitude": "longitude",
                "text": "description",
            },
            suffix=".item",
        ),
        Form("users", {"user": "userid"}, header=("userid",), suffix=".user"),
    ),
)
_TAOBAO = Preset(
    "taobao",
    mark("Taobao UserBehavior"),
    (
        Form(
            "log",
            {
                "user": "user",
                "item": "item",
                "category": "category",
                "kind": "behavior",
                "time": "time",
            },
            cells=(_INT, _INT, _INT, "pv|cart|fav|buy", r"-?\d+"),
            columns=("user", "item", "category", "behavior", "time"),
            delimiter=",",
            time_zone="Asia/Shanghai",
        ),
    ),
)
_SNAP = Preset(
    "snap",
    mark("Gowalla or Brightkite check-ins (SNAP)"),
    (
        Form(
            "log",
            {
                "user": "user",
                "time": "time",
                "latitude": "latitude",
                "longitude": "longitude",
                "item": "place",
            },
            cells=(_INT, _ISO, _FLOAT, _FLOAT, r"\w+"),
            columns=("user", "time", "latitude", "longitude", "place"),
            delimiter="\t",
            kind=_CHECK_IN,
        ),
    ),
)
_GEOLIFE = Preset(
    "geolife",
    mark("GeoLife trajectories"),
    (
        Form(
            "log",
            {"latitude": "latitude", "longitude": "longitude", "time": "date", "clock": "time"},
            columns=("latitude", "longitude", "zero", "altitude", "days", "date", "time"),
            delimiter=",",
            first_line=r"Geolife trajectory",
            skipped_lines=6,
            time_zone="UTC",
            user_from="folder",
        ),
        Form(
            "log",
            {"latitude": "lat", "longitude": "lng", "time": "datetime", "user": "uid"},
            header=("lat", "lng", "datetime", "uid"),
        ),
    ),
)
_CITI_BIKE = Preset(
    "citibike",
    mark("Citi Bike trips"),
    (
        Form(
            "log",
            {
                "user": "bikeid",
                "time": "starttime",
                "item": "startstationid",
                "title": "startstationname",
                "latitude": "startstationlatitude",
                "longitude": "startstationlongitude",
                "end_time": "stoptime",
                "end_item": "endstationid",
                "end_title": "endstationname",
                "end_latitude": "endstationlatitude",
                "end_longitude": "endstationlongitude",
            },
            header=("bikeid", "starttime", "stoptime", "startstationid", "endstationid"),
            time_zone="America/New_York",
        ),
        Form(
            "log",
            {
                # No bike and no person is named since 2021: the station is what acts.
                "user": "startstationid",
                "time": "startedat",
                "item": "startstationid",
                "title": "startstationname",
                "latitude": "startlat",
                "longitude": "startlng",
                "end_time": "endedat",
                "end_item": "endstationid",
                "end_title": "endstationname",
                "end_latitude": "endlat",
                "end_longitude": "endlng",
            },
            header=("rideid", "startedat", "endedat", "startstationid", "endstationid"),
            time_zone="America/New_York",
        ),
    ),
)

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (_FOURSQUARE, _MOVIELENS, _RECBOLE, _TAOBAO, _SNAP, _GEOLIFE, _CITI_BIKE)
}
ALIASES = {"gowalla": "snap", "brightkite": "snap", "tsmc2014": "foursquare", "ml-100k": "recbole"}


def fitting_form(preset: Preset, path: Path, layout: Layout, lines: tuple[str, ...]) -> Form | None:
    """The form of a data set that a file has, if any."""
    return next((form for form in preset.forms if _fits(form, path, layout, lines)), None)


def form_mapping(form: Form, columns: tuple[str, ...]) -> dict[str, str]:
    """Role to column of a file; of alternatives (a|b) the first that the file has."""
    if not form.header and not form.suffix:
        return dict(form.mapping)
    by_plain_name = {plain_name(name): name for name in reversed(columns)}
    mapping = {}
    for role, names in form.mapping.items():
        found = [by_plain_name[name] for name in names.split("|") if name in by_plain_name]
        if found:
            mapping[role] = found[0]
    return mapping


def _fits(form: Form, path: Path, layout: Layout, lines: tuple[str, ...]) -> bool:
    bare = path.name.casefold().removesuffix(".gz")
    if form.suffix and not bare.endswith(form.suffix):
        return False
    if form.first_line:
        return bool(lines) and re.match(form.first_line, lines[0]) is not None
    if form.cells:
        return bool(lines) and not layout.header and _cells_fit(form, lines)
    names = {plain_name(name) for name in layout.columns}
    return layout.header | (layout.kind != "text") and names.issuperset(form.header)


def _cells_fit(form: Form, lines: tuple[str, ...]) -> bool:
    """Whether nine of the first ten lines look as they should."""
    sample = [line for line in lines[:100] if line]
    good = 0
    for line in sample:
        cells = line.split(form.delimiter)
        good += len(cells) == len(form.cells) and all(
            re.fullmatch(pattern, cell.strip()) is not None
            for pattern, cell in zip(form.cells, cells, strict=True)
        )
    return good >= 0.9 * len(sample)
