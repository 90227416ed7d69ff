"""Pictures of items while `content` learns: some are looked at in each step, all now and then."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from stdesk.features import Catalogue
from stdesk.language import mark
from stdesk.models.base import Reason
from stdesk.models.content.network import Items
from stdesk.models.content.reader import PICTURE, PictureReader

LIVE = 128  # pictures that are learnt from in a step
REFRESH = 40  # steps after which all pictures are looked at anew
AT_ONCE = 1024


def about_pictures(counted: Mapping[str, int]) -> list[Reason]:
    """A sentence where some of the pictures that items name could not be looked at."""
    if not counted or not counted["missing"] + counted["broken"]:
        return []
    text = mark(
        "Pictures that items name: {named}; not found: {missing}; found but not readable: "
        "{broken}. These items are judged without one."
    )
    return [Reason(text, dict(counted))]


class ItemPictures:
    """The pixels of a catalogue's pictures, and what the network made of them last.

    begin: the first item that counts; item i is row i - begin.
    """

    def __init__(self, catalogue: Catalogue, begin: int = 0) -> None:
        described = catalogue.descriptions
        named = described is not None and described.has_image.any()
        known = described.pictures if described is not None and named else None
        rows = catalogue.items - begin
        self.told = torch.zeros(rows, PICTURE)
        self.picture_of = torch.full((rows,), -1, dtype=torch.int64)
        self.pixels = torch.zeros(0, 1, 1, 3, dtype=torch.uint8)
        self.counted: dict[str, int] = {}
        if known is not None:
            names = ("named", "missing", "broken")
            self.counted = {name: getattr(known, name) for name in names}
            chosen = np.flatnonzero(known.item >= begin)
            item = torch.from_numpy(known.item[chosen] - begin)
            self.pixels = torch.from_numpy(known.pixels[chosen])
            self.picture_of[item] = torch.arange(len(chosen))
        self._steps = 0

    def __len__(self) -> int:
        return len(self.pixels)

    def look(self, reader: PictureReader) -> Tensor:
        """(items, PICTURE) what the network makes of all pictures; zeros where there is none."""
        device = next(reader.parameters()).device
        parts = []
        with torch.no_grad():
            for begin in range(0, len(self.pixels), AT_ONCE):
                pixels = self.pixels[begin : begin + AT_ONCE].to(device)
                parts.append(reader(pixels).float().cpu())
        having = self.picture_of >= 0
        self.told[having] = torch.cat(parts)[self.picture_of[having]] if parts else self.told[:0]
        return self.told.half().float()  # as it will be stored

    def step(self, reader: PictureReader, items: Items, begins: bool) -> None:
        """Before a step of learning: look at all pictures anew, if the last look is old.

        And when an epoch begins, so that one that is resumed sees what it would have seen.
        """
        self._steps = 0 if begins else self._steps + 1
        if self._steps % REFRESH == 0:
            items.picture = self.look(reader).to(items.picture.device)

    def live(self, reader: PictureReader, items: Items, candidates: Tensor) -> Items:
        """The candidates, some of whose pictures are looked at so that the network can learn."""
        chosen = items[candidates]
        picture = self.picture_of[candidates.cpu()]
        having = torch.nonzero(picture >= 0)[:, 0]
        drawn = having[torch.randperm(len(having))[:LIVE]]
        if len(drawn):
            pixels = self.pixels[picture[drawn]].to(candidates.device)
            seen = reader(pixels).to(chosen.picture.dtype)
            place = drawn.to(candidates.device)
            chosen.picture = chosen.picture.index_put((place,), seen)
        return chosen
