"""Prints whether new items are found by what they are, and whether that costs anything elsewhere.

    python tests/benchmarks/bench_cold_start.py [--logs demo,nyc,ml] [--preset fast] [--warm]

Each log is imported with its descriptions of items and parted by the protocol `cold-start`:
training has no event of the new items, which compete with one another and, in the last column, with
the whole catalogue. `content` learns with and without texts and pictures. The demo is imported
without its categories, so that only text and picture tell what a place is. --warm: the ranker with
and without `content` as a component, on items that training knows.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from stdesk.demo import DemoSettings, write_demo
from stdesk.evaluation.guessing import chance
from stdesk.evaluation.instances import competing_items, task_of_split
from stdesk.evaluation.ranking import competing_scores
from stdesk.evaluation.splits import Split, cold_start, leave_one_out, next_place
from stdesk.features import EventLog, contexts_of_events, load_log
from stdesk.ingest import ImportSettings, import_files
from stdesk.metrics import bootstrap_mean, expected_rank, hit_rate, mrr, ndcg, paired_test
from stdesk.models import model_info
from stdesk.progress import Progress
from stdesk.project import create_project
from stdesk.training import fit_model

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FILES = {
    "nyc": ("foursquare-nyc-checkins.csv.gz", "foursquare-nyc-venues.csv.gz"),
    "ml": ("ml-100k/ml-100k.inter", "ml-100k/ml-100k.item"),
}
DEMO = DemoSettings(events=50_000, users=1000, days=120, items=1200, images=1200)
VARIANTS = {
    "demo": ("", "texts", "images", "texts images"),
    "nyc": ("", "texts"),
    "ml": ("", "texts"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logs", default=",".join(VARIANTS))
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--warm", action="store_true")
    chosen = parser.parse_args()
    for name in chosen.logs.split(","):
        with tempfile.TemporaryDirectory() as folder:
            log = read(name, Path(folder))
            for line in warm(name, log) if chosen.warm else cold(name, log, chosen.preset):
                print(line, flush=True)


def read(name: str, folder: Path) -> EventLog:
    files, mapping = tuple(DATA / file for file in FILES.get(name, ())), {}
    if name == "demo":
        written = write_demo(folder / "town.csv", DEMO, Progress())
        files, mapping = (written.log, written.items), {"category": ""}
    with create_project(folder / "p") as project:
        import_files(project, ImportSettings(files, mapping=mapping), Progress())
        log = load_log(project)
        described = log.catalogue.descriptions
        if described is not None and described.has_image.any():
            assert described.pictures.broken == 0  # read now, before the folder goes
        return log


def cold(name: str, log: EventLog, preset: str) -> Iterator[str]:
    split = cold_start(log)
    new = competing_items(log, split)
    users = len(np.unique(log.user[split.test]))
    yield (
        f"\n{name}, cold-start: {len(split.test)} first events of {users} users with "
        f"{int(new.sum())} new items, time given"
    )
    yield head()
    guessed = chance(int(new.sum()))
    everything = chance(log.catalogue.items)
    yield line_of("guessing", {k: f"{guessed[k]:.4f}" for k in ("HR@10", "MRR", "NDCG@10")}) + (
        f"{everything['HR@10']:.4f}".rjust(26)
    )
    for model in ("ease", "markov", "popularity"):
        yield judged(model, log, split, model, {})
    for parts in VARIANTS[name]:
        said = {"texts": "texts" in parts, "images": "images" in parts}
        title = f"content, {parts or 'neither'}"
        yield judged(title, log, split, "content", model_info("content").complete(preset, said))


def head() -> str:
    names = ("HR@10 among new", "MRR among new", "NDCG@10 among new", "HR@10 among all")
    return " " * 26 + "".join(name.rjust(26) for name in names) + "  CPU s"


def line_of(title: str, cells: Mapping[str, str]) -> str:
    return title.ljust(26) + "".join(cell.rjust(26) for cell in cells.values())


def judged(
    title: str, log: EventLog, split: Split, model: str, settings: Mapping[str, object]
) -> str:
    began = time.process_time()
    fitted = fit_model(model, settings, task_of_split(log, split), Progress())
    took = time.process_time() - began
    contexts, item = contexts_of_events(log, split.test), log.item[split.test]
    user, cells = log.user[split.test], {}
    new = competing_items(log, split)
    every = np.ones(len(new), bool)
    rank = expected_rank(competing_scores(fitted, contexts, new), item)
    for name, values in (("HR@10", hit_rate(rank, 10)), ("MRR", mrr(rank)), ("N", ndcg(rank, 10))):
        cells[name] = interval(values, user)
    rank = expected_rank(competing_scores(fitted, contexts, every), item)
    cells["all"] = interval(hit_rate(rank, 10), user)
    return line_of(title, cells) + f"{took:7.0f}"


def interval(values: np.ndarray, user: np.ndarray) -> str:
    found = bootstrap_mean(values, user)
    return f"{found.value:.4f} ({found.low:.4f}–{found.high:.4f})"


def warm(name: str, log: EventLog) -> Iterator[str]:
    split = leave_one_out(log) if name == "ml" else next_place(log)
    contexts, item = contexts_of_events(log, split.test), log.item[split.test]
    user, competing = log.user[split.test], competing_items(log, split)
    yield f"\n{name}, {'leave-one-out' if name == 'ml' else 'next-place'}, {len(item)} instances"
    ranks = {}
    for title, given in (("ranker", ""), ("ranker with content", "content")):
        settings = model_info("ranker").complete("fast", {"components": given})
        began = time.process_time()
        fitted = fit_model("ranker", settings, task_of_split(log, split), Progress())
        took = time.process_time() - began
        for when, asked in (("given", contexts), ("unknown", contexts.without_time())):
            rank = expected_rank(competing_scores(fitted, asked, competing), item)
            ranks[title, when] = rank
            cells = {k: interval(hit_rate(rank, k), user) for k in (1, 10)}
            cells |= {"MRR": interval(mrr(rank), user), "NDCG@10": interval(ndcg(rank, 10), user)}
            yield line_of(f"{title}, {when}", {str(k): cell for k, cell in cells.items()}) + (
                f"{took:7.0f}"
            )
    for when in ("given", "unknown"):
        one, two = (mrr(ranks[title, when]) for title in ("ranker with content", "ranker"))
        yield f"MRR, time {when}: {(one - two).mean():+.4f}, p = {paired_test(one, two, user):.3f}"


if __name__ == "__main__":
    main()
