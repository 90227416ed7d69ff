"""Public data sets are fetched from where it is said, whole or not at all, and can be imported."""

import gzip
import io
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stdesk.errors import ImportProblem, SettingProblem
from stdesk.ingest import SAMPLES, ImportSettings, Sample, fetch_sample, import_files, sample_named
from stdesk.progress import Cancelled, Progress
from stdesk.project import Project

NEW_YORK = (
    "470\t49bbd6c0f964a520f4531fe3\t4bf58dd8d48988d127951735\tArts & Crafts Store\t"
    "40.719810375488535\t-74.00258103213994\t-240\tTue Apr 03 18:00:09 +0000 2012\n"
)
SNAP = "0\t2010-10-19T23:55:27Z\t30.2359091167\t-97.7951395833\t22847\n"
LENS_100K = {
    "u.data": "196\t242\t3\t881250949\n",
    "u.item": "242|Kolya (1996)|24-Jan-1997||http://us.imdb.com/M|" + "|".join(["0"] * 19) + "\n",
    "u.user": "196|49|M|writer|55105\n",
}
LENS_1M = {
    "ratings.dat": "1::1193::5::978300760\n",
    "movies.dat": "1193::One Flew Over the Cuckoo's Nest (1975)::Drama\n",
    "users.dat": "1::F::1::10::48067\n",
}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address under which a server on this machine offers it."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def archive(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        for name, text in files.items():
            written.writestr(f"some-folder/{name}", text)
    return packed.getvalue()


def contents_of(sample: Sample) -> bytes:
    """What a small file of that data set looks like."""
    if sample.name.startswith("foursquare"):
        return archive(dict.fromkeys(sample.members, NEW_YORK))
    if sample.name == "movielens-100k":
        return archive(LENS_100K)
    if sample.name == "movielens-1m":
        return archive(LENS_1M)
    return gzip.compress(SNAP.encode())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_is_fetched_and_imported(
    sample: Sample, served: tuple[Path, str], tmp_path: Path, project: Project
) -> None:
    folder, address = served
    name = sample.url.rsplit("/", 1)[1]
    (folder / name).write_bytes(contents_of(sample))
    paths = fetch_sample(sample, tmp_path / "fetched", Progress(), f"{address}/{name}")
    assert [path.exists() for path in paths] == [True] * max(len(sample.members), 1)
    reports = import_files(project, ImportSettings(paths), Progress())
    assert reports[0].file_role == "log"
    assert project.log.summary().events == 1
    assert all(report.preset for report in reports)


def test_what_is_there_is_not_fetched_again(served: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = served
    sample = sample_named("movielens-100k")
    (folder / "ml-100k.zip").write_bytes(contents_of(sample))
    first = fetch_sample(sample, tmp_path / "fetched", Progress(), f"{address}/ml-100k.zip")
    (folder / "ml-100k.zip").unlink()
    assert fetch_sample(sample, tmp_path / "fetched", Progress(), f"{address}/ml-100k.zip") == first


@pytest.mark.parametrize(
    ("contents", "said"),
    [(None, "cannot be fetched"), (b"no zip at all", "damaged"), (archive({"a": "b"}), "holds no")],
)
def test_what_cannot_be_had_leaves_no_half_file(
    contents: bytes | None, said: str, served: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = served
    if contents is not None:
        (folder / "ml-100k.zip").write_bytes(contents)
    where = tmp_path / "fetched"
    with pytest.raises(ImportProblem, match=said):
        fetch_sample(sample_named("movielens-100k"), where, Progress(), f"{address}/ml-100k.zip")
    assert not [path for path in where.iterdir() if path.suffix in (".part", ".data")]


def test_a_fetch_can_be_stopped(served: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = served
    (folder / "g.gz").write_bytes(b"x" * 1_000_000)

    class Impatient(Progress):
        def on_step(self, done: float, total: float, message: str) -> None:
            self.cancel()

    with pytest.raises(Cancelled):
        fetch_sample(sample_named("gowalla"), tmp_path / "fetched", Impatient(), f"{address}/g.gz")
    assert list((tmp_path / "fetched").iterdir()) == []


def test_only_known_names_and_addresses_of_the_web_are_taken(tmp_path: Path) -> None:
    with pytest.raises(SettingProblem, match="choose one of foursquare-new-york"):
        sample_named("something")
    (tmp_path / "x.gz").write_bytes(b"")
    with pytest.raises(ImportProblem, match="no address of the web"):
        fetch_sample(
            sample_named("gowalla"), tmp_path / "f", Progress(), (tmp_path / "y.gz").as_uri()
        )
