"""Learning curves as numbers: whose they are, their titles, where each is best, smoothed or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stdesk.desk.look.titles import title_of
from stdesk.language import mark, tr_dynamic

CURVE_TITLES = {
    "loss": mark("Training loss"),
    "loss_whole": mark("Training loss, whole log"),
    "validation_loss": mark("Validation loss"),
    "validation loss, time given": mark("Validation loss, moment given"),
    "validation loss, time unknown": mark("Validation loss, moment unknown"),
    "network loss, time given": mark("Loss of the network, moment given"),
    "network loss, time unknown": mark("Loss of the network, moment unknown"),
    "network validation loss, time given": mark("Validation of the network, moment given"),
    "network validation loss, time unknown": mark("Validation of the network, moment unknown"),
    "ndcg@10": mark("Validation NDCG@10"),
    "auc": mark("Validation AUC"),
    "pr_auc": mark("Validation PR-AUC"),
    "likelihood": mark("Validation likelihood"),
    "mase_hour": mark("MASE by hour"),
    "mase_day": mark("MASE by day"),
    "mase_week": mark("MASE by week"),
}
LOW_IS_GOOD = ("loss", "mase")
SMOOTHING = 0.6  # the share of what went before in a smoothed curve

Point = tuple[str, float, float]  # name, value, at


@dataclass
class CurveSet:
    """The curves of one training. curves: (places, values) by name, in the order they came."""

    key: int  # of the run; 0 for what learns now
    title: str
    curves: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)

    @classmethod
    def of(cls, key: int, title: str, points: Iterable[Point]) -> "CurveSet":
        made = cls(key, title)
        for point in points:
            made.keep(point)
        return made

    def keep(self, point: Point) -> None:
        """Add a point; one at the same place is replaced, as a resumed training says it again."""
        name, value, at = point
        xs, ys = self.curves.setdefault(name, ([], []))
        if at in xs:
            ys[xs.index(at)] = value
        else:
            xs.append(at)
            ys.append(value)

    @property
    def is_curve(self) -> bool:
        """Whether there is more to it than figures that were measured once."""
        return any(xs != [0] for xs, _ in self.curves.values())


def is_loss(name: str) -> bool:
    """Whether a curve stands in the picture of the losses."""
    return "loss" in name


def is_validation(name: str) -> bool:
    """Whether a curve says how good the model is, and not how well it fits what it has seen."""
    said = name.partition(",")[0].removesuffix("_whole")
    return said.rpartition(" ")[2] != "loss" or "validation" in name


def best_of(name: str, xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float] | None:
    """Where a validation curve is best, and how good; None for a training curve."""
    if not is_validation(name) or not xs:
        return None
    choose = min if any(word in name for word in LOW_IS_GOOD) else max
    best = choose(range(len(ys)), key=lambda position: ys[position])
    return xs[best], ys[best]


def smoothed(ys: Sequence[float]) -> list[float]:
    """Exponentially averaged, begun without a bias to zero."""
    found: list[float] = []
    kept = weight = 0.0
    for y in ys:
        kept = SMOOTHING * kept + (1 - SMOOTHING) * y
        weight = SMOOTHING * weight + (1 - SMOOTHING)
        found.append(kept / weight)
    return found


def curve_title(name: str) -> str:
    """What a curve is called; one of a member of a blend begins with the member's name."""
    member, _, rest = name.partition(" ")
    if name not in CURVE_TITLES and rest in CURVE_TITLES:
        return f"{title_of(member)}: {tr_dynamic(CURVE_TITLES[rest])}"
    return tr_dynamic(CURVE_TITLES.get(name, name.replace("_", " ")))
