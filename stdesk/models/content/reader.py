"""The small convolutional network that reads pictures of items."""

import torch
from torch import Tensor, nn

PICTURE = 32  # numbers that describe a picture


class PictureReader(nn.Module):
    """Three small convolutions, then the mean over the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 16, 5, stride=2, padding=2), nn.GroupNorm(4, 16), nn.GELU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.GroupNorm(4, 32), nn.GELU(),
            nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.GroupNorm(8, 64), nn.GELU(),
        )  # fmt: skip
        self.out = nn.Linear(128, PICTURE)

    def forward(self, pixels: Tensor) -> Tensor:
        """(n, PICTURE) of length 1 from (n, SIDE, SIDE, 3) uint8."""
        seen = self.layers(pixels.permute(0, 3, 1, 2).float() / 127.5 - 1)
        seen = torch.cat((seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))), dim=1)
        told: Tensor = nn.functional.normalize(self.out(seen), dim=1)
        return told
