"""Any widget as a picture: for the clipboard, for a file, for a hand that drags it out."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from stdesk.language import tr

SHARP = 2.0  # pixels to the point of a picture, so that it stays sharp in a document
ICON_WIDTH = 240  # of the picture that hangs on the mouse while it is dragged

_scratch: list[tempfile.TemporaryDirectory] = []  # holds what was dragged out, until we leave


def picture_of(widget: QWidget, ratio: float = SHARP) -> QImage:
    """The widget as it stands, with `ratio` pixels to the point."""
    image = QImage(widget.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(widget.palette().window().color())
    _draw(widget, QPainter(image))
    return image


def save_picture(widget: QWidget, path: Path) -> None:
    """Write the widget to a .svg or .png file; raises OSError where that is not possible."""
    if path.suffix.lower() == ".svg":
        path.touch()  # a generator keeps silent about a folder that is not there
        _draw_svg(widget, path)
    elif not picture_of(widget).save(str(path)):
        raise OSError(tr("{path} cannot be written.", path=path))


def ask_where_to_save(widget: QWidget, name: str) -> Path | None:
    """The file that a person chose for a picture; None when she thought better of it."""
    kinds = {tr("Picture (PNG)") + " (*.png)": ".png", tr("Drawing (SVG)") + " (*.svg)": ".svg"}
    found, kind = QFileDialog.getSaveFileName(
        widget, tr("Save as a picture"), f"{file_name(name)}.png", ";;".join(kinds)
    )
    if not found:
        return None
    path = Path(found)
    return path if path.suffix else path.with_suffix(kinds.get(kind, ".png"))


def file_name(name: str) -> str:
    """A name without what a file's name cannot hold."""
    kept = "".join(sign if sign.isalnum() or sign in " -_(),." else " " for sign in name)
    return " ".join(kept.split())[:80] or tr("picture")


def dragged(widget: QWidget, name: str) -> QMimeData:
    """What is dropped: the picture, and a file of it for those who take files."""
    image = picture_of(widget)
    if not _scratch:
        _scratch.append(tempfile.TemporaryDirectory(prefix="stdesk-"))
    path = Path(_scratch[0].name) / f"{file_name(name)}.png"
    image.save(str(path))
    data = QMimeData()
    data.setImageData(image)
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def drag_out(widget: QWidget, name: str, start: Callable[[QDrag], object] | None = None) -> None:
    """Let the mouse carry the widget's picture to another program."""
    drag = QDrag(widget)
    drag.setMimeData(dragged(widget, name))
    small = QPixmap.fromImage(picture_of(widget, 1.0)).scaledToWidth(
        ICON_WIDTH, Qt.TransformationMode.SmoothTransformation
    )
    drag.setPixmap(small)
    if start is not None:
        start(drag)
    else:
        drag.exec(Qt.DropAction.CopyAction)


def _draw_svg(widget: QWidget, path: Path) -> None:
    from PySide6.QtSvg import QSvgGenerator

    size: QSize = widget.size()
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setResolution(widget.logicalDpiX())  # or texts would be of another size
    generator.setViewBox(QRect(QPoint(0, 0), size))
    generator.setTitle(widget.accessibleName())
    generator.setDescription(widget.accessibleDescription())
    painter = QPainter(generator)
    painter.fillRect(QRect(QPoint(0, 0), size), widget.palette().base())
    _draw(widget, painter)


def _draw(widget: QWidget, painter: QPainter) -> None:
    try:
        QWidget.render(widget, painter, QPoint(0, 0))  # a plot's own `render` leaves out its frame
    finally:
        painter.end()
