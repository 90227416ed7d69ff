"""Prints what the models are worth on the real logs that lie beside the checkout.

    python tests/benchmarks/bench_accuracy.py [--models ranker,transformer] [--preset fast]
        [--logs foursquare-nyc-checkins.csv.gz,ml-100k,taobao-userbehavior-100k.csv.gz]

Each log is imported into a project of its own, every model trained on it and judged under the
protocol that suits the log, with the time given and unknown. Baselines are always in the table.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from stdesk.evaluation import EvaluateSettings, Evaluation, evaluate
from stdesk.ingest import ImportSettings, import_files
from stdesk.language import figure, number, seconds
from stdesk.progress import Progress
from stdesk.project import Project, create_project
from stdesk.training import TrainSettings, train

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PROTOCOLS = {
    "foursquare-nyc-checkins.csv.gz": "next-place",
    "ml-100k": "leave-one-out",
    "taobao-userbehavior-100k.csv.gz": "leave-one-out",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", default="ranker")
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--logs", default=",".join(PROTOCOLS))
    chosen = parser.parse_args()
    for name in chosen.logs.split(","):
        with tempfile.TemporaryDirectory() as folder, create_project(Path(folder) / "p") as project:
            import_files(project, ImportSettings((DATA / name,)), Progress())
            for model in filter(None, chosen.models.split(",")):
                began = time.perf_counter()
                train(project, TrainSettings(model, preset=chosen.preset), Progress())
                print(f"{model} ({chosen.preset}): {seconds(time.perf_counter() - began)} to train")
            for line in judged(project, PROTOCOLS.get(name, "next-place"), name):
                print(line, flush=True)


def judged(project: Project, protocol: str, log: str) -> Iterator[str]:
    """The tables of one log, line by line."""
    for moment in ("given", "unknown"):
        began = time.perf_counter()
        found = evaluate(project, EvaluateSettings(protocol, time=moment), Progress())
        took = seconds(time.perf_counter() - began)
        yield f"\n{log}, {protocol}, time {moment} ({took} to judge)"
        for part in ("all", "return", "discovery"):
            yield from table(found, part)
        for said in found.sentences:
            yield "  " + said.text.format(**said.values)


def table(found: Evaluation, part: str) -> Iterator[str]:
    rows = [row for row in found.values if row.part == part and row.fold is None]
    names = list(dict.fromkeys(row.name for row in rows if row.low is not None))
    if not rows:
        return
    yield f"{part} ({number(rows[0].instances)})".ljust(24) + "".join(n.rjust(22) for n in names)
    for model in dict.fromkeys(row.model for row in rows):
        own = {row.name: row for row in rows if row.model == model}
        cells = []
        for name in names:
            row = own.get(name)
            if row is None or row.low is None or row.high is None:
                cells.append("–")
                continue
            star = "*" if row.p_value is not None and row.p_value < 0.05 else " "
            cells.append(f"{figure(row.value)} {figure(row.low)}–{figure(row.high)}{star}")
        yield model.ljust(24) + "".join(cell.rjust(22) for cell in cells)


if __name__ == "__main__":
    main()
