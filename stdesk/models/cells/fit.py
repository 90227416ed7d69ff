"""Learns and carries forward the counts of many nodes together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from stdesk.models.arma.fit import ArmaFit, fit_series
from stdesk.models.arma.origins import expected_everywhere
from stdesk.models.arma.series import PERIOD, Unit
from stdesk.models.cells.inputs import INPUTS, LEVELS, inputs_of
from stdesk.models.count_spread import Spread, learn_spread
from stdesk.models.forecaster import Ahead
from stdesk.models.node_rhythm import Rhythm, learn_rhythm
from stdesk.models.packing import packed, unpacked
from stdesk.models.panel import Panel
from stdesk.progress import Progress

if TYPE_CHECKING:
    import torch

    from stdesk.models.cells.network import CellsNetwork

HORIZON: dict[Unit, int] = {"hour": 24, "day": 7, "week": 4}
PAST: dict[Unit, int] = {"hour": 8, "day": 7, "week": 4}  # steps that the graph reads one by one
VALIDATED = 0.15
KEPT = 12 * 168  # newest steps that are stored; whole weeks, so that phases stay


@dataclass(frozen=True)
class CellsFit:
    """All nodes at the end of their series.

    counts: (nodes, steps), the first in the first phase of rhythm and ARMA. armas: one a node.
    spread: of counts around what is expected. flow, place: see `Panel`. weights: of the network.
    """

    unit: Unit
    how: str
    counts: np.ndarray
    rhythm: Rhythm
    armas: tuple[ArmaFit, ...]
    spread: Spread
    flow: np.ndarray
    place: np.ndarray
    weights: Mapping[str, np.ndarray]

    def ahead(self, horizon: int, seed: int, paths: int) -> list[Ahead]:
        """The next periods of each node."""
        import torch

        arma = _expected(self.armas, self.counts, horizon)[:, -1]
        steps = self.counts.shape[1]
        usual = self.rhythm.at(steps, steps + horizon)
        graphs = graphs_of(self).numpy()
        seen = inputs_of(self.counts, self.rhythm.at(0, steps), self.unit, graphs)
        seen = seen[:, -PAST[self.unit] :]
        network = network_of(self)
        with torch.no_grad():
            asked = (as_tensor(part)[None] for part in (seen, arma, usual))
            expected = network(*asked)[0].double().numpy()
        drawn = self.spread.draw(expected, paths, np.random.default_rng(seed))
        return [
            Ahead(mean, np.median(drawn[:, row], axis=0), drawn[:, row])
            for row, mean in enumerate(expected)
        ]

    def advance(self, counts: np.ndarray) -> Self:
        """After further counts, (nodes, steps)."""
        return replace(self, counts=np.hstack([self.counts, counts]))

    def to_arrays(self) -> dict[str, np.ndarray]:
        """With the newest counts only."""
        early = max(self.counts.shape[1] - KEPT, 0) // 168 * 168
        arrays = {
            "counts": self.counts[:, early:],
            "usual": self.rhythm.usual,
            "own": np.ascontiguousarray(self.rhythm.own),
            "size": self.spread.size,
            "silence": self.spread.silence,
            "flow": self.flow,
            "place": self.place,
        }
        armas = packed([fit.to_arrays() for fit in self.armas])
        arrays |= {f"arma.{name}": values for name, values in armas.items()}
        return arrays | {f"weight.{name}": values for name, values in self.weights.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], unit: Unit, how: str) -> Self:
        def under(prefix: str) -> dict[str, np.ndarray]:
            return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}

        return cls(
            unit=unit,
            how=how,
            counts=arrays["counts"],
            rhythm=Rhythm(arrays["usual"], arrays["own"]),
            armas=tuple(ArmaFit.from_arrays(one) for one in unpacked(under("arma."))),
            spread=Spread(arrays["size"], arrays["silence"]),
            flow=arrays["flow"],
            place=arrays["place"],
            weights=under("weight."),
        )


def fit_cells(
    panel: Panel,
    settings: Mapping[str, Any],
    seed: int,
    device: str,
    progress: Progress,
) -> CellsFit:
    """Learn from all but the newest part; that one stops the learning and tells the scatter.

    Rhythm and ARMA are then learnt once more from everything.
    """
    from stdesk.models.cells.training import Lesson, learn

    unit, counts = panel.unit, panel.counts
    steps = counts.shape[1]
    horizon = min(HORIZON[unit], max(steps // 8, 1))
    cut = steps - max(int(steps * VALIDATED), horizon)
    known = counts[:, :cut]
    rhythm = learn_rhythm(known, panel.first, unit)
    armas = _armas(known, unit, progress.part(0.0, 0.2))
    usual = np.hstack([rhythm.without_itself(known), rhythm.at(cut, steps + horizon)])
    graphs = graphs_of(panel)
    lesson = Lesson(
        inputs=inputs_of(counts, usual[:, :steps], unit, graphs.numpy()),
        arma=_expected(armas, counts, horizon),
        usual=usual,
        counts=counts,
        cut=cut,
        past=PAST[unit],
        horizon=horizon,
    )
    learnt = learn(lesson, graphs, settings, seed, device, progress.part(0.2, 0.9))
    return CellsFit(
        unit=unit,
        how=settings["how"],
        counts=counts,
        rhythm=learn_rhythm(counts, panel.first, unit),
        armas=_armas(counts, unit, progress.part(0.9, 1.0)),
        spread=learn_spread(learnt.expected, learnt.came),
        flow=panel.flow,
        place=panel.place,
        weights=learnt.weights,
    )


def graphs_of(fit: "CellsFit | Panel") -> "torch.Tensor":
    from stdesk.models.cells.network import graph_matrices

    return graph_matrices(as_tensor(fit.flow), as_tensor(fit.place))


def network_of(fit: CellsFit) -> "CellsNetwork":
    """The network of a fit, with its weights where it has any."""
    import torch

    from stdesk.models.cells.network import CellsNetwork

    graphs = graphs_of(fit)
    width = len(fit.weights["read.bias"]) if fit.weights else 16
    torch.manual_seed(0)
    network = CellsNetwork(INPUTS, LEVELS, width, graphs, fit.how)  # type: ignore[arg-type]
    if fit.weights:
        network.load_state_dict({n: torch.from_numpy(np.array(w)) for n, w in fit.weights.items()})
    return network.eval()


def as_tensor(values: np.ndarray) -> "torch.Tensor":
    import torch

    return torch.from_numpy(np.array(values, dtype=np.float32))


def _armas(counts: np.ndarray, unit: Unit, progress: Progress) -> tuple[ArmaFit, ...]:
    return tuple(fit_series(row, PERIOD[unit]) for row in progress.each(list(counts), ""))


def _expected(armas: Sequence[ArmaFit], counts: np.ndarray, horizon: int) -> np.ndarray:
    """(nodes, steps + 1, horizon) what each ARMA expected from every moment."""
    pairs = zip(armas, counts, strict=True)
    return np.stack([expected_everywhere(fit, row, horizon) for fit, row in pairs])
