"""How good likelihood ratios are: their cost, what of it calibration could save, and how they part the two kinds.

Every ratio here is log10 of P(seen | genuine) / P(seen | otherwise). Source: Brummer & du Preez 2006,
Application-independent evaluation of speaker detection (Cllr); Ayer et al. 1955 (pool adjacent violators).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf, log, log1p, log2

_LN10 = log(10)


def cllr(genuine: Sequence[float], other: Sequence[float]) -> float:
    """The mean cost in bits, both kinds weighing the same: 0 for an oracle, 1 for ratios that are always 1."""
    return (
        sum(_softplus(-llr * _LN10) for llr in genuine) / len(genuine)
        + sum(_softplus(llr * _LN10) for llr in other) / len(other)
    ) / (2 * log(2))


def _softplus(x: float) -> float:
    if x == inf:
        return inf
    return max(x, 0.0) + log1p(exp(-abs(x)))


def pav(genuine: Sequence[float], other: Sequence[float]) -> list[tuple[float, float]]:
    """(ratio, genuine share) of the best non-decreasing map, one pair a distinct ratio; both kinds weigh the same.

    The share is that among as many genuine ones as others, so share / (1 - share) is the ratio that was deserved.
    """
    weights: dict[float, list[float]] = {}
    for llrs, at in ((genuine, 0), (other, 1)):
        for llr in llrs:
            weights.setdefault(llr, [0.0, 0.0])[at] += 1 / len(llrs)
    blocks: list[tuple[float, float, list[float]]] = []
    for llr in sorted(weights):
        hits, rest = weights[llr]
        block = (hits, hits + rest, [llr])
        while blocks and blocks[-1][0] * block[1] >= block[0] * blocks[-1][1]:
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1], before[2] + block[2])
        blocks.append(block)
    return [(llr, hits / mass) for hits, mass, llrs in blocks for llr in llrs]


def cllr_min(genuine: Sequence[float], other: Sequence[float]) -> float:
    """The cost that is left after the best non-decreasing map: what no calibration can save."""
    share = dict(pav(genuine, other))
    return (
        sum(-log2(share[llr]) for llr in genuine) / len(genuine)
        + sum(-log2(1 - share[llr]) for llr in other) / len(other)
    ) / 2


def auc(genuine: Sequence[float], other: Sequence[float]) -> float:
    """How often a genuine sample has the higher ratio of two, ties counting half."""
    wins = sum((g > o) + (g == o) / 2 for g in genuine for o in other)
    return wins / (len(genuine) * len(other))


def scale(pairs: Sequence[tuple[Sequence[float], Sequence[float]]], strength: float) -> float:
    """The factor in 0..1 for all ratios that costs least over (genuine, other) pairs, held towards 1 by `strength`.

    The cost is convex in the factor, so a search by golden section finds it. It never exceeds 1: data that were looked
    at may make an assessment more careful, not bolder.
    """

    def cost(factor: float) -> float:
        told = sum(cllr([factor * g for g in genuine], [factor * o for o in other]) for genuine, other in pairs)
        return told / len(pairs) + strength * (factor - 1) ** 2

    low, high, golden = 0.0, 1.0, (5**0.5 - 1) / 2
    while high - low > 1e-4:
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if cost(left) <= cost(right) else (left, high)
    return 1.0 if cost(1.0) <= cost((low + high) / 2) else (low + high) / 2
