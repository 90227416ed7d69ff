"""The families of the window's text: the system's own, and for Chinese one that draws it evenly."""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

_CHINESE = (
    "PingFang SC",
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
)


def font_for(language: str, points: float) -> QFont:
    """The text font at a size; in Chinese, Latin letters come from the Chinese font too."""
    system, chinese = _system_family(), _chinese_families()
    font = QFont(QApplication.font())
    font.setFamilies([*chinese, system] if language == "zh_CN" else [system, *chinese])
    font.setPointSizeF(points)
    return font


@lru_cache(maxsize=1)
def _system_family() -> str:
    """The real name behind an alias such as Sans Serif."""
    return QFontInfo(QApplication.font()).family()


@lru_cache(maxsize=1)
def _chinese_families() -> list[str]:
    installed = set(QFontDatabase.families())
    return [family for family in _CHINESE if family in installed]
