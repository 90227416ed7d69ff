"""The look of the window: one set of named colours, light or dark, and icons tinted by it."""

from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from stdesk.locations import resource

GRID = 8  # px; distances are its multiples
MODES = ("system", "light", "dark")


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for. `series` tells groups apart, also for colour-blind eyes."""

    name: str
    window: str
    surface: str
    sunken: str
    border: str
    text: str
    muted: str
    faint: str  # of what cannot be used now
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    good: str
    warning: str
    warning_soft: str
    bad: str
    series: tuple[str, ...]

    @property
    def dark(self) -> bool:
        return self.name == "dark"

    def series_color(self, index: int) -> str:
        return self.series[index % len(self.series)]


LIGHT = Theme(
    name="light",
    window="#f5f6f9",
    surface="#ffffff",
    sunken="#eceff4",
    border="#dbe0e8",
    text="#1a2230",
    muted="#5a6576",
    faint="#a3adba",
    accent="#2360c5",
    accent_hover="#1b4fa6",
    accent_soft="#e2ebfa",
    on_accent="#ffffff",
    good="#00714f",
    warning="#8a5a00",
    warning_soft="#fdf3dc",
    bad="#b3361b",
    # Okabe and Ito's palette, the two palest darkened for a white ground.
    series=(
        "#0072b2",
        "#d55e00",
        "#009e73",
        "#b8578f",
        "#b98300",
        "#3a9bd0",
        "#7a5195",
        "#6b7280",
    ),
)

DARK = Theme(
    name="dark",
    window="#14181f",
    surface="#1c222b",
    sunken="#10141a",
    border="#303947",
    text="#e6eaf0",
    muted="#9ca7b6",
    faint="#566171",
    accent="#6ea6f7",
    accent_hover="#8fbcff",
    accent_soft="#22344f",
    on_accent="#0c131d",
    good="#43c59e",
    warning="#e9b44c",
    warning_soft="#3a3020",
    bad="#ff8a6b",
    series=(
        "#56b4e9",
        "#f08a3c",
        "#2fc69a",
        "#e48fc0",
        "#ecc94b",
        "#8fa8ff",
        "#c79bf2",
        "#b4bdc9",
    ),
)


def theme_for(mode: str) -> Theme:
    """The theme of a mode; `system` follows the desktop's colour scheme."""
    if mode == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if mode == "dark" else LIGHT


def palette(theme: Theme) -> QPalette:
    """The theme as a QPalette, for all that the style sheet does not name."""
    roles = QPalette.ColorRole
    colors = {
        roles.Window: theme.window,
        roles.WindowText: theme.text,
        roles.Base: theme.surface,
        roles.AlternateBase: theme.sunken,
        roles.Text: theme.text,
        roles.Button: theme.surface,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.bad,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Link: theme.accent,
        roles.LinkVisited: theme.accent,
        roles.PlaceholderText: theme.muted,
        roles.ToolTipBase: theme.surface,
        roles.ToolTipText: theme.text,
        roles.Light: theme.surface,
        roles.Midlight: theme.sunken,
        roles.Mid: theme.border,
        roles.Dark: theme.border,
        roles.Shadow: theme.sunken,
        roles.Accent: theme.accent,
    }
    made = QPalette()
    for role, color in colors.items():
        made.setColor(role, QColor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.faint))
    return made


def icon(name: str, color: str, side: int = 20) -> QIcon:
    """One of our icons in a colour of the theme, sharp at 1, 1.5, 2 and 3 pixels to the point."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        made.addPixmap(_drawn(name, color, side, ratio))
    return made


def step_icon(name: str, theme: Theme, side: int = 20) -> QIcon:
    """An icon of the side bar: in the accent colour where it is the chosen one."""
    made = QIcon()
    shades = (
        (QIcon.Mode.Normal, QIcon.State.Off, theme.muted),
        (QIcon.Mode.Normal, QIcon.State.On, theme.accent),
        (QIcon.Mode.Disabled, QIcon.State.Off, theme.faint),
        (QIcon.Mode.Disabled, QIcon.State.On, theme.faint),
    )
    for ratio in (1.0, 1.5, 2.0, 3.0):
        for mode, state, color in shades:
            made.addPixmap(_drawn(name, color, side, ratio), mode, state)
    return made


def picture(name: str, color: str, side: int, ratio: float = 2.0) -> QPixmap:
    """One of our icons as a picture, for labels."""
    return _drawn(name, color, side, ratio)


@lru_cache(maxsize=256)
def _drawn(name: str, color: str, side: int, ratio: float) -> QPixmap:
    source = _outline(name).replace("#000", color)
    pixels = round(side * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _outline(name: str) -> str:
    """The file of an icon, which is drawn in several colours and sizes."""
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")
