"""How often likely routes come true on the real logs, beside first-order Markov.

python tests/benchmarks/bench_routes.py [--part validation] [--most 500]

Needs ../shared/data beside the checkout; a log that is not there is left out. Learnt from what lies
before the judged tenth of the visits. Intervals: bootstrap over users, or over days where a log has
few users; p: paired test against the better first-order Markov.
"""

import argparse
import tempfile
from pathlib import Path

from stdesk.evaluation import RouteCheck, judge_routes
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import create_project

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
LOGS = (  # name, files, cells, steps
    ("New York, places", ("foursquare-nyc-checkins.csv.gz",), None, 3),
    ("New York, cells of 500 m", ("foursquare-nyc-checkins.csv.gz",), 8, 3),
    (
        "Citi Bike, stations",
        tuple(f"citibike-jersey-city-2017-0{month}.csv.gz" for month in (1, 2, 3)),
        None,
        3,
    ),
    ("GeoLife, cells of 200 m", ("geolife_sample.txt.gz",), None, 5),
    ("GeoLife, cells of 500 m", ("geolife_sample.txt.gz",), 8, 5),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", default="validation", choices=["validation", "test"])
    parser.add_argument("--most", type=int, default=500)
    wish = parser.parse_args()
    for name, files, cells, steps in LOGS:
        paths = tuple(DATA / file for file in files)
        if not all(path.is_file() for path in paths):
            print(f"{name}: not here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            with create_project(Path(folder) / "log.stdesk") as project:
                import_files(project, ImportSettings(paths), Progress())
                check = RouteCheck(steps=steps, cells=cells, most=wish.most, part=wish.part)
                made = judge_routes(project, check, Progress())
            print(f"\n{name} ({wish.part}, {made[0].moments} moments)")
            for one in made:
                p = "" if one.p_value is None else f"p {one.p_value:.3f}"
                interval = f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"
                print(f"  {one.model:42} {one.name:24} {interval:24} {p}", flush=True)


if __name__ == "__main__":
    main()
