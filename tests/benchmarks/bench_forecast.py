"""Prints how fast series are fitted, and what forecasts of the real logs are worth beside peers.

    python tests/benchmarks/bench_forecast.py [--parts speed,series,flows] [--days 20] [--hours 4]

speed: a thousand series of 200 days, ours and, on a sample, AutoARIMA and AutoETS of statsforecast
(per series, after its compilation). series: the last tenth of each log by rolling origin, all
series for our models; the peers, which take seconds a series, on the first --days or --hours of
them, where our models are told again. flows: the newest tenth of hours, place to place.
Times are of this process (user and system), so that a busy machine disturbs them less.
"""

import argparse
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from stdesk.evaluation.forecasts import judged_panel, replay_panel
from stdesk.features import EventLog, load_log
from stdesk.ingest import ImportSettings, import_files
from stdesk.language import figure, number
from stdesk.models import Panel, backtest_flows, choose_nodes, hour_moves, model_class
from stdesk.models.arma.fit import fit_series
from stdesk.models.auto_arima import fit_auto_arima, has_auto_arima
from stdesk.models.ets.fit import fit_ets
from stdesk.models.forecaster import Ahead
from stdesk.models.series_learner import OneByOne
from stdesk.progress import Progress
from stdesk.project import create_project

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LOGS = {
    "New York": ("foursquare-nyc-checkins.csv.gz",),
    "Citi Bike": tuple(f"citibike-jersey-city-2017-0{month}.csv.gz" for month in (1, 2, 3)),
    "Taobao": ("taobao-userbehavior-100k.csv.gz",),
}
OURS = ("seasonal_naive", "ets", "arma", "cells")
COLUMNS = ("MASE", "RMSSE", "CRPS", "80 %", "95 %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", default="speed,series,flows")
    parser.add_argument("--logs", default=",".join(LOGS))
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--hours", type=int, default=4)
    chosen = parser.parse_args()
    warnings.filterwarnings("ignore")
    parts = chosen.parts.split(",")
    if "speed" in parts:
        tell_speed()
    if not {"series", "flows"} & set(parts):
        return
    for name in chosen.logs.split(","):
        log = read(LOGS[name])
        if log is None:
            print(f"{name}: the log does not lie beside the checkout")
            continue
        if "series" in parts:
            for unit, sample in (("day", chosen.days), ("hour", chosen.hours)):
                tell_series(name, log, unit, sample)
        if "flows" in parts:
            tell_flows(name, log)


def tell_speed() -> None:
    chance = np.random.default_rng(0)
    week = np.array([3, 3, 3, 3, 5, 8, 6.0])
    sizes = np.exp(chance.normal(0, 1.5, 1000))
    many = [chance.poisson(size * np.resize(week, 200)).astype(float) for size in sizes]
    print("1,000 series of 200 days (process time)")
    peers: list[tuple[str, Callable[[np.ndarray], Any], int]] = [
        ("ARMA of stdesk", lambda row: fit_series(row, 7), 1000),
        ("ETS of stdesk", lambda row: fit_ets(row, 7), 1000),
    ]
    if has_auto_arima():
        peers += [("AutoARIMA", auto_arima, 30), ("AutoETS", auto_ets, 30)]
    for title, fit, count in peers:
        fit(many[0])  # compiles what is to be compiled
        began = time.process_time()
        for row in many[:count]:
            fit(row)
        each = (time.process_time() - began) / count
        told = "measured" if count == 1000 else f"from {count} series"
        print(f"  {title:16s} {each * 1000:8.1f} ms a series {each * 1000:8.1f} s in all ({told})")


def tell_series(name: str, log: EventLog, unit: Any, sample: int) -> None:
    """The last tenth of the events, from origin to origin."""
    order = log.time_order
    cut = int(log.instant_ms[order[int(len(log) * 0.9)]])
    panel = judged_panel(log, cut, unit)
    if panel is None:
        print(f"\n{name} by {unit}: too short, or too long to be judged by {unit}")
        return
    known = log.select(log.instant_ms < cut)
    begin = int(known.local_ms.max() // 3_600_000 // (24 if unit == "day" else 1)) - panel.first
    print(
        f"\n{name} by {unit}: {len(panel.names)} series, {begin} {unit}s known, "
        f"{panel.steps - begin} judged"
    )
    print("  " + "all series".ljust(26) + "".join(c.rjust(9) for c in COLUMNS) + "   seconds")
    found = {}
    for model in OURS:
        found[model] = tell(model, lambda m=model: replayed(m, panel, begin))
    print(f"  the first {sample} series")
    for model in OURS:
        print(line(model, found[model][:sample]))
    if has_auto_arima():
        few = panel.rows(np.arange(min(sample, len(panel.names))))
        tell("AutoARIMA", lambda: replay_panel(_Peer(fit_arima_peer), few, begin, 0, Progress()))
        tell("AutoETS", lambda: replay_panel(_Peer(fit_ets_peer), few, begin, 0, Progress()))


def replayed(model: str, panel: Panel, begin: int) -> np.ndarray:
    return replay_panel(model_class(model)({}), panel, begin, 0, Progress())  # type: ignore[arg-type]


def tell(title: str, judge: Callable[[], np.ndarray]) -> np.ndarray:
    began = time.process_time()
    values = judge()
    print(f"{line(title, values)} {time.process_time() - began:9.1f}", flush=True)
    return values


def line(title: str, values: np.ndarray) -> str:
    means = [np.nanmean(column[np.isfinite(column)]) for column in values.T]
    return "  " + title.ljust(26) + "".join(figure(mean).rjust(9) for mean in means)


def tell_flows(name: str, log: EventLog) -> None:
    began = time.process_time()
    nodes = choose_nodes(log)
    tried = backtest_flows(hour_moves(log, nodes), nodes)
    took = time.process_time() - began
    if tried is None:
        print(f"\n{name}: flows cannot be judged")
        return
    print(
        f"\n{name}: flows between {len(nodes)} places ({nodes.whose}), {tried.days} days, "
        f"{number(tried.moves)} moves, {took:.1f} s; errors over those of the week before"
    )
    columns = (f"{name}/{span}" for span in ("h", "d") for name in ("MAE", "RMSE", "CRPS"))
    print(" " * 12 + "".join(column.rjust(9) for column in columns))
    for rule in tried.by_hour:
        print("  " + rule.ljust(10) + "".join(cell.rjust(9) for cell in shares(tried, rule)))


def shares(tried: Any, rule: str) -> Iterator[str]:
    for scores in (tried.by_hour, tried.by_day):
        own, week = scores[rule], scores["week"]
        for figure_name in ("mae", "rmse", "crps"):
            yield figure(getattr(own, figure_name) / getattr(week, figure_name))


def read(files: tuple[str, ...]) -> EventLog | None:
    paths = tuple(DATA / file for file in files)
    if not all(path.is_file() for path in paths):
        return None
    with tempfile.TemporaryDirectory() as folder, create_project(Path(folder) / "p") as project:
        import_files(project, ImportSettings(paths), Progress())
        return load_log(project)


class _Peer:
    """A model of statsforecast in the place of ours."""

    def __init__(self, fit: Callable[[np.ndarray, int], Any]) -> None:
        self.fit = fit

    def fit_panel(self, panel: Panel, seed: int, progress: Progress) -> OneByOne:
        period = 7 if panel.unit == "day" else 24
        rows = zip(panel.counts, panel.begin.tolist(), strict=True)
        return OneByOne(tuple(self.fit(row[begin:], period) for row, begin in rows))


def auto_arima(row: np.ndarray) -> Any:
    return fit_auto_arima(row, 7)


def auto_ets(row: np.ndarray) -> Any:
    from statsforecast.models import AutoETS

    return AutoETS(season_length=7).fit(row)


def fit_arima_peer(row: np.ndarray, period: int) -> Any:
    return fit_auto_arima(row, period)


class _AutoEts:
    """AutoETS with normal futures, learnt anew at each origin from what was known then, because
    it cannot be told more without choosing its form again."""

    def __init__(self, row: np.ndarray, period: int) -> None:
        from statsforecast.models import AutoETS

        self.row, self.period = row, period
        self.model = AutoETS(season_length=period).fit(row)

    def advance(self, counts: np.ndarray) -> "_AutoEts":
        return self if not len(counts) else _AutoEts(np.append(self.row, counts), self.period)

    def ahead(self, horizon: int, seed: int, paths: int) -> Ahead:
        found = self.model.predict(horizon, level=[95])
        mean = np.asarray(found["mean"])
        scatter = (np.asarray(found["hi-95"]) - mean) / 1.959964
        chance = np.random.default_rng(seed)
        futures = mean + chance.normal(size=(paths, horizon)) * np.nan_to_num(scatter)
        whole = Ahead.of(np.maximum(futures, 0.0), seed)
        return Ahead(np.maximum(mean, 0.0), whole.median, whole.paths)


def fit_ets_peer(row: np.ndarray, period: int) -> Any:
    return _AutoEts(row, period)


if __name__ == "__main__":
    main()
