"""What follows from a comparison, in plain sentences."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from stdesk.evaluation.figures import Instances, Judged
from stdesk.evaluation.variants import ALONE, is_ablation, parts_of_label, weigher_of_label
from stdesk.features import EventLog
from stdesk.language import mark, p_text
from stdesk.models.base import Reason
from stdesk.project import Measured

RELIABLE = 0.05
FEW_RETURNS = 0.5
FEW_EVENTS_AN_ITEM = 10
FEW_INSTANCES = 200


def sentences(
    values: Sequence[Measured],
    judged: Sequence[Judged],
    instances: Instances,
    log: EventLog,
    left_out: int,
) -> list[Reason]:
    """The verdict first, then what one should know of the data."""
    return [*verdict(values), *about_data(instances, log, left_out)]


def main_figure(protocol: str) -> str:
    """The figure by which models are compared in a sentence."""
    return "NDCG@10" if protocol == "leave-one-out" else "MRR"


def verdict(values: Sequence[Measured]) -> Iterator[Reason]:
    """Whether the models of a comparison, new or stored, are worth more than what costs nothing.

    `named` calls the models as the reader knows them, by `model` and `model_run`.
    """
    whole = [row for row in values if row.part == "all" and row.fold is None]
    if is_ablation(row.model for row in whole):
        yield from _of_parts([row for row in whole if row.name == main_figure(row.protocol)])
    elif whole:
        yield from _of_lists([row for row in whole if row.name == main_figure(row.protocol)])
        yield from _of_intents([row for row in whole if row.name == "log-loss"])
        errors = [row for row in values if row.name == "MASE" and row.fold is None]
        yield from _of_forecasts(errors)


def _of_lists(main: Sequence[Measured]) -> Iterator[Reason]:
    """main: the deciding figure of each model that ranks items."""
    trained = [row for row in main if row.peer is not None]
    if not trained:
        if main:
            text = mark(
                "Only baselines were compared; train a model to see whether it does better."
            )
            yield Reason(text)
        return
    peer = {row.model: row for row in main}.get(trained[0].peer or "")
    if peer is None:  # its run was deleted since
        return
    winners = [row for row in trained if row.value > peer.value and _sure(row)]
    if not winners:
        yield Reason(
            mark(
                "No model is reliably better than the best baseline, {baseline} ({name} {value})."
            ),
            {"baseline": peer.model, "name": peer.name, "value": shown(peer.value)},
        )
    for row in sorted(trained, key=lambda row: -row.value):
        yield _compared(row, peer)


def _of_parts(main: Sequence[Measured]) -> Iterator[Reason]:
    """Whether each part of the ranker earns its keep, by the deciding figure of each line."""
    alone = next(row for row in main if row.model == ALONE)
    for row in main:
        parts = parts_of_label(row.model)
        if len(parts) != 1:
            continue
        if not _sure(row):
            text = mark(
                "{part} is not needed in the ranker: {name} {value} against {other} may be chance."
            )
        elif row.value > alone.value:
            text = mark("{part} earns its place in the ranker: {name} {value} against {other}.")
        else:
            text = mark("{part} harms the ranker: {name} {value} against {other}.")
        said = {"part": parts[0], "name": row.name}
        yield Reason(text, {**said, "value": shown(row.value), "other": shown(alone.value)})
    yield from _of_weighers(main, alone)


_NEEDED = {
    "trees": mark("The ranker needs its network: {name} {value} against {other} by trees only."),
    "network": mark("The ranker needs its trees: {name} {value} against {other} by network only."),
}
_SPARED = {
    "trees": mark("The ranker could do without its network: {name} {value} against {other}."),
    "network": mark("The ranker could do without its trees: {name} {value} against {other}."),
}


def _of_weighers(main: Sequence[Measured], alone: Measured) -> Iterator[Reason]:
    """Whether the ranker needs both its trees and its network."""
    for row in main:
        if which := weigher_of_label(row.model):
            needed = _sure(row) and row.value < alone.value
            said = {"name": row.name, "value": shown(alone.value), "other": shown(row.value)}
            yield Reason((_NEEDED if needed else _SPARED)[which], said)


def _of_intents(losses: Sequence[Measured]) -> Iterator[Reason]:
    """Lower is better; the peer is the best of the opponents that only count."""
    peers = {(row.model, row.run): row for row in losses if row.peer is None}
    for row in losses:
        peer = peers.get((row.peer or "", row.run))
        if peer is None:
            continue
        if not _sure(row):
            text = mark(
                "{model} and its best opponent, {baseline}, cannot be told apart: log-loss "
                "{value} against {other} (p {p})."
            )
        elif row.value < peer.value:
            text = mark(
                "{model} is reliably better than its best opponent, {baseline}: log-loss {value} "
                "against {other}, lower is better (p {p})."
            )
        else:
            text = mark(
                "{model} is worse than its best opponent, {baseline}: log-loss {value} against "
                "{other}, lower is better (p {p})."
            )
        yield Reason(text, _values(row, peer))


def _of_forecasts(errors: Sequence[Measured]) -> Iterator[Reason]:
    """Lower is better; the peer is the best of the opponents that stand in every table."""
    for part in ("all", "hour"):
        of_part = [row for row in errors if row.part == part]
        peers = {row.model: row for row in of_part if row.peer is None}
        for row in of_part:
            peer = peers.get(row.peer or "")
            if peer is not None:
                better = "equal" if not _sure(row) else "yes" if row.value < peer.value else "no"
                yield Reason(_FORECASTS[part, better], _values(row, peer))


_FORECASTS = {
    ("all", "equal"): mark(
        "{model} and {baseline} cannot be told apart in forecasting activity: MASE {value} "
        "against {other} (p {p})."
    ),
    ("all", "yes"): mark(
        "{model} forecasts activity reliably better than {baseline}: MASE {value} against "
        "{other}, lower is better (p {p})."
    ),
    ("all", "no"): mark(
        "{model} forecasts activity worse than {baseline}: MASE {value} against {other}, "
        "lower is better (p {p})."
    ),
    ("hour", "equal"): mark(
        "By hour, {model} and {baseline} cannot be told apart in forecasting activity: MASE "
        "{value} against {other} (p {p})."
    ),
    ("hour", "yes"): mark(
        "By hour, {model} forecasts activity reliably better than {baseline}: MASE {value} "
        "against {other}, lower is better (p {p})."
    ),
    ("hour", "no"): mark(
        "By hour, {model} forecasts activity worse than {baseline}: MASE {value} against "
        "{other}, lower is better (p {p})."
    ),
}


def _sure(row: Measured) -> bool:
    return row.p_value is not None and row.p_value < RELIABLE


def _compared(row: Measured, peer: Measured) -> Reason:
    if row.value > peer.value and _sure(row):
        text = mark(
            "{model} is reliably better than the best baseline, {baseline}: {name} {value} against "
            "{other} (p {p})."
        )
    elif row.value < peer.value and _sure(row):
        text = mark(
            "{model} is worse than the baseline {baseline}: {name} {value} against {other} "
            "(p {p}). The baseline costs nothing; use it."
        )
    else:
        text = mark(
            "{model} and the baseline {baseline} cannot be told apart: {name} {value} against "
            "{other} (p {p})."
        )
    return Reason(text, _values(row, peer))


def _values(row: Measured, peer: Measured) -> dict[str, Any]:
    p_value = row.p_value if row.p_value is not None else float("nan")
    return {
        "model": row.model,
        "model_run": row.run,
        "baseline": peer.model,
        "name": row.name,
        "value": shown(row.value),
        "other": shown(peer.value),
        "p": p_text(p_value),
    }


def about_data(instances: Instances, log: EventLog, left_out: int) -> Iterator[Reason]:
    count = len(instances.user)
    users = len(np.unique(instances.user))
    returns = float(instances.returning.mean()) if count else 0.0
    sparse = len(log) < FEW_EVENTS_AN_ITEM * log.catalogue.items
    if returns < FEW_RETURNS and sparse:
        has_categories = log.catalogue.item_category.max(initial=-1) >= 0
        text = (
            mark(
                "{users} users over {items} items: only {percent} % of the {count} events judged "
                "were returns to something the user had before. Which new item comes can hardly be "
                "guessed; categories are the better target, and their figures stand in the table."
            )
            if has_categories
            else mark(
                "{users} users over {items} items: only {percent} % of the {count} events judged "
                "were returns to something the user had before. Which new item comes can hardly be "
                "guessed from so little."
            )
        )
        yield Reason(
            text,
            {
                "users": f"{users:,}",
                "items": f"{log.catalogue.items:,}",
                "percent": f"{100 * returns:.0f}",
                "count": f"{count:,}",
            },
        )
    if left_out:
        yield Reason(
            mark("{count} further events have a user or an item that training never saw."),
            {"count": f"{left_out:,}"},
        )
    if count < FEW_INSTANCES:
        yield Reason(
            mark("Only {count} events were judged: small differences are chance."),
            {"count": f"{count:,}"},
        )


def about_drawn(count: int, not_drawn: int, log: EventLog) -> Iterator[Reason]:
    """That only some instances were judged, where that is so."""
    if not_drawn:
        yield Reason(
            mark(
                "{count} of {all} events were drawn at random and judged: to rank {items} items "
                "for all of them would take hours. The intervals say how sure the figures are."
            ),
            {
                "count": f"{count:,}",
                "all": f"{count + not_drawn:,}",
                "items": f"{log.catalogue.items:,}",
            },
        )


def shown(value: float) -> str:
    """A figure between -1 and 1 as tables in the field print it."""
    text = f"{value:.4f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
