"""How large is the set that a sample was drawn from? Estimates from repeats and from overlaps, with intervals.

Both suppose random draws. A sample that was chosen, sorted or cut says less: whoever reads an estimate must say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Final

_STEPS: Final = 60  # halvings of an interval of 0..1: to the last bit that matters
_TERMS: Final = 10_000  # of a continued fraction that converges in about sqrt(max(a, b)) of them


@dataclass(frozen=True, slots=True)
class Size:
    """An estimated number of things, with its interval; `high` is infinite where nothing bounds it from above."""

    estimate: float
    low: float
    high: float


def poisson_interval(count: int, level: float = 0.95) -> tuple[float, float]:
    """The mean of a Poisson count, between bounds (Byar's approximation to the exact ones: Breslow and Day 1987).

    Of a count of 0 the upper bound is exact: -log of the tail, the rule of three of a two-sided interval.
    """
    z, tail = NormalDist().inv_cdf(0.5 + level / 2), (1 - level) / 2
    more = count + 1
    high = -log(tail) if not count else more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count else 0.0
    return max(0.0, low), high


def from_repeats(draws: int, pairs: int, level: float = 0.95) -> Size:
    """How many different things `draws` of them, with replacement, come from, if `pairs` of the draws are equal.

    N = n (n - 1) / 2D, the birthday estimate: every pair of draws is equal with probability 1 / N, and the number of
    equal pairs has a mean and a variance of n (n - 1) / 2N. Things that are drawn more often than others make N small:
    it is the number of equally frequent things that would repeat as often.
    """
    possible = draws * (draws - 1) / 2
    low, high = poisson_interval(pairs, level)
    return Size(possible / pairs if pairs else inf, possible / high, possible / low if low else inf)


def chapman(first: int, second: int, shared: int, level: float = 0.95) -> Size:
    """How many things there are, if two random samples of different things share `shared` (Chapman 1951).

    The interval comes from Clopper and Pearson's of the share of the second sample that was met in the first: a little
    wide, since the draws are without replacement, and never too sure. At least as many as the two samples hold.
    """
    known = first + second - shared
    estimate = (first + 1) * (second + 1) / (shared + 1) - 1
    low, high = exact_share(shared, second, level) if second else (0.0, 1.0)
    bounds = first / high if high else inf, first / low if low else inf
    return Size(max(estimate, known), max(bounds[0], known), max(bounds[1], known))


def exact_share(hits: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's interval of a share: it covers at least as often as it says. (0, 1) for an empty count."""
    tail = (1 - level) / 2
    low = _beta_quantile(tail, hits, total - hits + 1) if hits else 0.0
    high = _beta_quantile(1 - tail, hits + 1, total - hits) if hits < total else 1.0
    return low, high


def _beta_quantile(probability: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by Lentz's continued fraction (DLMF 8.17.22)."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_cdf(1 - x, b, a)
    front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    tiny = 1e-300
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1), tiny)
    fraction = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        before = fraction
        for step in (even, odd):
            d = 1 / _away(1 + step * d, tiny)
            c = _away(1 + step / c, tiny)
            fraction *= c * d
        if abs(fraction - before) <= 1e-14 * abs(fraction):
            break
    return front * fraction


def _away(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
