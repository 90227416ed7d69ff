"""How the whole application looks and speaks: theme, font, Qt's own texts."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from stdesk.desk.look.fonts import font_for
from stdesk.desk.look.stylesheet import style_sheet
from stdesk.desk.look.theme import Theme, palette


class Appearance:
    """Applies to the one QApplication; `points` is the normal size of the text."""

    def __init__(self) -> None:
        self.points = QApplication.font().pointSizeF()
        self._translator = QTranslator()

    def apply(self, theme: Theme, zoom: int, language: str) -> None:
        """zoom: percent of the normal text size."""
        points = round(self.points * zoom / 100, 1)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setFont(font_for(language, points))
            app.setPalette(palette(theme))
            app.setStyleSheet(style_sheet(theme, points))

    def translate_qt(self, language: str) -> None:
        """Qt's own buttons, dialogs and calendars, which `tr` does not reach."""
        QLocale.setDefault(QLocale(language))
        QApplication.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language != "en" and self._translator.load(f"qtbase_{language}", folder):
            QApplication.installTranslator(self._translator)
