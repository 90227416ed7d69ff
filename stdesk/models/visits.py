"""`visits`: how often the user did it before; the counter that deep models must beat."""

import numpy as np

from stdesk.features import Contexts
from stdesk.models.popularity import OwnCounts


class Visits(OwnCounts):
    """The logarithm of the user's own count of each item, growing with her history."""

    name = "visits"

    def weights(self, contexts: Contexts, row: np.ndarray, position: np.ndarray) -> np.ndarray:
        return np.ones(len(row))
