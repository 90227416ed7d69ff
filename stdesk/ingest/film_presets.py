"""MovieLens: films, ratings and users, in all the forms that its files have had."""

from stdesk.ingest.known_files import Form, Preset
from stdesk.language import mark

_INT, _ANY, _UNIX = r"\d+", r".*", r"\d{9,10}"
_GENRES = (
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
)
_RATING = {"user": "user", "item": "movie", "value": "rating", "time": "time"}
_RATING_COLUMNS = ("user", "movie", "rating", "time")
_MOVIE = {"item": "movie", "title": "title", "tags": "genres"}
MOVIELENS = Preset(
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
                *_GENRES,
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
