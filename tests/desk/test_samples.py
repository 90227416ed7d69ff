"""The dialog of public data sets: fetched only when told to, and on to the import dialog."""

import contextlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stdesk.desk.data.import_dialog import ImportDialog
from stdesk.desk.data.sample_dialog import SampleDialog
from stdesk.ingest import SAMPLES, Sample, sample_named
from stdesk.project import create_project

from .calm import PATIENCE_S

RATINGS = {
    "u.data": "196\t242\t3\t881250949\n186\t302\t3\t891717742\n",
    "u.item": "242|Kolya (1996)|24-Jan-1997||http://us.imdb.com/M|" + "|".join(["0"] * 19) + "\n",
    "u.user": "196|49|M|writer|55105\n",
}


class Counting(SimpleHTTPRequestHandler):
    """Serves a folder; `asked` holds every path that was asked for. A slow file never ends."""

    asked: list[str]
    going_on: threading.Event

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if "slow" not in self.path:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Length", "10000000")
        self.end_headers()
        self.wfile.write(b"x" * 300_000)
        self.going_on.wait(PATIENCE_S)
        with contextlib.suppress(OSError):  # whoever asked is gone
            self.wfile.write(b"x" * 300_000)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def going_on() -> threading.Event:
    return threading.Event()


@pytest.fixture
def films(
    tmp_path: Path, asked: list[str], going_on: threading.Event
) -> Iterator[tuple[Sample, ...]]:
    """Three data sets of a server on this machine: one sound, one that is not there, one slow."""
    folder = tmp_path / "served"
    folder.mkdir()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, said in RATINGS.items():
            archive.writestr(f"ml/{name}", said)
    (folder / "ml-100k.zip").write_bytes(packed.getvalue())
    handler = type("Handler", (Counting,), {"asked": asked, "going_on": going_on})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base, sound = f"http://127.0.0.1:{server.server_port}", sample_named("movielens-100k")
    yield tuple(
        replace(sound, name=name, url=f"{base}/{file}")
        for name, file in (("films", "ml-100k.zip"), ("gone", "no.zip"), ("slow", "slow.zip"))
    )
    going_on.set()
    server.shutdown()


def offered(window, films: tuple[Sample, ...], tmp_path: Path, row: int = 0) -> SampleDialog:
    dialog = window.incoming.offer_samples(films)
    dialog.list.setCurrentRow(row)
    dialog.folder.setText(str(tmp_path / "fetched"))
    dialog.folder.textEdited.emit(dialog.folder.text())  # as typed: it stays with other sets
    return dialog


def import_dialogs(window) -> list[ImportDialog]:
    return [dialog for dialog in window.findChildren(ImportDialog) if dialog.isVisible()]


def test_each_data_set_says_what_it_is_from_whom_and_how_much(make):
    window = make()
    window.ask_for_sample()
    dialog = window.findChild(SampleDialog)
    for row, sample in enumerate(SAMPLES):
        dialog.list.setCurrentRow(row)
        said = " ".join(value.text() for _, value in dialog.facts.values())
        assert sample.host in said
        assert sample.source in said
        assert f"{sample.megabytes:g}" in said
        assert f"Fetching tells {sample.host} the address of this computer" in dialog.note.text()
        assert dialog.folder.text().endswith(sample.name)


def test_nothing_is_asked_for_before_one_says_fetch(make, films, tmp_path, asked, wait):
    dialog = offered(make(), films, tmp_path)
    for row in (1, 2, 0):
        dialog.list.setCurrentRow(row)
    assert asked == []
    dialog.fetch_button.click()
    wait(lambda: asked == ["/ml-100k.zip"])


def test_what_was_fetched_leads_to_the_import_dialog_of_a_new_project(make, films, tmp_path, wait):
    window = make()
    offered(window, films, tmp_path).fetch_button.click()
    wait(lambda: import_dialogs(window))
    assert window.desk.project.path == (tmp_path / "fetched" / "films.stdesk").resolve()
    dialog = import_dialogs(window)[0]
    assert [file.path.name for file in dialog.files] == ["u.data", "u.item", "u.user"]
    wait(lambda: dialog.ready)
    dialog.import_button.click()
    wait(lambda: window.desk.project.log.summary().events == 2)


def test_it_can_go_into_the_project_that_is_open(make, films, tmp_path, wait):
    path = tmp_path / "mine.stdesk"
    create_project(path).close()
    window = make(path)
    wait(lambda: window.desk.project is not None)
    dialog = offered(window, films, tmp_path)
    dialog.into.setCurrentIndex(dialog.into.findData("here"))
    dialog.fetch_button.click()
    wait(lambda: import_dialogs(window))
    assert window.desk.project.path.stem == "mine"


def test_a_project_that_is_there_is_not_overwritten(make, films, tmp_path, wait):
    (tmp_path / "fetched").mkdir()
    create_project(tmp_path / "fetched" / "films.stdesk").close()
    window = make()
    offered(window, films, tmp_path).fetch_button.click()
    wait(lambda: window.desk.project is not None)
    assert window.desk.project.path.stem == "films-2"


def test_a_fetch_that_fails_says_what_to_do_and_can_be_tried_again(make, films, tmp_path, wait):
    dialog = offered(make(), films, tmp_path, row=1)
    dialog.fetch_button.click()
    assert not dialog.fetch_button.isEnabled()
    wait(lambda: not dialog.fetching.busy)
    assert "cannot be fetched" in dialog.fetching.said.text()
    assert "fetch it in a browser and import the file" in dialog.fetching.said.text()
    assert dialog.isVisible()
    assert dialog.fetch_button.isEnabled()


def test_a_fetch_is_stopped_by_its_button_and_leaves_nothing(
    make, films, tmp_path, wait, asked, going_on
):
    window = make()
    dialog = offered(window, films, tmp_path, row=2)
    dialog.fetch_button.click()
    wait(lambda: "MB" in dialog.fetching.said.text())
    dialog.close_button.click()
    going_on.set()
    wait(lambda: not dialog.fetching.busy)
    assert dialog.isVisible()
    assert list((tmp_path / "fetched").iterdir()) == []
    assert window.desk.project is None
