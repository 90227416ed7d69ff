"""The picture beside the comparison's table: models by one measure, or the calibration plot."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget

from stdesk.desk.look.theme import Theme
from stdesk.desk.models.calibration_chart import CalibrationChart
from stdesk.desk.models.comparison_table import Comparison, Line, line_of, task_of
from stdesk.desk.models.interval_chart import IntervalChart
from stdesk.evaluation import Reliability, is_bin, reliability_curves
from stdesk.evaluation.variants import is_ablation
from stdesk.language import tr
from stdesk.project import Measured

CALIBRATION = "calibration plot"  # chosen like a measure


class ComparisonPictures(QStackedWidget):
    """Shows whichever picture the chosen measure asks for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.intervals, self.calibration = IntervalChart(theme), CalibrationChart(theme)
        self.addWidget(self.intervals)
        self.addWidget(self.calibration)

    def show_measure(
        self,
        values: Sequence[Measured],
        comparison: Comparison,
        name: str,
        theme: Theme,
        chosen: Sequence[Line] = (),
    ) -> str:
        """Draw it, and tell how it and the table beside it are read.

        chosen: lines whose calibration is wanted; by default the best and the best baseline.
        """
        if name == CALIBRATION:
            curves = _curves(values, comparison, chosen)
            self.calibration.show_curves(list(curves.values()), list(curves), theme)
            self.setCurrentWidget(self.calibration)
            if task_of(comparison.models[0]) == "items":
                return tr(
                    "A dot is a tenth of the events, with its 95 % interval: the chance said of "
                    "the first place, and how often it was right. Choose models in the table."
                )
            return tr(
                "A dot is a tenth of the moments, with its 95 % interval: how likely the act was "
                "said to be, and how often it came. On the dashed line, chances are honest."
            )
        self.intervals.show_measure(comparison, name, theme)
        self.setCurrentWidget(self.intervals)
        if is_ablation(comparison.models):
            return tr(
                "± is half the 95 % interval over users; the best of a column is bold. The dashed "
                "line marks the ranking without other models; p asks whether a line differs from "
                "it."
            )
        return tr(
            "± is half the 95 % interval over users; the best of a column is bold. Baselines, "
            "in grey, only count; the dashed line marks the best of them."
        )


def _curves(
    values: Sequence[Measured], comparison: Comparison, chosen: Sequence[Line]
) -> dict[str, Reliability]:
    """Of the chosen lines, by title; without any, of the best and of the best that only counts."""
    found = {line_of(one.model, one.run): one for one in reliability_curves(values)}
    lines = [line for line in comparison.lines if line in found]
    references = [line for line in lines if line.model in comparison.references]
    wanted = [line for line in chosen if line in found]
    wanted = wanted or list(dict.fromkeys((*lines[:1], *references[:1])))
    return {comparison.title(line): found[line] for line in wanted}


def further_pictures(values: Sequence[Measured], part: str) -> dict[str, str]:
    """Titles of pictures that are no measure of the table, by name."""
    task = {"intent": "intent", "all": "items"}.get(part)
    if any(is_bin(value) and task_of(value.model) == task for value in values):
        return {CALIBRATION: tr("Calibration plot")}
    return {}
