"""Sentences in a box: problems, questions. A stack trace is never shown, only copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from stdesk.desk.work.job import Unexpected, sentence
from stdesk.errors import Problem
from stdesk.language import tr

__all__ = ["ask", "sentence", "show_problem", "show_text"]


def show_problem(parent: QWidget, problem: Problem) -> None:
    """Show it in a box that does not block the event loop; an unexpected one can be copied."""
    box = QMessageBox(QMessageBox.Icon.Warning, "stdesk", sentence(problem), parent=parent)
    box.setObjectName("problem")
    if isinstance(problem, Unexpected):
        box.setInformativeText(tr("The details are in the log; they can be copied for a report."))
        copy = box.addButton(tr("Copy the details"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(problem.details))
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Close))
    box.open()


def ask(parent: QWidget, question: str, yes: str, details: str = "") -> bool:
    """Ask before something that cannot be undone; `yes` says what will happen."""
    box = QMessageBox(QMessageBox.Icon.Question, "stdesk", question, parent=parent)
    box.setInformativeText(details)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is accept


def show_text(parent: QWidget, title: str, said: str) -> None:
    """Something to read, whose text can be selected."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, title, said, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.addButton(QMessageBox.StandardButton.Close)
    box.open()
