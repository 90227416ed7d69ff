from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from stdesk.desk.tables.columns import Column
from stdesk.desk.tables.table import Table
from stdesk.language import number


def filled(qtbot) -> Table:
    table = Table()
    qtbot.addWidget(table)
    columns = [
        Column("Name", ["beta", "Alpha", None, "gamma"]),
        Column("Visits", [10, 9, 1200, None], show=number, numeric=True),
    ]
    table.set_columns(columns, key=["b", "a", "n", "g"])
    return table


def shown(table: Table, column: int) -> list[str]:
    return [table.rows.text(row, column) for row in range(table.rows.rowCount())]


def test_numbers_sort_as_numbers_words_without_regard_to_case_and_missing_ones_come_last(qtbot):
    table = filled(qtbot)
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert shown(table, 1) == ["9", "10", "1,200", ""]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert shown(table, 1) == ["1,200", "10", "9", ""]
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert shown(table, 0) == ["Alpha", "beta", "gamma", ""]


def test_numbers_are_aligned_to_the_right(qtbot):
    table = filled(qtbot)
    roles = Qt.ItemDataRole.TextAlignmentRole
    assert table.rows.data(table.rows.index(0, 1), roles) & Qt.AlignmentFlag.AlignRight.value
    assert table.rows.data(table.rows.index(0, 0), roles) & Qt.AlignmentFlag.AlignLeft.value


def test_the_selected_rows_are_copied_as_a_spreadsheet_takes_them(qtbot):
    table = filled(qtbot)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    table.selectRow(0)
    table.copy()
    assert QGuiApplication.clipboard().text() == "Name\tVisits\n\t1200"
    table.copy_all()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 5


def test_a_row_that_is_chosen_again_while_ctrl_is_held_stays_chosen(qtbot):
    table = filled(qtbot)
    qtbot.keyPress(table, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    table.choose(1)
    table.choose(1)
    qtbot.keyRelease(table, Qt.Key.Key_Control)
    assert table.chosen_row() == 1


def test_new_contents_keep_the_sorting_and_the_selection(qtbot):
    table = filled(qtbot)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    table.choose(0)
    chosen = []
    table.chosen.connect(chosen.append)
    columns = [Column("Name", ["new", "beta"]), Column("Visits", [11, 10], numeric=True)]
    table.set_columns(columns, key=["x", "b"])
    assert table.chosen_row() == 1
    assert shown(table, 0) == ["new", "beta"]
    assert chosen == []


def test_words_give_way_before_anything_must_be_scrolled_to(qtbot, wait):
    table = Table()
    qtbot.addWidget(table)
    names = ["a name that is long enough for a whole line of text in any window"]
    columns = [
        Column("Name", names), Column("Count", [1234567], numeric=True),
        Column("Note", [""], stretch=True),
    ]  # fmt: skip
    table.resize(1200, 200)
    table.show()
    table.set_columns(columns)
    roomy = table.columnWidth(0), table.columnWidth(1)
    table.resize(420, 200)
    wait(lambda: table.columnWidth(0) < roomy[0])
    wait(lambda: table.horizontalScrollBar().maximum() == 0)
    assert table.columnWidth(1) == roomy[1]
    table.resize(1200, 200)
    wait(lambda: table.columnWidth(0) == roomy[0])


def test_a_column_that_a_person_pulled_keeps_its_width(qtbot, wait):
    table = Table()
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show()
    table.set_columns([Column("Name", ["x" * 60]), Column("Note", [""], stretch=True)])
    table.setColumnWidth(0, 700)
    table.resize(500, 200)
    wait(lambda: table.viewport().width() <= 500)
    assert table.columnWidth(0) == 700


def test_another_table_begins_at_its_top_and_the_same_stays_where_it_was(qtbot):
    table = Table()
    qtbot.addWidget(table)
    table.resize(300, 150)
    table.show()
    table.set_columns([Column("User", list(range(100)))])
    table.scrollToBottom()
    where = table.verticalScrollBar().value()
    assert where > 0
    table.set_columns([Column("User", list(range(100)))])
    assert table.verticalScrollBar().value() == where
    table.set_columns([Column("Category", list(range(50)))])
    assert table.verticalScrollBar().value() == 0


def test_a_cell_that_is_cut_is_told_in_full_under_the_mouse(qtbot):
    table = Table()
    qtbot.addWidget(table)
    table.resize(300, 150)
    table.show()
    long, short = "Residential Building at the far end of town", "Bar"
    table.set_columns([Column("Name", [long, short]), Column("Note", [""] * 2, stretch=True)])
    table.setColumnWidth(0, 80)
    said = []
    for row in (0, 1):
        place = table.visualRect(table.model().index(row, 0)).center()
        where = table.viewport().mapToGlobal(place)
        QApplication.sendEvent(table.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, where))
        said.append(QToolTip.text())
        QToolTip.hideText()
    assert said[0] == long
    assert short not in said[1]
