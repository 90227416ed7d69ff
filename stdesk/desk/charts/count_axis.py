"""An axis of counts, grouped as the reader's language groups them: 1,500."""

import pyqtgraph as pg

from stdesk.language import number


class CountAxis(pg.AxisItem):
    """Ticks at whole numbers and, where a chart is low, at parts of one."""

    def __init__(self) -> None:
        super().__init__(orientation="left")

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        digits = 0 if spacing >= 1 else 1
        return [number(value * scale, digits) for value in values]
