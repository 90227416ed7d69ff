"""Public data sets that can be fetched: only when somebody asks, from where it says.

Nothing here runs by itself. A file is written beside its name until it is whole, so that a fetch
that fails or is cancelled leaves nothing that could be mistaken for the data.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from stdesk.errors import ImportProblem, SettingProblem
from stdesk.language import mark, number, tr
from stdesk.progress import Progress

PIECE = 1 << 18
PATIENCE_S = 30
MB = 1e6
_SNAP = "https://snap.stanford.edu/data"
_LENS = "https://files.grouplens.org/datasets/movielens"
_TSMC = "http://www-public.imtbs-tsp.eu/~zhang_da/pub/dataset_tsmc2014.zip"


@dataclass(frozen=True)
class Sample:
    """A data set by name. title, sentence: marked texts. source: who published it, and where.

    members: endings of the files to take from a zip archive, logs first; empty for a file that is
    imported as it comes. megabytes: about what is transferred.
    """

    name: str
    title: str
    sentence: str
    url: str
    source: str
    megabytes: float
    members: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """Whom the fetch tells this computer's address."""
        return urlsplit(self.url).netloc


SAMPLES = (
    Sample(
        "foursquare-new-york",
        mark("Foursquare check-ins, New York"),
        mark("Ten months of 1,083 people at 38,000 venues; with categories and local time."),
        _TSMC,
        "Yang, Zhang, Zheng and Yu, IEEE Transactions on SMC: Systems, 2015",
        25,
        ("dataset_TSMC2014_NYC.txt",),
    ),
    Sample(
        "foursquare-tokyo",
        mark("Foursquare check-ins, Tokyo"),
        mark("Ten months of 2,293 people at 62,000 venues; with categories and local time."),
        _TSMC,
        "Yang, Zhang, Zheng and Yu, IEEE Transactions on SMC: Systems, 2015",
        25,
        ("dataset_TSMC2014_TKY.txt",),
    ),
    Sample(
        "gowalla",
        mark("Gowalla check-ins"),
        mark("6.4 million check-ins of 107,000 people all over the world, 2009 to 2010."),
        f"{_SNAP}/loc-gowalla_totalCheckins.txt.gz",
        "Cho, Myers and Leskovec, KDD 2011 (SNAP)",
        105,
    ),
    Sample(
        "brightkite",
        mark("Brightkite check-ins"),
        mark("4.5 million check-ins of 51,000 people all over the world, 2008 to 2010."),
        f"{_SNAP}/loc-brightkite_totalCheckins.txt.gz",
        "Cho, Myers and Leskovec, KDD 2011 (SNAP)",
        58,
    ),
    Sample(
        "movielens-100k",
        mark("MovieLens, 100,000 ratings"),
        mark("Ratings of 1,682 films by 943 people, 1997 to 1998; no places."),
        f"{_LENS}/ml-100k.zip",
        "Harper and Konstan, ACM TiiS 5, 2015 (GroupLens)",
        5,
        ("u.data", "u.item", "u.user"),
    ),
    Sample(
        "movielens-1m",
        mark("MovieLens, a million ratings"),
        mark("Ratings of 3,900 films by 6,040 people, 2000 to 2003; no places."),
        f"{_LENS}/ml-1m.zip",
        "Harper and Konstan, ACM TiiS 5, 2015 (GroupLens)",
        6,
        ("ratings.dat", "movies.dat", "users.dat"),
    ),
)


def sample_named(name: str) -> Sample:
    """Raises `SettingProblem`, with the names that there are, when there is no such data set."""
    for sample in SAMPLES:
        if sample.name == name:
            return sample
    raise SettingProblem(
        "there is no data set '{name}'; choose one of {names}.",
        name=name,
        names=", ".join(sample.name for sample in SAMPLES),
    )


def fetch_sample(
    sample: Sample, folder: Path, progress: Progress, url: str | None = None
) -> tuple[Path, ...]:
    """Download a data set into a folder; the files to be imported, logs first.

    What is there already is not fetched again. url: another place where the same file lies. Raises
    `ImportProblem` when it cannot be reached or is not what it should be, `Cancelled` when stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    address = url or sample.url
    target = folder / Path(urlsplit(address).path).name
    wanted = tuple(folder / member for member in sample.members) or (target,)
    if all(path.is_file() for path in wanted):
        return wanted
    if not target.is_file():
        _download(address, target, progress.part(0.0, 0.9))
    progress.step(0.9, 1.0, tr("Unpacking"))
    for member, path in zip(sample.members, wanted, strict=False):
        _unpack(target, member, path)
    if sample.members:
        target.unlink()
    return wanted


def _download(address: str, target: Path, progress: Progress) -> None:
    if urlsplit(address).scheme not in ("http", "https"):
        raise ImportProblem("{address} is no address of the web.", address=address)
    unfinished = target.with_name(target.name + ".part")
    try:
        request = Request(address, headers={"User-Agent": "stdesk"})  # noqa: S310 - checked above
        with urlopen(request, timeout=PATIENCE_S) as answer, unfinished.open("wb") as file:  # noqa: S310
            _copy(answer, file, int(answer.headers.get("Content-Length") or 0), progress)
        unfinished.replace(target)
    except (URLError, OSError) as error:
        raise ImportProblem(
            "the file at {address} cannot be fetched: {error}. Check the connection, or fetch "
            "it in a browser and import the file.",
            address=address,
            error=getattr(error, "reason", None) or error,
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _copy(answer: IO[bytes], file: IO[bytes], total: int, progress: Progress) -> None:
    done = 0
    for piece in _pieces(answer):
        file.write(piece)
        done += len(piece)
        said = tr("Fetching: {done} MB", done=number(done / MB, 1))
        progress.step(done, max(total, done), said)
    if total and done < total:
        raise OSError(tr("the connection ended too early"))


def _pieces(answer: IO[bytes]) -> Iterator[bytes]:
    while piece := answer.read(PIECE):
        yield piece


def _unpack(archive: Path, member: str, path: Path) -> None:
    """Take one file out of a zip archive, whatever folder it lies in there."""
    try:
        with zipfile.ZipFile(archive) as packed:
            names = [name for name in packed.namelist() if Path(name).name == member]
            if not names:
                raise ImportProblem(
                    "{archive} holds no file {member}; it is not the data set that it should be.",
                    archive=archive.name,
                    member=member,
                )
            unfinished = path.with_name(path.name + ".part")
            with packed.open(names[0]) as source, unfinished.open("wb") as file:
                for piece in _pieces(source):
                    file.write(piece)
            unfinished.replace(path)
    except zipfile.BadZipFile as error:
        archive.unlink(missing_ok=True)
        raise ImportProblem(
            "{path} is damaged or incomplete: {error}", path=archive.name, error=error
        ) from error  # fmt: skip
