"""How good a prediction is: ranks, rates, losses, intervals and tests; numpy only."""

from stdesk.metrics.agreement import adjusted_rand
from stdesk.metrics.beyond import calibration_gap, coverage, novelty
from stdesk.metrics.binary import ReliabilityBin, auc, ece, log_loss, pr_auc, reliability_bins
from stdesk.metrics.forecast import crps, interval_coverage, mase, rmsse, seasonal_scale
from stdesk.metrics.many import benjamini_hochberg, normal_p
from stdesk.metrics.ranking import expected_rank, hit_rate, mrr, ndcg
from stdesk.metrics.top import best_items, best_of_row
from stdesk.metrics.uncertainty import Interval, bootstrap_mean, bootstrap_statistic, paired_test

__all__ = [
    "Interval",
    "ReliabilityBin",
    "adjusted_rand",
    "auc",
    "benjamini_hochberg",
    "best_items",
    "best_of_row",
    "bootstrap_mean",
    "bootstrap_statistic",
    "calibration_gap",
    "coverage",
    "crps",
    "ece",
    "expected_rank",
    "hit_rate",
    "interval_coverage",
    "log_loss",
    "mase",
    "mrr",
    "ndcg",
    "normal_p",
    "novelty",
    "paired_test",
    "pr_auc",
    "reliability_bins",
    "rmsse",
    "seasonal_scale",
]
