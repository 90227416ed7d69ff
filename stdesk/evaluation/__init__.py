"""Judges models: splits, refits, metrics with intervals, comparison tables, backtests.

evaluation = evaluate(project, EvaluateSettings("next-place"), progress)
result = backtest(project, BacktestSettings("later.csv", run=3, out="ranks.csv"), progress)

What is heavy is imported when a function is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stdesk.evaluation.settings import (
    AblateSettings,
    BacktestResult,
    BacktestSettings,
    EvaluateSettings,
    Evaluation,
)

if TYPE_CHECKING:
    from stdesk.evaluation.ablation import ablate
    from stdesk.evaluation.boards import (
        Board,
        BoardHead,
        BoardLine,
        board_heads,
        leaderboard,
        per_event,
    )
    from stdesk.evaluation.comparison import evaluate
    from stdesk.evaluation.error_groups import (
        ErrorGroup,
        Errors,
        JudgedModel,
        UserErrors,
        errors,
        judged_model,
        judged_models,
        positions_of,
        worst_first,
    )
    from stdesk.evaluation.folds import FoldSummary, fold_summaries
    from stdesk.evaluation.group_titles import group_title, kind_title
    from stdesk.evaluation.leading import named
    from stdesk.evaluation.line_titles import line_title, measure_title, short_line_title
    from stdesk.evaluation.opponents import OPPONENTS
    from stdesk.evaluation.rejudging import Rejudged, rejudged
    from stdesk.evaluation.reliability import (
        Reliability,
        ReliabilityBin,
        is_bin,
        reliability_curves,
    )
    from stdesk.evaluation.replaying import backtest
    from stdesk.evaluation.route_judging import RouteCheck, RouteFigure, judge_routes
    from stdesk.evaluation.sentences import verdict
    from stdesk.evaluation.variants import is_ablation

__all__ = [
    "OPPONENTS",
    "AblateSettings",
    "BacktestResult",
    "BacktestSettings",
    "Board",
    "BoardHead",
    "BoardLine",
    "ErrorGroup",
    "Errors",
    "EvaluateSettings",
    "Evaluation",
    "FoldSummary",
    "JudgedModel",
    "Rejudged",
    "Reliability",
    "ReliabilityBin",
    "RouteCheck",
    "RouteFigure",
    "UserErrors",
    "ablate",
    "backtest",
    "board_heads",
    "errors",
    "evaluate",
    "fold_summaries",
    "group_title",
    "is_ablation",
    "is_bin",
    "judge_routes",
    "judged_model",
    "judged_models",
    "kind_title",
    "leaderboard",
    "line_title",
    "measure_title",
    "named",
    "per_event",
    "positions_of",
    "rejudged",
    "reliability_curves",
    "short_line_title",
    "verdict",
    "worst_first",
]

_LATER = {
    **dict.fromkeys(
        ("Board", "BoardHead", "BoardLine", "board_heads", "leaderboard", "per_event"),
        "boards",
    ),
    "named": "leading",
    "group_title": "group_titles",
    "kind_title": "group_titles",
    "Rejudged": "rejudging",
    "rejudged": "rejudging",
    **dict.fromkeys(
        ("ErrorGroup", "Errors", "JudgedModel", "UserErrors", "errors", "judged_model"),
        "error_groups",
    ),
    **dict.fromkeys(("judged_models", "positions_of", "worst_first"), "error_groups"),
    "OPPONENTS": "opponents",
    "FoldSummary": "folds",
    "RouteCheck": "route_judging",
    "RouteFigure": "route_judging",
    "judge_routes": "route_judging",
    "Reliability": "reliability",
    "ReliabilityBin": "reliability",
    "ablate": "ablation",
    "backtest": "replaying",
    "evaluate": "comparison",
    "fold_summaries": "folds",
    "is_ablation": "variants",
    "is_bin": "reliability",
    "line_title": "line_titles",
    "measure_title": "line_titles",
    "short_line_title": "line_titles",
    "reliability_curves": "reliability",
    "verdict": "sentences",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"stdesk.evaluation.{_LATER[name]}"), name)
