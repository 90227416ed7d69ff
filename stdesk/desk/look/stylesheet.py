"""The style sheet: shapes and distances on an 8-pixel grid, in the theme's colours.

Widgets are addressed by the dynamic properties `role` (of labels) and `look` (of frames, buttons):
see `pieces.py`, which sets them.
"""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from stdesk.desk.look.theme import Theme
from stdesk.locations import resource


def style_sheet(theme: Theme, points: float) -> str:
    """points: size of the body text; everything else is relative to it."""
    t = theme
    down, up = (resource("icons", f"{name}.svg").as_posix() for name in ("chevron", "chevron-up"))
    tick = resource("icons", "check-box.svg").as_posix()
    field = max(QFontMetrics(QApplication.font()).height() + 2, 20)  # as other fields in pixels
    return f"""
* {{ font-size: {points}pt; }}
QMainWindow, QDialog, QStackedWidget, QScrollArea, QWidget[look="page"] {{
    background: {t.window};
}}
QScrollArea, QGraphicsView {{ border: 1px solid transparent; border-radius: 4px; }}
QScrollArea:focus, QGraphicsView:focus {{ border-color: {t.accent}; }}
QFrame[look="card"] QScrollArea, QFrame[look="card"] QScrollArea > QWidget > QWidget {{
    background: transparent;
}}
QLabel {{ background: transparent; color: {t.text}; }}
QLabel[role="title"] {{ font-size: {points * 1.8}pt; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {points * 1.15}pt; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="figure"] {{ font-size: {points * 1.7}pt; font-weight: 600; }}
QLabel[role="muted"] {{ color: {t.muted}; }}
QLabel[role="small"] {{ color: {t.muted}; font-size: {points * 0.9}pt; }}
QLabel[role="good"] {{ color: {t.good}; }}
QLabel[role="bad"] {{ color: {t.bad}; }}
QLabel[role="warning"] {{ color: {t.warning}; }}
QLabel:disabled {{ color: {t.muted}; }}
QMessageBox QLabel#qt_msgbox_label, QMessageBox QLabel#qt_msgbox_informativelabel {{
    min-width: {18 * field}px;  /* or Qt breaks sentences after three words */
}}

QFrame[look="card"] {{
    background: {t.surface}; border: 1px solid {t.border}; border-radius: 8px;
}}
QFrame[look="guide"] {{
    background: {t.surface}; border: 2px solid {t.accent}; border-radius: 8px;
}}
QFrame[look="banner"] {{
    background: {t.warning_soft}; border: none; border-bottom: 1px solid {t.border};
}}
QFrame[look="sidebar"] {{
    background: {t.surface}; border: none; border-right: 1px solid {t.border};
}}
QFrame[look="line"] {{ background: {t.border}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[look="drop"] {{
    background: {t.surface}; border: 2px dashed {t.border}; border-radius: 12px;
}}

QPushButton {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.border};
    border-radius: 6px; padding: 6px 14px; min-height: 18px;
}}
QPushButton:hover {{ border-color: {t.accent}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 5px 13px; }}
QPushButton:pressed {{ background: {t.sunken}; }}
QPushButton:disabled {{ color: {t.muted}; background: {t.sunken}; border-color: {t.sunken}; }}
QPushButton[look="accent"], QDialogButtonBox QPushButton:default {{
    background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent};
}}
QPushButton[look="accent"] {{ font-weight: 600; }}
QPushButton[look="accent"]:hover, QDialogButtonBox QPushButton:default:hover {{
    background: {t.accent_hover};
}}
QPushButton[look="accent"]:focus {{ border: 2px solid {t.text}; padding: 5px 13px; }}
QPushButton[look="accent"]:disabled, QDialogButtonBox QPushButton:default:disabled {{
    background: {t.sunken}; border-color: {t.sunken}; color: {t.muted};
}}
QPushButton[look="flat"] {{
    background: transparent; border: 1px solid transparent; color: {t.accent};
}}
QPushButton[look="flat"]:hover {{ background: {t.accent_soft}; }}
QPushButton[look="flat"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton[look="flat"]:disabled {{ color: {t.muted}; }}
QPushButton[look="link"] {{
    background: transparent; border: none; color: {t.accent}; padding: 4px 0; margin-right: 20px;
}}
QPushButton[look="link"]:hover, QPushButton[look="link"]:focus {{ text-decoration: underline; }}
QPushButton[look="choice"] {{ text-align: left; padding: 12px 16px; border-radius: 8px; }}
QPushButton[look="tile"], QPushButton[look="first-tile"], QPushButton[look="line-tile"] {{
    text-align: left; padding: 0; border-radius: 8px;
}}
QPushButton[look="first-tile"] {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton[look="line-tile"] {{ border-color: transparent; background: transparent; }}
QPushButton[look="tile"]:hover, QPushButton[look="line-tile"]:hover {{
    background: {t.accent_soft};
}}
QPushButton[look="tile"]:focus, QPushButton[look="first-tile"]:focus,
QPushButton[look="line-tile"]:focus {{ border: 2px solid {t.accent}; padding: 0; }}
QPushButton[look="find"] {{
    background: {t.sunken}; border: 1px solid {t.border}; color: {t.muted};
    text-align: left; padding: 6px 10px;
}}
QPushButton[look="find"]:hover {{ border-color: {t.accent}; color: {t.text}; }}
QPushButton[look="find"]:focus {{ border: 2px solid {t.accent}; padding: 5px 9px; }}

QToolButton {{
    background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px;
}}
QToolButton:hover {{ background: {t.accent_soft}; }}
QToolButton:focus {{ border: 1px solid {t.accent}; }}
QToolButton[popupMode="2"] {{ padding-right: 20px; }}
QToolButton::menu-indicator {{
    image: url({down}); width: 12px; height: 12px;
    subcontrol-origin: border; subcontrol-position: center right; right: 4px;
}}
QToolButton[look="grip"] {{
    background: {t.surface}; border: 1px solid {t.border}; border-radius: 6px; padding: 2px;
}}
QToolButton[look="grip"]:hover {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QToolButton[look="step"] {{
    text-align: left; padding: 10px 12px; border-radius: 8px; color: {t.muted}; font-weight: 500;
}}
QToolButton[look="step"]:hover {{ background: {t.sunken}; color: {t.text}; }}
QToolButton[look="step"]:checked {{
    background: {t.accent_soft}; color: {t.accent}; font-weight: 600;
}}
QToolButton[look="step"]:focus {{ border: 1px solid {t.accent}; }}
QToolButton[look="step"]:disabled {{
    color: {t.faint}; background: transparent; font-weight: 500;
}}

QFrame[look="card"] QStackedWidget, QFrame[look="card"] QStackedWidget > QWidget {{
    background: transparent;
}}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateTimeEdit,
QDateEdit, QPlainTextEdit, QTextEdit {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; border-radius: 6px;
    padding: 5px 8px; min-height: 20px;
    selection-background-color: {t.accent}; selection-color: {t.on_accent};
}}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QDateTimeEdit:focus,
QDateEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 1px solid {t.accent}; }}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {{
    background: {t.sunken}; color: {t.muted};
}}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{
    border: none; background: transparent; padding: 0 2px; min-height: 0;
}}
QAbstractSpinBox QLineEdit {{ padding-left: 8px; }}
QAbstractSpinBox {{ min-height: {field}px; max-height: {field}px; }}  /* else Qt adds 3 */
QComboBox::drop-down, QDateEdit::drop-down, QDateTimeEdit::drop-down {{
    border: none; background: transparent; width: 26px;
}}
QComboBox::down-arrow, QDateTimeEdit::down-arrow, QDateEdit::down-arrow {{
    image: url({down}); width: 12px; height: 12px;
}}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button {{
    border: none; background: transparent; width: 22px;
}}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url({up}); width: 10px; height: 10px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{
    image: url({down}); width: 10px; height: 10px;
}}
QComboBox QAbstractItemView {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.border};
    selection-background-color: {t.accent_soft}; selection-color: {t.text}; outline: none;
}}

QTableView, QListView, QTreeView {{
    background: {t.surface}; alternate-background-color: {t.surface}; color: {t.text};
    border: 1px solid {t.border}; border-radius: 8px; gridline-color: {t.sunken};
    selection-background-color: {t.accent_soft}; selection-color: {t.text}; outline: none;
}}
QFrame[look="card"] QTableView, QFrame[look="card"] QListView {{
    border-color: {t.surface}; border-radius: 4px;
}}
QListWidget {{ padding: 4px 0; }}
QTableView::item, QListView::item {{ padding: 4px 8px; border: none; }}
QListView:disabled, QListView::item:disabled {{ color: {t.muted}; }}
QTableView::item:selected, QListView::item:selected {{
    background: {t.accent_soft}; color: {t.text};
}}
QTableView:focus, QListView:focus, QTreeView:focus,
QFrame[look="card"] QTableView:focus, QFrame[look="card"] QListView:focus {{
    border-color: {t.accent};
}}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{
    background: {t.surface}; color: {t.muted}; border: none; border-bottom: 1px solid {t.border};
    padding: 7px 11px; font-weight: 600;
}}
QHeaderView::section:first {{ border-top-left-radius: 7px; }}
QHeaderView::section:last {{ border-top-right-radius: 7px; }}
QHeaderView::section:only-one {{ border-top-left-radius: 7px; border-top-right-radius: 7px; }}
QTableCornerButton::section {{ background: {t.surface}; border: none; }}

QFrame[look="finder"] {{
    background: {t.surface}; border: 1px solid {t.border}; border-radius: 10px;
}}
QLineEdit[look="finder"] {{ border: none; border-radius: 0; font-size: {points * 1.25}pt; }}
QListView[look="finder"] {{
    border: none; border-top: 1px solid {t.border}; border-radius: 0; padding-top: 4px;
}}

QToolBar {{ background: {t.surface}; border: none; padding: 0; margin: 0; spacing: 0; }}
QMainWindow::separator {{ background: {t.border}; width: 1px; height: 1px; margin: 2px; }}
QMainWindow::separator:hover {{ background: {t.accent}; }}

QTabWidget::pane {{ border: none; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{
    background: transparent; color: {t.muted}; padding: 8px 4px; margin-right: 20px;
    border: none; border-bottom: 2px solid transparent; font-weight: 600;
}}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:focus {{ color: {t.accent}; }}

QProgressBar {{
    background: {t.sunken}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
}}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}

QStatusBar {{ background: {t.surface}; color: {t.muted}; border-top: 1px solid {t.border}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QPushButton {{ padding: 2px 10px; }}
QStatusBar QPushButton:focus {{ padding: 1px 9px; }}
QMenuBar {{
    background: {t.surface}; color: {t.text}; border-bottom: 1px solid {t.border}; padding: 2px;
}}
QMenuBar::item {{ padding: 5px 10px; background: transparent; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {t.accent_soft}; }}
QMenu {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 8px; }}

QCheckBox, QRadioButton {{
    spacing: 8px; color: {t.text}; background: transparent;
    border: 1px solid transparent; border-radius: 4px; padding: 1px 3px;
}}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t.accent}; }}
QCheckBox:disabled {{ color: {t.muted}; }}
QCheckBox::indicator, QListView::indicator {{
    width: 14px; height: 14px; border: 1px solid {t.muted}; border-radius: 4px;
    background: {t.surface};
}}
QCheckBox::indicator:hover, QCheckBox::indicator:focus {{ border-color: {t.accent}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{
    image: url({tick}); border-color: {t.accent};
}}
QCheckBox::indicator:disabled, QListView::indicator:disabled {{
    background: {t.sunken}; border-color: {t.border};
}}
QSlider {{ border: 1px solid transparent; border-radius: 6px; padding: 2px; }}
QSlider:focus {{ border-color: {t.accent}; }}
QSlider::groove:horizontal {{ height: 4px; background: {t.border}; border-radius: 2px; }}
QSlider::groove:vertical {{ width: 4px; background: {t.border}; border-radius: 2px; }}
QSlider::sub-page:horizontal, QSlider::add-page:vertical {{
    background: {t.accent}; border-radius: 2px;
}}
QSlider::handle {{
    background: {t.surface}; border: 2px solid {t.accent}; border-radius: 7px;
}}
QSlider::handle:horizontal {{ width: 10px; margin: -5px 0; }}
QSlider::handle:vertical {{ height: 10px; margin: 0 -5px; }}
QSlider::handle:hover {{ background: {t.accent_soft}; }}
QSlider::handle:disabled {{ border-color: {t.faint}; }}
QSlider::sub-page:disabled, QSlider::add-page:vertical:disabled {{ background: {t.border}; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; padding: 4px; }}
QSplitter::handle {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {t.border}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
