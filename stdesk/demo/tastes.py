"""What people like: shops, and what they do with their free time; and how a taste turns over."""

import numpy as np

from stdesk.demo.catalogue import SHOPS
from stdesk.demo.rhythm import OUTING_CHANCES, PASTIMES

CLEARLY = 0.6  # of the visits to shops that go to other kinds of shop after a change of taste


def draw_interests(
    chance: np.random.Generator, users: int, owner: np.ndarray, changed: np.ndarray
) -> np.ndarray:
    """Cumulated chances of the shops: (personas, shops).

    owner: (personas,) whose persona it is, everybody's own first. A changed persona loves what came
    last before; who changes had a taste strong enough for that to be another one.
    """
    shares = chance.dirichlet(np.full(len(SHOPS), 0.4), users)
    vague = owner[changed]
    while len(vague):
        shares[vague] = chance.dirichlet(np.full(len(SHOPS), 0.4), len(vague))
        apart = np.abs(shares[vague] - upside_down(shares[vague])).sum(axis=1) / 2
        vague = vague[apart < CLEARLY]
    shares = shares[owner]
    shares[changed] = upside_down(shares[changed])
    return shares.cumsum(axis=1)


def draw_outings(
    chance: np.random.Generator, archetype: np.ndarray, changed: np.ndarray
) -> np.ndarray:
    """How often each persona sets out for what, relative to the others: (personas, outings).

    archetype, changed: (personas,). A changed persona gives up her pastimes for those that she
    hardly had; duties, and how often she goes shopping, stay.
    """
    weights = OUTING_CHANCES[archetype]
    pastimes = np.ix_(changed, PASTIMES)
    ties = chance.uniform(0, 1e-6, (int(changed.sum()), int(PASTIMES.sum())))
    weights[pastimes] = upside_down(weights[pastimes] + ties)
    return weights


def upside_down(shares: np.ndarray) -> np.ndarray:
    """The greatest share of each row exchanged for its least, the second for the last but one."""
    order = shares.argsort(axis=1)
    turned = np.empty_like(shares)
    np.put_along_axis(turned, order, np.take_along_axis(shares, order, axis=1)[:, ::-1], axis=1)
    return turned
