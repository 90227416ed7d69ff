"""What files say of items reaches the log in memory; pictures that cannot be read are counted."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from stdesk.features import Catalogue, item_texts, load_log
from stdesk.ingest import ImportSettings, import_files
from stdesk.progress import Progress
from stdesk.project import create_project

LOG = "user,item,time\n" + "".join(
    f"u{n % 3},p{n % 5},2024-05-0{n % 7 + 1}T10:00:00Z\n" for n in range(30)
)
ITEMS = """item,title,category,description,tags,image,price class
p0,Blue Bar,Bar,Beer and music,jazz|late,pictures/red.png,cheap
p1,面馆,Noodle House,手拉面,,pictures/broken.png,
p2,,,,,pictures/nowhere.png,
p3,Only a name,,,,pictures/album,
fresh,Nobody was here,Bar,A new bar,,https://example.org/picture.png?with=a&query=,
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("described")
    (folder / "pictures" / "album").mkdir(parents=True)
    red, blue = (Image.new("RGB", (90, 60), colour) for colour in ("red", "blue"))
    red.save(folder / "pictures" / "red.png")
    blue.save(folder / "pictures" / "album" / "1.jpg")
    red.save(folder / "pictures" / "album" / "2.jpg")
    (folder / "pictures" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and nothing else")
    (folder / "log.csv").write_text(LOG, "utf-8")
    (folder / "items.csv").write_text(ITEMS, "utf-8")
    with create_project(folder / "p") as project:
        import_files(
            project, ImportSettings((folder / "log.csv", folder / "items.csv")), Progress()
        )
        summary = project.log.summary()
        assert (summary.described, summary.pictured) == (4, 5)
        return load_log(project).catalogue


def test_texts_hold_all_that_is_said_of_an_item(catalogue: Catalogue) -> None:
    place = {key: at for at, key in enumerate(catalogue.item_keys)}
    texts = item_texts(catalogue)
    said = ["Blue Bar", "Bar", "Beer and music", "jazz late", "cheap"]
    assert texts[place["p0"]].splitlines() == said
    assert texts[place["p1"]].splitlines() == ["面馆", "Noodle House", "手拉面"]
    assert texts[place["p2"]] == texts[place["p4"]] == ""


def test_pictures_are_not_read_before_somebody_asks(catalogue: Catalogue) -> None:
    assert catalogue.descriptions is not None
    fresh = type(catalogue.descriptions)(
        catalogue.descriptions.text,
        catalogue.descriptions.tags,
        catalogue.descriptions.image,
        catalogue.descriptions.attributes,
        Path("nowhere"),
    )
    assert fresh.has_image.sum() == 5
    assert "pictures" not in vars(fresh)


def test_missing_and_broken_pictures_are_counted_and_the_others_are_there(
    catalogue: Catalogue,
) -> None:
    assert catalogue.descriptions is not None
    pictures = catalogue.descriptions.pictures
    names = [catalogue.item_keys[item] for item in pictures.item]
    assert sorted(names) == ["p0", "p3"]
    assert (pictures.named, pictures.missing, pictures.broken) == (5, 2, 1)
    colour = dict(zip(names, pictures.pixels.mean(axis=(1, 2)).tolist(), strict=True))
    assert np.argmax(colour["p0"]) == 0  # red
    assert np.argmax(colour["p3"]) == 2  # of a folder, the first picture by name: blue
