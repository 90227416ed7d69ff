"""Public data sets whose files are known: their columns need no guess."""

from stdesk.ingest.film_presets import MOVIELENS
from stdesk.ingest.known_files import Form, Preset
from stdesk.language import mark

_INT, _FLOAT, _ANY = r"\d+", r"-?\d+(\.\d+)?", r".*"
_ISO = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?"
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
    for preset in (_FOURSQUARE, MOVIELENS, _RECBOLE, _TAOBAO, _SNAP, _GEOLIFE, _CITI_BIKE)
}
ALIASES = {"gowalla": "snap", "brightkite": "snap", "tsmc2014": "foursquare", "ml-100k": "recbole"}
