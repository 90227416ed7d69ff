"""What a tuning chooses, and why, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from stdesk.language import mark
from stdesk.metrics import Interval, bootstrap_mean
from stdesk.models.base import Reason
from stdesk.training.tuning_settings import LOW_IS_GOOD, Trial
from stdesk.training.tuning_store import Study

NAMED = 3  # settings named among what mattered
MATTERS = 0.05


def choose(
    study: Study, base: Mapping[str, Any], user: np.ndarray, importances: Mapping[str, float]
) -> dict[str, Any]:
    """The fields of `Tuned` as plain values: the best trial, unless it failed to be confirmed.

    base: the preset's settings. user: (instances,) of the confirming events.
    """
    metric = str(study.asked["metric"])
    sign = -1.0 if metric in LOW_IS_GOOD else 1.0
    preset, best = study.trials[0], _best(study, sign)
    gain = _gain(study, best, user, sign)
    kept = best.number == 0 or not gain.value > 0
    chosen = preset if kept else best
    settings = {**base, **chosen.params}
    words = [*_about_choice(preset, best, gain, metric, kept), *_about_changes(base, chosen)]
    words += [*_about_importance(importances, study), *_about_trials(study)]
    return {
        "metric": metric,
        "best": chosen.number,
        "settings": settings,
        "preset_value": preset.value,
        "value": chosen.value,
        "gain": 0.0 if kept else gain.value,
        "low": 0.0 if kept else gain.low,
        "high": 0.0 if kept else gain.high,
        "importances": dict(importances),
        "sentences": [{"text": one.text, "values": one.values} for one in words],
    }


def _best(study: Study, sign: float) -> Trial:
    """The best finished trial; of equals the first."""
    return max(study.done(), key=lambda trial: (sign * (trial.value or 0.0), -trial.number))


def _gain(study: Study, best: Trial, user: np.ndarray, sign: float) -> Interval:
    """How much better than the preset on the events that chose nothing."""
    if best.number == 0 or best.number not in study.confirmed:
        return Interval(0.0, 0.0, 0.0)
    difference = sign * (study.confirmed[best.number] - study.confirmed[0])
    known = np.isfinite(difference)
    return bootstrap_mean(difference[known], user[known])


def _about_choice(
    preset: Trial, best: Trial, gain: Interval, metric: str, kept: bool
) -> Iterator[Reason]:
    values = {
        "metric": metric,
        "number": best.number,
        "gain": _signed(gain.value),
        "low": _signed(gain.low),
        "high": _signed(gain.high),
    }
    if best.number == 0:
        yield Reason(
            mark("No trial was better than the preset itself ({metric} {value}); it stays."),
            {"metric": metric, "value": _shown(preset.value)},
        )
    elif kept:
        yield Reason(
            mark(
                "Trial {number} looked best, but on the users who chose nothing it was no better "
                "than the preset ({metric} {gain}, 95 % interval {low} to {high}), which stays."
            ),
            values,
        )
    elif gain.low > 0:
        yield Reason(
            mark(
                "Trial {number} is reliably better than the preset: {metric} better by {gain} on "
                "users who chose nothing (95 % interval {low} to {high})."
            ),
            values,
        )
    else:
        yield Reason(
            mark(
                "Trial {number} is the best, but it may be chance: {metric} better by {gain} than "
                "the preset on users who chose nothing (95 % interval {low} to {high})."
            ),
            values,
        )


def _about_changes(base: Mapping[str, Any], chosen: Trial) -> Iterator[Reason]:
    changed = [
        f"{name} {_shown(value)} ({_shown(base[name])})"
        for name, value in chosen.params.items()
        if value != base[name]
    ]
    if changed:
        yield Reason(
            mark("What it changes, with the preset's values in brackets: {changes}."),
            {"changes": ", ".join(changed)},
        )


def _about_importance(importances: Mapping[str, float], study: Study) -> Iterator[Reason]:
    if not importances:
        yield Reason(
            mark("Too few trials were finished ({n}) to say which settings mattered."),
            {"n": len(study.done())},
        )
        return
    great = [f"{n} ({100 * s:.0f} %)" for n, s in list(importances.items())[:NAMED] if s >= MATTERS]
    yield Reason(
        mark("Which settings decided between good and bad trials: {settings}."),
        {"settings": ", ".join(great)},
    )


def _about_trials(study: Study) -> Iterator[Reason]:
    count = {state: sum(t.state == state for t in study.trials) for state in ("pruned", "failed")}
    yield Reason(
        mark(
            "{trials} trials: {done} finished, {pruned} stopped early as hopeless, {failed} failed."
        ),
        {"trials": len(study.trials), "done": len(study.done()), **count},
    )


def _shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _signed(value: float) -> str:
    return f"{value:+.4f}"
