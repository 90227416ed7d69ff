"""The card of a model: what it does, its equations and source, when to use it."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QWidget

from stdesk.desk.look.pieces import rows
from stdesk.desk.look.theme import GRID
from stdesk.language import language, tr_dynamic
from stdesk.locations import card
from stdesk.models.info import ModelInfo


class ModelCard(QDialog):
    """Shows models/NAME/card.md, in the reader's language where there is one."""

    def __init__(self, parent: QWidget, info: ModelInfo) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr_dynamic(info.title))
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setAccessibleName(tr_dynamic(info.title))
        self.page.setMarkdown(_card_text(info))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.setLayout(rows(self.page, buttons, margin=2 * GRID, spacing=2 * GRID))
        self.resize(88 * GRID, 72 * GRID)


def _card_text(info: ModelInfo) -> str:
    for name in (f"card.{language()}.md", "card.md"):
        path = card(info.name, name)
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return f"# {tr_dynamic(info.title)}\n\n{tr_dynamic(info.sentence)}"
