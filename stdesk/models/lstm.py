"""`lstm`: like `gru`, with a cell that carries memory over long stretches."""

from collections.abc import Mapping

import numpy as np
from torch import nn

from stdesk.models.gru import Recurrent
from stdesk.models.network_recommender import NetworkRecommender
from stdesk.models.sequence import Sizes


class Lstm(NetworkRecommender):
    """Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 1997."""

    name = "lstm"
    family = "temporal"

    def encoder(self, sizes: Sizes, extras: Mapping[str, np.ndarray]) -> nn.Module:
        width, layers = self.settings["width"], self.settings["layers"]
        layer = nn.LSTM(width, width, layers, batch_first=True)
        return Recurrent(layer, width, self.settings["dropout"])
