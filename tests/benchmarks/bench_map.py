"""How soon the map of a million events is painted, and how smoothly it plays.

python tests/benchmarks/bench_map.py [--events 1000000] [--peer-events 100000] [--seconds 5]

Events are the check-ins of ../shared/data/foursquare-nyc-checkins.csv.gz, each repeated with a
scatter of some hundred metres and some hours; without that file they are invented around cities.
Goals: first paint <= 1 s from selection to painted, the page already warm; playback >= 15 new
pictures a second, counted by the page's own requestAnimationFrame. Peer in the same run: folium,
one GeoJson layer of `--peer-events` of the same events, and a HeatMapWithTime of them. Needs no
screen (QT_QPA_PLATFORM=offscreen). What a person waits for who opens Explore: bench_map_cold.py.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
CHECKINS = ROOT.parent / "shared" / "data" / "foursquare-nyc-checkins.csv.gz"
SCATTER_DEGREES, SCATTER_HOURS = 0.003, 6
GOAL_PAINT_S, GOAL_FRAMES = 1.0, 15
PATIENCE_S = 120
LAYERS = ("automatic", "cells", "heat", "clusters", "points")


def main() -> None:
    wish = read_arguments()
    log = make_log(wish.events)
    users, load = log.catalogue.users, os.getloadavg()[0]
    print(f"events                 {len(log):,} of {users:,} users, load {load:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        measure_window(log, Path(folder), wish.seconds)
        measure_peer(log, Path(folder), wish.peer_events)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--peer-events", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=5, help="of playback for each layer")
    return parser.parse_args()


# the events


def make_log(events: int):  # type: ignore[no-untyped-def]
    """An EventLog of so many events."""
    from stdesk.features import Catalogue, EventLog

    draw = np.random.default_rng(1)
    user, latitude, longitude, instant, offset = (
        check_ins() if CHECKINS.is_file() else invented(draw)
    )
    row = draw.integers(0, len(user), events)
    row = row[np.lexsort((instant[row], user[row]))]
    instant_ms = instant[row] + draw.integers(-1, 2, events) * SCATTER_HOURS * 3_600_000
    north = latitude[row] + draw.normal(0, SCATTER_DEGREES, events)
    east = longitude[row] + draw.normal(0, SCATTER_DEGREES, events)
    users, items = int(user.max()) + 1, 10_000
    item = (row * 31 % items).astype(np.int32)
    catalogue = Catalogue(
        user_keys=[f"u{i}" for i in range(users)],
        item_keys=[f"i{i}" for i in range(items)],
        item_titles=[None] * items,
        category_names=[f"category {i}" for i in range(12)],
        kind_names=[],
        item_category=np.arange(items, dtype=np.int32) % 12,
        item_latitude=np.full(items, latitude.mean()),
        item_longitude=np.full(items, longitude.mean()),
    )
    who = user[row].astype(np.int32)
    order = np.lexsort((instant_ms, who))
    return EventLog(
        catalogue=catalogue,
        user=who[order],
        item=item[order],
        kind=np.full(events, -1, dtype=np.int16),
        instant_ms=instant_ms[order],
        offset_min=offset[row][order].astype(np.int32),
        latitude=north[order],
        longitude=east[order],
        value=np.full(events, np.nan, dtype=np.float32),
        trip=np.full(events, -1),
        event_id=np.arange(1, events + 1),
        user_start=np.searchsorted(who[order], np.arange(users + 1)),
    )


def check_ins() -> tuple[np.ndarray, ...]:
    import pandas as pd

    found = pd.read_csv(CHECKINS)
    user, latitude, longitude, offset, instant = (
        found.iloc[:, column] for column in (0, 3, 4, 5, 6)
    )
    instant_ms = pd.to_datetime(instant, utc=True, format="ISO8601").astype("int64") // 1_000_000
    parts = (pd.factorize(user)[0], latitude, longitude, instant_ms, offset.fillna(-240))
    return tuple(np.asarray(part) for part in parts)


def invented(draw: np.random.Generator) -> tuple[np.ndarray, ...]:
    count = 100_000
    city = draw.integers(0, 30, count)
    north, east = draw.uniform(40.5, 41, 30)[city], draw.uniform(-74.3, -73.7, 30)[city]
    instant = 1_333_400_000_000 + draw.integers(0, 250 * 86_400_000, count)
    near = draw.normal(0, 0.02, (2, count))
    user = draw.integers(0, 1000, count)
    return user, north + near[0], east + near[1], instant, np.full(count, -240)


# the window


def measure_window(log, folder: Path, seconds: float) -> None:  # type: ignore[no-untyped-def]
    from stdesk.desk.app import make_application
    from stdesk.desk.explore.data import Selection
    from stdesk.desk.explore.map_panel import MapPanel
    from stdesk.desk.work.desk import Desk
    from stdesk.desk.work.settings import Settings
    from stdesk.features import group_events
    from stdesk.maps import MapLog

    app = make_application()
    desk = Desk(Settings(folder / "own.ini"))
    begin = time.perf_counter()
    panel = MapPanel(desk)
    panel.apply_theme(desk.theme)
    panel.resize(1280, 720)
    painted: list[int] = []
    panel.map.painted.connect(painted.append)
    groups = group_events(log, "category")
    panel.set_log(log, groups)
    panel.show()
    panel.controls.layer_choice.setCurrentIndex(1)
    panel.select(Selection(), move=True)
    run_until(app, lambda: panel.pictures.number > 0 and panel.pictures.number in painted)
    passed = time.perf_counter() - begin
    print(f"map alone, cold        {passed:5.2f} s from the log in memory, with loading the page")
    begin = time.perf_counter()
    different = len(MapLog(log).hexes.cell)
    passed = time.perf_counter() - begin
    print(f"  of that, H3 cells    {passed:5.2f} s for {different:,} different ones")
    span = int(log.local_ms.min()), int(log.local_ms.max()) + 1
    half = Selection(within=(span[0], (span[0] + span[1]) // 2))
    for layer in LAYERS:
        panel.controls.layer_choice.setCurrentIndex(panel.controls.layer_choice.findData(layer))
        times = []
        for selection in (half, Selection(), half, Selection(), half, Selection()):
            before, begin = panel.pictures.number, time.perf_counter()
            panel.select(selection, move=False)
            run_until(
                app,
                lambda before=before: (
                    panel.pictures.number > before and panel.pictures.number in painted
                ),
            )
            times.append(time.perf_counter() - begin)
        shown = len(panel.drawn["left"].spots)
        said(
            f"paint, {layer}", float(np.median(times)), f"worst {max(times):.2f} s, {shown:,} spots"
        )
    panel.controls.tools["clock"].setChecked(True)
    for layer in LAYERS:
        for measure in ("events", "users"):
            play(app, panel, layer, measure, seconds)
    desk.jobs.shut_down()
    let_go(app, panel)


def play(app, panel, layer: str, measure: str, seconds: float) -> None:  # type: ignore[no-untyped-def]
    """Play a week that moves by steps of three hours, as fast as the page can draw them."""
    begin, before = time.perf_counter(), panel.pictures.number
    painted: list[int] = []
    panel.map.painted.connect(painted.append)
    layers, measures = panel.controls.layer_choice, panel.controls.measure_choice
    layers.setCurrentIndex(layers.findData(layer))
    measures.setCurrentIndex(measures.findData(measure))
    panel.draw()
    # The counts are painted, and then those of the moment.
    run_until(
        app, lambda: panel.pictures.number > before and painted.count(panel.pictures.number) == 2
    )
    panel.map.painted.disconnect(painted.append)
    ready = time.perf_counter() - begin
    panel.map.send("player", pace=240, loop=True, at=0)
    panel.map.send("player", play=True)
    settle(app, seconds)
    figures = ask(app, panel, "JSON.stringify({...mapPage.player.figures, now: performance.now()})")
    panel.map.send("player", play=False)
    frames = figures["drawn"] / (figures["now"] - figures["since"]) * 1000
    verdict = "within" if frames >= GOAL_FRAMES else "beyond"
    print(
        f"play {layer:10} {measure:7} {frames:5.1f} new pictures a second, slowest "
        f"{figures['slowest']:.0f} ms to draw, ready after {ready:.2f} s, {verdict} the goal of "
        f"{GOAL_FRAMES}",
        flush=True,
    )


def ask(app, panel, code: str):  # type: ignore[no-untyped-def]
    answer: list = []
    panel.map.page.runJavaScript(code, answer.append)
    run_until(app, lambda: answer)
    return json.loads(answer[0])


def said(what: str, passed: float, more: str) -> None:
    verdict = "within" if passed <= GOAL_PAINT_S else "beyond"
    print(f"{what:22} {passed:5.2f} s, {more}, {verdict} the goal of {GOAL_PAINT_S} s", flush=True)


# the peer


def measure_peer(log, folder: Path, events: int) -> None:  # type: ignore[no-untyped-def]
    """folium: a GeoJson layer, loaded; a HeatMapWithTime, whose script would come from the net."""
    import folium
    from folium.plugins import HeatMapWithTime

    some = np.linspace(0, len(log) - 1, events).astype(int)
    latitude, longitude = log.latitude[some].round(5), log.longitude[some].round(5)
    begin = time.perf_counter()
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": at}}
        for at in zip(longitude.tolist(), latitude.tolist(), strict=True)
    ]
    page = folium.Map(location=(40.75, -73.98), zoom_start=10, tiles=None, prefer_canvas=True)
    vendor = ROOT / "resources" / "web" / "vendor"
    page.default_js = [("leaflet_js", (vendor / "leaflet.js").as_uri())]
    page.default_css = [("leaflet_css", (vendor / "leaflet.css").as_uri())]
    marker = folium.CircleMarker(radius=3, weight=0, fill=True)
    folium.GeoJson({"type": "FeatureCollection", "features": features}, marker=marker).add_to(page)
    page.save(folder / "peer.html")
    built = time.perf_counter() - begin
    loaded = load(folder / "peer.html")
    size = (folder / "peer.html").stat().st_size / 1e6
    print(
        f"folium GeoJson   {events:,} events: built in {built:.1f} s, {size:.0f} MB, painted "
        f"{loaded:.1f} s later; again for every other selection"
    )
    begin = time.perf_counter()
    day = (log.local_ms[some] - log.local_ms.min()) // 86_400_000
    by_day = [
        np.stack([latitude[day == one], longitude[day == one]], axis=1).tolist()
        for one in range(int(day.max()) + 1)
    ]
    timed = folium.Map(location=(40.75, -73.98), zoom_start=10, tiles=None)
    HeatMapWithTime(by_day).add_to(timed)
    timed.save(folder / "timed.html")
    passed, size = time.perf_counter() - begin, (folder / "timed.html").stat().st_size / 1e6
    print(
        f"folium HeatMapWithTime {events:,} events, {len(by_day)} frames: built in {passed:.1f} s, "
        f"{size:.0f} MB; its script comes from the net, so it was not played"
    )


def load(path: Path) -> float:
    """From the start of loading to the second frame after the page is complete."""
    from PySide6.QtCore import QUrl
    from PySide6.QtWebEngineWidgets import QWebEngineView
    from PySide6.QtWidgets import QApplication

    app, view = QApplication.instance(), QWebEngineView()
    view.resize(1280, 720)
    view.show()
    done: list[bool] = []
    view.loadFinished.connect(done.append)
    begin = time.perf_counter()
    view.load(QUrl.fromLocalFile(str(path)))
    run_until(app, lambda: done)
    answer: list = []
    code = "requestAnimationFrame(() => requestAnimationFrame(() => document.title = 'painted'))"
    view.page().runJavaScript(code)
    view.titleChanged.connect(lambda title: answer.append(title) if title == "painted" else None)
    run_until(app, lambda: answer)
    passed = time.perf_counter() - begin
    let_go(app, view)
    return passed


def let_go(app, widget) -> None:  # type: ignore[no-untyped-def]
    """Pages go before the profile that they share, else the end of the process is a crash."""
    from PySide6.QtCore import QEvent

    widget.close()
    widget.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()


def settle(app, seconds: float) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    run_until(app, lambda: time.monotonic() > end)


def run_until(app, true) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("waited in vain")
        app.processEvents()
        time.sleep(0.001)


if __name__ == "__main__":
    main()
