"""`lstm`: like `gru`, with a cell that carries memory over long stretches."""

from torch import nn

from stdesk.features import EventLog
from stdesk.models.gru import Recurrent
from stdesk.models.network import NetworkRecommender
from stdesk.models.sequence import Sizes


class Lstm(NetworkRecommender):
    """Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 1997."""

    name = "lstm"

    def encoder(self, sizes: Sizes, log: EventLog | None) -> nn.Module:
        width, layers = self.settings["width"], self.settings["layers"]
        layer = nn.LSTM(width, width, layers, batch_first=True)
        return Recurrent(layer, width, self.settings["dropout"])
