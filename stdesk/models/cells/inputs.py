"""What the graph of `cells` reads of each node at each step."""

import numpy as np

from stdesk.models.arma.series import Unit

SPANS: dict[Unit, tuple[float, ...]] = {  # of averages that remember what was before these
    "hour": (3.0, 24.0, 168.0),
    "day": (2.0, 7.0, 28.0),
    "week": (2.0, 8.0, 26.0),
}
LEVELS = 9
INPUTS = LEVELS + 2
PRIOR = 2.0  # events' worth of trust in the usual level


def inputs_of(counts: np.ndarray, usual: np.ndarray, unit: Unit, graphs: np.ndarray) -> np.ndarray:
    """(nodes, steps, INPUTS): levels of the node and of those it hears, over three spans; how
    unusual the step itself was; the node's size.

    A level is the logarithm of the counts of late over the usual ones. graphs: (2, nodes, nodes).
    """
    from scipy.signal import lfilter

    columns = []
    for matrix in (None, *graphs):
        came, awaited = (part if matrix is None else matrix @ part for part in (counts, usual))
        for span in SPANS[unit]:
            keep = np.exp(-1.0 / span)
            late = (lfilter([1.0], [1.0, -keep], part, axis=1) for part in (came, awaited))
            columns.append(np.log((next(late) + PRIOR) / (next(late) + PRIOR)))
    columns.append(np.clip((counts - usual) / np.sqrt(usual + 0.5), -5.0, 5.0))
    size = np.log1p(usual.mean(axis=1, keepdims=True))
    columns.append(np.broadcast_to(size, counts.shape))
    return np.stack(columns, axis=2)
