"""Steps and lengths that are easily said."""

import math


def round_step(most: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above `most`, which is positive."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(part * power for part in (1, 2, 5) if part * power <= most * (1 + 1e-9))
