"""Did a share change between two samples, when many shares are looked at together?"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, lgamma, sqrt
from typing import Final

from leakcheck.stats.proportions import wilson

FEW: Final = 20.0  # expected records in a cell under which the normal approximation gives way to Fisher's exact test
_SLACK: Final = 1e-7  # tables that are as probable as the one seen, but for rounding


def two_shares(hits: int, total: int, other_hits: int, other_total: int) -> float:
    """P of two shares at least as far apart, if both came from one: Fisher's exact test for few, the score test else.

    1 where one of the counts is empty. Sources: Fisher 1935; Pearson 1900 (the two agree to three digits at 1,000).
    """
    if not total or not other_total:
        return 1.0
    met, whole = hits + other_hits, total + other_total
    rarer = min(met, whole - met)
    if rarer * min(total, other_total) < FEW * whole:
        return _fisher(hits, total, met, whole)
    share = met / whole
    error = sqrt(share * (1 - share) * (1 / total + 1 / other_total))
    return erfc(abs(hits / total - other_hits / other_total) / error / sqrt(2)) if error else 1.0


def _fisher(hits: int, total: int, met: int, whole: int) -> float:
    """The sum of all tables with these margins that are no more probable than the one seen."""
    lowest, highest = max(0, total + met - whole), min(total, met)
    seen = _log_probability(hits, total, met, whole)
    logs = (_log_probability(count, total, met, whole) for count in range(lowest, highest + 1))
    return min(1.0, sum(exp(each) for each in logs if each <= seen + _SLACK))


def _log_probability(hits: int, total: int, met: int, whole: int) -> float:
    return _log_choose(met, hits) + _log_choose(whole - met, total - hits) - _log_choose(whole, total)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def difference(hits: int, total: int, other_hits: int, other_total: int, level: float = 0.95) -> tuple[float, float]:
    """Between which bounds the second share lies above the first (Newcombe 1998, method 10: two Wilson intervals)."""
    first, second = hits / total, other_hits / other_total
    low, high = wilson(hits, total, level)
    other_low, other_high = wilson(other_hits, other_total, level)
    apart = second - first
    below = sqrt((second - other_low) ** 2 + (high - first) ** 2)
    above = sqrt((other_high - second) ** 2 + (first - low) ** 2)
    return apart - below, apart + above


def holm(probabilities: Sequence[float]) -> list[float]:
    """Each P adjusted so that one false alarm among all of them is as rare as the level says, however they depend.

    Source: Holm 1979, Scandinavian Journal of Statistics 6:65. In the order given; at most 1.
    """
    order = sorted(range(len(probabilities)), key=lambda place: probabilities[place])
    adjusted = [0.0] * len(probabilities)
    highest = 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * probabilities[place]))
        adjusted[place] = highest
    return adjusted
