"""The habits of the catalogue as tables that many draws at once can look into."""

import numpy as np

from stdesk.demo.catalogue import ARCHETYPES, OUTINGS


def _outing_chances() -> np.ndarray:
    names = [outing.name for outing in OUTINGS]
    chances = np.zeros((len(ARCHETYPES), len(OUTINGS)))
    for row, archetype in enumerate(ARCHETYPES):
        for name, weight in archetype.outings:
            chances[row, names.index(name)] = weight
    return chances


def _bump_chances() -> np.ndarray:
    most = max(len(outing.rhythm) for outing in OUTINGS)
    chances = np.zeros((len(OUTINGS), most))
    for row, outing in enumerate(OUTINGS):
        chances[row, : len(outing.rhythm)] = [bump.weight for bump in outing.rhythm]
    return chances


def _bump_table(name: str) -> np.ndarray:
    table = np.zeros(_bump_chances().shape)
    for row, outing in enumerate(OUTINGS):
        table[row, : len(outing.rhythm)] = [getattr(bump, name) for bump in outing.rhythm]
    return table


def _bump_days() -> np.ndarray:
    """(outings, bumps, 420) days to draw from; 420 holds one to seven days equally often."""
    table = np.zeros((*_bump_chances().shape, 420), dtype=np.int64)
    for row, outing in enumerate(OUTINGS):
        for column, bump in enumerate(outing.rhythm):
            table[row, column] = np.resize(bump.days, 420)
    return table


OUTING_CHANCES = _outing_chances()  # (archetypes, outings)
BUMP_CHANCES = _bump_chances()  # (outings, bumps)
BUMP_CENTRE, BUMP_SPREAD = _bump_table("centre"), _bump_table("spread")
BUMP_DAYS = _bump_days()
PASTIMES = np.array([outing.pastime for outing in OUTINGS])  # (outings,)
