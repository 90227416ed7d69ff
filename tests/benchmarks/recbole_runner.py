"""Runs in RecBole's own environment: one model, epoch by epoch, within a limit of seconds.

    python recbole_runner.py MODEL FOLDER LIMIT OUT.json

FOLDER holds next/next.inter. OUT has a row an epoch: seconds of training so far, NDCG@10 on
validation, HR@10 and NDCG@10 on the test, seconds to rank for all users, peak memory. RecBole 1.2.1
was written for older numpy and scipy: what it misses there is put back first.
"""

import json
import os
import resource
import sys
import time

import numpy as np
from scipy import sparse

CLOSED = ("Pop", "ItemKNN", "EASE")  # learnt when they are built
NO_NEGATIVES = ("SASRec", "GRU4Rec")  # full cross-entropy
PATIENCE = 50  # epochs: LightGCN stands still for some before it learns
OLD_NAMES = {
    "float": float, "int": int, "bool": bool, "object": object, "long": int, "unicode": str,
    "float_": np.float64, "int_": np.int64, "complex_": np.complex128, "unicode_": np.str_,
}  # fmt: skip


def main() -> None:
    model, folder, limit, out = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4]
    put_back()
    rows = []
    for row in epochs(model, folder):
        rows.append(row)
        best = max(rows, key=lambda one: one["validation"])
        stopped = len(rows) - best["epoch"] >= PATIENCE
        with open(out, "w", encoding="utf-8") as file:
            json.dump({"model": model, "limit": limit, "best": best, "epochs": rows}, file)
        print(row, flush=True)
        if row["train_s"] > limit or stopped:
            return


def put_back() -> None:
    for name, kind in OLD_NAMES.items():
        if name not in np.__dict__:
            setattr(np, name, kind)
    if not hasattr(sparse.dok_matrix, "_update"):

        def update(self, values):
            for place, value in values.items():
                self[place] = value

        sparse.dok_matrix._update = update


def epochs(model: str, folder: str):
    from recbole.config import Config
    from recbole.data import create_dataset, data_preparation
    from recbole.utils import get_model, get_trainer, init_seed

    config = Config(model=model, dataset="next", config_dict=settings(model, folder))
    init_seed(config["seed"], True)
    train, validation, test = data_preparation(config, create_dataset(config))
    init_seed(config["seed"], True)
    began = now()
    network = get_model(model)(config, train.dataset).to(config["device"])
    trainer = get_trainer(config["MODEL_TYPE"], model)(config, network)
    trainer.eval_collector.data_collect(train)
    trained = since(began)
    for epoch in range(1, 2 if model in CLOSED else int(config["epochs"]) + 1):
        began = now()
        trainer._train_epoch(train, epoch - 1, show_progress=False)
        trained += since(began)
        judged = trainer.evaluate(validation, load_best_model=False)
        began = now()
        tested = trainer.evaluate(test, load_best_model=False)
        yield {
            "epoch": epoch,
            "train_s": trained,
            "cpu_s": time.process_time(),
            "validation": float(judged["ndcg@10"]),
            "hr": float(tested["hit@10"]),
            "ndcg": float(tested["ndcg@10"]),
            "rank_s": since(began),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def since(began: tuple[float, float]) -> float:
    """Seconds by the clock or of the processor, the lesser: other work here does not count."""
    return min(end - start for start, end in zip(began, now(), strict=True))


def settings(model: str, folder: str) -> dict:
    """RecBole's defaults, but for the split; the seed is RecBole's own."""
    chosen = {
        "data_path": folder,
        "load_col": {"inter": ["user_id", "item_id", "timestamp"]},
        "eval_args": {
            "split": {"LS": "valid_and_test"}, "order": "TO", "group_by": "user", "mode": "full",
        },
        "metrics": ["Hit", "NDCG"],
        "topk": [10],
        "valid_metric": "NDCG@10",
        "use_gpu": False,
        "show_progress": False,
        "eval_batch_size": 4096,
        "metric_decimal_place": 6,
        "checkpoint_dir": os.path.join(folder, "saved"),
        "state": "ERROR",
    }  # fmt: skip
    if model in NO_NEGATIVES:
        chosen["train_neg_sample_args"] = None
    return chosen


if __name__ == "__main__":
    main()
