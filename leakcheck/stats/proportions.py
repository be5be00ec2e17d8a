"""Shares and their uncertainty."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson(hits: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share; (0, 1) for an empty count. Source: Wilson 1927, JASA 22:209."""
    if not total:
        return (0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, spread = hits / total, z * z / total
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / total + spread / (4 * total))
    return (max(0.0, centre - half) if hits else 0.0, min(1.0, centre + half) if hits < total else 1.0)


def cohen_kappa(observed: float, chance: float) -> float:
    """Agreement beyond chance: 0 at chance level, 1 where all agree; 0 where chance already explains everything."""
    return (observed - chance) / (1 - chance) if chance < 1 else 0.0
