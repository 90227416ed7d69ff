"""Takes the pictures of the help pages from the running window, on an invented town.

python tests/desk/help_pictures.py [--out resources/help/pictures] [--project P] [--only NAME ...]

One small PNG for each name in NAMES and each language, in the light theme. Needs no screen; without
--project (a demo with runs and a comparison) one is made first, which takes some minutes.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from shots import SHOTS
from staging import LANGUAGES, begin, make_project, near_home, open_in

PICTURES = Path(__file__).resolve().parents[2] / "resources/help/pictures"
SIZE, PICTURE_WIDTH = "1280x800", 900
MOST_BYTES, COLOURS = 150_000, (256, 128, 64, 32)
# The name of a picture is the name of what it shows, save where the help shows a special one.
NAMES = {
    name: {"evolution": "changed"}.get(name, name)
    for name in (
        "data", "import", "finder", "map", "timelines", "evolution", "portrait", "segments",
        "train", "tune", "compare", "leaderboard", "errors", "recommend", "routes", "report",
    )
}  # fmt: skip
NEAR_HOME = ("map", "evolution", "recommend", "routes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "Projects" / "Demo.stdesk"
        project.parent.mkdir()
        if wish.project:
            project.write_bytes(wish.project.read_bytes())
        else:
            make_project(project)
        take_all(wish, project, Path(scratch))


def take_all(wish: argparse.Namespace, project: Path, scratch: Path) -> None:
    window, app = begin(scratch, SIZE)
    open_in(window, app, project)
    for code in LANGUAGES:
        window.set_language(code)
        folder = wish.out / code
        folder.mkdir(parents=True, exist_ok=True)
        for name in wish.only:
            shown = SHOTS[NAMES[name]](window, app)
            if name in NEAR_HOME:
                near_home(window, app)
            save(shown, folder / f"{name}.png")
            if shown is not window:
                shown.reject()
    window.close()


def save(widget: Any, path: Path) -> None:
    """Grab it, and write it in as many colours as fit the size."""
    import io

    from PIL import Image

    grabbed = widget.grab().toImage()
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    grabbed.save(buffer, "PNG")
    picture = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    height = round(picture.height * PICTURE_WIDTH / picture.width)
    if picture.width > PICTURE_WIDTH:
        picture = picture.resize((PICTURE_WIDTH, height), Image.Resampling.LANCZOS)
    for colours in COLOURS:
        # Colours of few pixels stay apart (categories on a map), and grounds keep their own.
        few = picture.quantize(
            colours, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )
        few.save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return


if __name__ == "__main__":
    main()
