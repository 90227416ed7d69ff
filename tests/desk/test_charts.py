"""Every chart can be copied, saved and dragged out, and says its exact values."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QMessageBox

from stdesk.desk.charts.chart_pictures import dragged, file_name
from stdesk.desk.charts.charts import make_plot
from stdesk.desk.charts.painted_chart import PaintedChart, Spot
from stdesk.desk.look.theme import DARK, LIGHT
from stdesk.desk.tables.columns import Column


class Bars(PaintedChart):
    """Two bars."""

    def paint(self, painter: QPainter) -> list[Spot]:
        bars = [QRectF(40, 20, 30, 100), QRectF(140, 60, 30, 60)]
        for bar in bars:
            painter.fillRect(bar, QColor(self.theme.accent))
        return [Spot(bar, said) for bar, said in zip(bars, ("one: 100", "two: 60"), strict=True)]

    def numbers(self) -> list[Column]:
        return [Column("Bar", ["one", "two"]), Column("High", [100, 60.5], numeric=True)]


def shown(qtbot, chart, name="Bars: a/b"):  # type: ignore[no-untyped-def]
    qtbot.addWidget(chart)
    chart.setAccessibleName(name)
    chart.resize(240, 160)
    chart.show()
    return chart


def plot(qtbot):  # type: ignore[no-untyped-def]
    made = make_plot(LIGHT)
    made.plot(np.arange(9), np.arange(9), pen="r")
    return shown(qtbot, made)


def test_a_chart_is_copied_at_twice_its_size_without_the_grip(qtbot) -> None:
    for chart in (plot(qtbot), shown(qtbot, Bars(LIGHT))):
        chart.tools.grip.appear()
        chart.tools.copy_picture()
        copied = QGuiApplication.clipboard().image()
        assert (copied.width(), copied.height()) == (480, 320)
        ground = copied.pixelColor(3, 160)
        at = chart.tools.grip.geometry().center() * 2
        assert copied.pixelColor(at) == ground
        assert chart.tools.grip.isVisible()


def test_ctrl_c_copies_the_chart_that_has_the_focus(qtbot) -> None:
    for chart in (plot(qtbot), shown(qtbot, Bars(DARK))):
        QGuiApplication.clipboard().setText("before")
        qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().mimeData().hasImage()


def test_a_chart_is_saved_as_png_and_as_a_drawing_of_lines(qtbot, tmp_path: Path) -> None:
    for number, chart in enumerate((plot(qtbot), shown(qtbot, Bars(LIGHT)))):
        chart.tools.save(tmp_path / f"{number}.png")
        chart.tools.save(tmp_path / f"{number}.svg")
        assert QImage(str(tmp_path / f"{number}.png")).width() == 480
        drawing = (tmp_path / f"{number}.svg").read_text("utf-8")
        assert "<path" in drawing or "<polyline" in drawing or "<rect" in drawing
        assert "base64" not in drawing
        assert "<title>Bars: a/b</title>" in drawing


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(qtbot, tmp_path: Path) -> None:
    chart = shown(qtbot, Bars(LIGHT))
    for name in ("x.svg", "x.png"):
        chart.tools.save(tmp_path / "missing" / name)
        box = chart.findChild(QMessageBox)
        assert "cannot be written" in box.text()
        box.setParent(None)
        box.deleteLater()


def test_what_is_dragged_out_is_a_picture_and_a_file(qtbot) -> None:
    data = dragged(shown(qtbot, Bars(LIGHT)), "Bars: a/b")
    path = Path(data.urls()[0].toLocalFile())
    assert path.name == "Bars a b.png"
    assert QImage(str(path)).width() == 480
    assert data.hasImage()
    assert file_name("///") == "picture"


def test_the_numbers_of_a_chart_are_copied_for_a_spreadsheet(qtbot) -> None:
    chart = shown(qtbot, Bars(LIGHT))
    chart.tools.copy_numbers()
    assert QGuiApplication.clipboard().text() == "Bar\tHigh\none\t100\ntwo\t60.5"
    with_numbers = [action.text() for action in chart.tools.menu().actions()]
    without = [action.text() for action in plot(qtbot).tools.menu().actions()]
    assert "Copy the &numbers" in with_numbers
    assert "Copy the &numbers" not in without


def test_the_menu_key_and_the_grip_open_the_same_menu(qtbot) -> None:
    chart = shown(qtbot, Bars(LIGHT))
    chart.tools.more = lambda menu: menu.addAction("mine")
    chart.tools.grip.appear()
    qtbot.mouseClick(chart.tools.grip, Qt.MouseButton.LeftButton)
    menu = QGuiApplication.instance().activePopupWidget()
    assert next(a.text() for a in menu.actions() if a.text()) == "mine"
    menu.close()


def test_the_exact_value_is_said_near_a_spot_and_nowhere_else(qtbot) -> None:
    chart = shown(qtbot, Bars(LIGHT))
    chart.grab()
    assert chart.said_at(QPointF(55, 60)) == "one: 100"
    assert chart.said_at(QPointF(150, 50)) == "two: 60"
    assert chart.said_at(QPointF(230, 10)) == ""


def test_arrow_keys_go_from_value_to_value(qtbot) -> None:
    chart = shown(qtbot, Bars(LIGHT))
    chart.setFocus()
    chart.grab()
    said = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Home):
        qtbot.keyClick(chart, key)
        said.append(chart.accessibleDescription())
    assert said == ["one: 100", "two: 60", "two: 60", "one: 100"]


def test_the_grip_comes_with_the_mouse_and_stays_in_its_corner(qtbot) -> None:
    chart = shown(qtbot, Bars(LIGHT))
    assert not chart.tools.grip.isVisible()
    qtbot.mouseMove(chart, QPoint(20, 20))
    chart.tools.grip.appear()
    chart.resize(400, 160)
    assert chart.tools.grip.geometry().right() < 400 <= chart.tools.grip.geometry().right() + 8
