"""What a figure means, in one sentence each: the one place for it.

Every table asks here for its headings (table_model.py), and labels beside charts and choices do.
"""

import re

from stdesk.language import mark, tr_dynamic

MASE = mark("Mean error in multiples of simply repeating the last season; below 1 beats that.")
OF_NETWORK = mark(
    "How badly the ranking's network fits what it learns from; falls while it learns."
)
UNSEEN_BY_NETWORK = mark("How badly the ranking's network predicts unseen events; lower is better.")
MOMENTS = ("moment given", "moment unknown")
# By the heading as it is in English; a heading that says more ("Mean, MRR") is found by its parts.
SENTENCES = {
    "MRR": mark("Mean of 1 divided by the rank of what really came: 1 is always first, .5 second."),
    "HR": mark("How often what really came was among the first k of the list."),
    "Acc": mark("How often what really came was among the first k of the list."),
    "NDCG": mark("Like hits among the first k, but a higher place counts more; 1 is always first."),
    "category Acc": mark("How often what really came was of a category among the first k."),
    "category HR": mark("How often what really came was of a category among the first k."),
    "coverage": mark("The share of all items that stand in at least one list: low is monotonous."),
    "novelty": mark("How rare the listed items are, in bits: one more bit is half as popular."),
    "calibration gap": mark(
        "How far the chances said are from what happens, on average; 0 is honest."
    ),
    "ECE": mark("How far the chances said are from what happens, on average; 0 is honest."),
    "AUC": mark("How often a moment with the act is scored above one without; .5 is a guess."),
    "PR-AUC": mark("Mean precision over all thresholds; a guess gets how often the act comes."),
    "log-loss": mark("How surprised the chances are by what happened; smaller is better."),
    "share of moments": mark("How often the act comes at all: what a guess would say."),
    "MASE": MASE,
    **dict.fromkeys(("MASE by hour", "MASE by day", "MASE by week"), MASE),
    "RMSSE": mark("Like MASE with squared errors: large misses count more; below 1 is good."),
    "CRPS, scaled": mark(
        "How far the whole forecast, with its spread, is from what came; smaller is better."
    ),
    "coverage of 80 %": mark("How often the truth was within the 80 % band; .8 is honest."),
    "coverage of 95 %": mark("How often the truth was within the 95 % band; .95 is honest."),
    "95 %": mark("The value with its 95 % interval, to one scale for all rows."),
    "p": mark("How likely chance alone would make such a difference; below .05 is reliable."),
    "Returns": mark("Judged only on events with what the user knew before."),
    "Discoveries": mark("Judged only on events with what was new to the user."),
    "Training": mark("How long the training took."),
    "Ranking": mark("How long it took to rank all judged events."),
    "Memory": mark("The most memory that was in use during the training."),
    "Median": mark("Half of the values are higher, half lower."),
    "Judged": mark("How many events were judged."),
    "Window": mark("The figure in this window of time alone."),
    "Mean": mark("Each window of time counts alike."),
    "Chance": mark("How likely it is, by the model or by what was counted; 0 to 100 %."),
    "Chance of all": mark("How likely the whole route is, all steps together."),
    "By chance": mark("So many would come about if everyone went their own way."),
    "Likeness": mark("From 0 to 1: how alike their places, sorts of places and hours are."),
    "Meetings": mark("Times when both were at the same place within the time asked for."),
    "In common": mark("How many places or items both had."),
    "Rank": mark("The place in the list; 1 is first."),
    "Share": mark("The part of all of this user's events."),
    "Usual": mark("The share over all users."),
    "Visits": mark("How many events there were at this place or with this item."),
    "So far": mark("How often the user had it before."),
    "Distance": mark("Along the great circle, from where the user is or was last."),
    "Stability": mark("How well the group comes back when users are drawn anew; 1 is always."),
    "Silhouette": mark("How much nearer users are to their own group than to the next; 1 is best."),
    "Difference": mark("The first side less the second, or how many times as much."),
    "Entropy": mark("How varied it is, in bits: 3 bits are like 8 places visited equally often."),
    "Predictability, at best": mark(
        "How often the best conceivable forecast of the next place could be right (Song et al.)."
    ),
    "Radius of gyration": mark("Root mean square distance of visits from their common centre."),
    "Distance from earlier centre": mark(
        "How far the centre of the places has moved since the first period."
    ),
    "Share of new places": mark("The part of visits that went where the user had never been."),
    "Mean hour of day": mark("The middle of the events on the clock; days begin at 4:00."),
    "Training loss": mark("How badly the model fits what it learns from; falls while it learns."),
    "Training loss, whole log": mark(
        "How badly the model fits the whole log, in the last step of its training."
    ),
    "Validation loss": mark("How badly it predicts unseen events; lower is better."),
    "Validation loss, moment given": mark(
        "How badly it predicts unseen events when the moment is known; lower is better."
    ),
    "Validation loss, moment unknown": mark(
        "How badly it predicts unseen events when the moment is unknown; lower is better."
    ),
    **{f"Loss of the network, {moment}": OF_NETWORK for moment in MOMENTS},
    **{f"Validation of the network, {moment}": UNSEEN_BY_NETWORK for moment in MOMENTS},
    "Validation NDCG@10": mark("Hits among the first ten on events it does not learn from."),
    "Validation AUC": mark(
        "The chance that an unseen moment with the act is scored above one without."
    ),
    "Validation PR-AUC": mark("Mean precision on moments it does not learn from."),
    "Validation likelihood": mark("How likely it thought what really came; higher is better."),
}
_AT = re.compile(r"@\d+")


def metric_help(heading: str) -> str:
    """The sentence for a (translated) heading of a table or a chart, or nothing."""
    for part in (heading, *reversed(re.split(r"[,，:：] ?", heading))):
        if said := _by_title().get(_bare(part)):
            return tr_dynamic(said)
    return ""


def is_metric(heading: str) -> bool:
    """Whether a heading names a figure that needs a sentence."""
    return bool(metric_help(heading))


def _by_title() -> dict[str, str]:
    return {_bare(title): s for key, s in SENTENCES.items() for title in (key, tr_dynamic(key))}


def _bare(heading: str) -> str:
    """Without the k of "@k" and the number of a window, in small letters."""
    return re.sub(r" ?\d+$", "", _AT.sub("", heading)).strip().casefold()
