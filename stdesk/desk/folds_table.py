"""Cross-validation in the comparison: the figure of each window of time, and their mean."""

from collections.abc import Sequence

from stdesk.desk.columns import Column
from stdesk.desk.comparison_table import Comparison, is_baseline, low_is_good, with_interval
from stdesk.desk.theme import Theme
from stdesk.desk.titles import title_of
from stdesk.evaluation import fold_summaries
from stdesk.language import figure, mark, number, tr, tr_dynamic
from stdesk.project import Measured

WINDOWS = "windows"
WINDOWS_TITLE = mark("Window by window")


def has_folds(values: Sequence[Measured]) -> bool:
    return any(value.fold is not None for value in values)


def folds_of(values: Sequence[Measured]) -> Comparison:
    """Each model's mean over the windows with Student's interval, as a comparison of its own."""
    found, names = {}, []
    protocol, time = values[0].protocol, values[0].time
    for one in fold_summaries(values):
        if one.name not in names:
            names.append(one.name)
        found[one.model, one.name] = Measured(
            one.model, protocol, time, "all", one.name, one.mean, one.low, one.high,
            len(one.values), one.run,
        )  # fmt: skip
    models = list(dict.fromkeys(model for model, _ in found))
    return Comparison(models, names, found)


def having(comparison: Comparison, name: str) -> Comparison:
    """Only the models that have this measure, the best on top."""
    models = [model for model in comparison.models if (model, name) in comparison.found]
    sign = 1.0 if low_is_good(name) else -1.0
    models.sort(key=lambda model: sign * comparison.found[model, name].value)
    return Comparison(models, comparison.names, comparison.found)


def fold_columns(
    values: Sequence[Measured], comparison: Comparison, name: str, theme: Theme
) -> list[Column]:
    """One measure: the models that have it, a column for each window, the mean."""
    found = {one.model: one for one in fold_summaries(values) if one.name == name}
    models = comparison.models
    title = Column(
        tr("Model"),
        [title_of(model) for model in models],
        color=lambda row: theme.muted if is_baseline(models[row]) else None,
    )
    windows = [
        Column(
            tr("Window {number}", number=number(window + 1)),
            [found[m].values[window] if _reaches(found, m, window) else None for m in models],
            show=_shown,
            numeric=True,
        )
        for window in range(max((len(one.values) for one in found.values()), default=0))
    ]
    mean = Column(
        tr("Mean, {name}", name=tr_dynamic(name)),
        comparison.of(name),
        show=with_interval,
        numeric=True,
        bold=lambda _: True,
        sort_key=lambda value: value.value,
        help=tr("Each window counts alike; ± is half of Student's 95 % interval."),
    )
    return [title, *windows, mean]


def _reaches(found: dict, model: str, window: int) -> bool:  # type: ignore[type-arg]
    return model in found and window < len(found[model].values)


def _shown(value: float) -> str:
    return figure(value) if abs(value) < 1 else number(value, 2)
