"""What weighs the candidates of one kind of moment: boosted trees, a network, or both together."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stdesk.models.ranker.boosting import Moments, TreeSettings, learn_trees
from stdesk.models.ranker.candidates import Candidates
from stdesk.models.ranker.components import Components
from stdesk.models.ranker.features import aligned, attended_events, feature_table
from stdesk.models.ranker.threads import side_by_side
from stdesk.progress import Progress

if TYPE_CHECKING:
    import lightgbm

    from stdesk.models.ranker.attention import Attending


@dataclass(frozen=True)
class ScorerSettings:
    """weighed_by: trees, network or both. networks: how many. epochs, width: of each of them."""

    weighed_by: str
    trees: TreeSettings
    networks: int
    epochs: int
    width: int
    time: str

    @property
    def has_trees(self) -> bool:
        return self.weighed_by != "network"

    @property
    def has_network(self) -> bool:
        return self.weighed_by != "trees"


@dataclass(frozen=True)
class Scorers:
    """One or both of them. rounds: how many of the trees count."""

    trees: "lightgbm.Booster | None"
    rounds: int
    network: "Attending | None"

    @classmethod
    def learnt(
        cls,
        moments: Moments,
        validation: Moments | None,
        settings: ScorerSettings,
        progress: Progress,
    ) -> "Scorers":
        """The network learns beside the trees: each leaves a core idle at times."""
        sides = side_by_side(progress, 2)

        def attend() -> "Attending | None":
            if not settings.has_network:
                sides[0].step(1, 1)
                return None
            from stdesk.models.ranker.attention import AttendSettings, learn_to_attend

            tree = settings.trees
            wanted = AttendSettings(
                settings.networks,
                settings.epochs,
                settings.width,
                tree.threads,
                tree.seed,
                settings.time,
            )
            return learn_to_attend(moments, validation, wanted, sides[0])

        with ThreadPoolExecutor(1) as pool:
            attending = pool.submit(attend)
            trees, rounds = None, 0
            if settings.has_trees:
                curve = f"validation loss, time {settings.time}"
                trees, rounds = learn_trees(moments, validation, settings.trees, sides[1], curve)
            sides[1].step(1, 1)
            network = attending.result()
        return cls(trees, rounds, network)

    def log_odds(
        self, compared: Candidates, components: Components | None, threads: int
    ) -> np.ndarray:
        """(candidates,) log-odds, those of the trees and of each network averaged.

        Which multiplies their chances. With one network, validation is as good from .4 to .7 of it.
        """
        names, table = feature_table(compared, components)
        trees = self._by_trees(names, table, threads)
        if self.network is None:
            return trees
        columns = aligned(names, table, self.network.names)
        network = self.network.log_odds(columns, attended_events(compared), threads)
        if self.trees is None:
            return network
        networks = len(self.network.networks)
        both: np.ndarray = (trees + networks * network) / (1 + networks)
        return both

    def _by_trees(self, names: list[str], table: np.ndarray, threads: int) -> np.ndarray:
        if self.trees is None:
            return np.zeros(len(table))
        scores = self.trees.predict(
            aligned(names, table, self.trees.feature_name()),
            num_iteration=self.rounds,
            raw_score=True,
            num_threads=threads,
        )
        return np.asarray(scores)

    def state(self, time: str) -> dict[str, np.ndarray]:
        """By names that begin with trees and network, and end with or go on after the time."""
        written: dict[str, np.ndarray] = {}
        if self.trees is not None:
            text = self.trees.model_to_string(num_iteration=self.rounds)
            written[f"trees.{time}"] = np.frombuffer(text.encode(), np.uint8)
        if self.network is not None:
            for name, value in self.network.state().items():
                written[f"network.{time}.{name}"] = value
        return written

    def details(self) -> dict[str, Any]:
        network = None if self.network is None else self.network.details()
        return {"rounds": self.rounds, "network": network}

    @classmethod
    def restored(
        cls, state: Mapping[str, np.ndarray], details: Mapping[str, Any], time: str
    ) -> "Scorers":
        trees, network = None, None
        if f"trees.{time}" in state:
            import lightgbm

            trees = lightgbm.Booster(model_str=bytes(state[f"trees.{time}"]).decode())
        if details["network"] is not None:
            from stdesk.models.ranker.attention import Attending

            start = f"network.{time}."
            own = {n[len(start) :]: v for n, v in state.items() if n.startswith(start)}
            network = Attending.restored(own, details["network"])
        return cls(trees, int(details["rounds"]), network)
