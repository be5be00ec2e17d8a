"""How often do neighbours in a row of values agree, and how often would they if the row were shuffled?

Source: the moments of a count of equal neighbours under random permutation (Mood 1940; Moran 1948), exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from leakcheck.stats.repeats import Spectrum, records


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`equal` of the neighbours agree where a shuffled row gives `expected`, with standard deviation `spread`."""

    equal: int
    expected: float
    spread: float

    @property
    def z(self) -> float:
        """How far above shuffled rows, in standard deviations; held back by one half and by 1 in the variance.

        So a single coincidence among rare values, where the count is Poisson and not normal, is nothing.
        """
        return (self.equal - self.expected - 0.5) / sqrt(self.spread * self.spread + 1)


def neighbours(equal: int, spectrum: Spectrum) -> Neighbours:
    """`equal` neighbours of a row whose values occur as in `spectrum` {times a value occurs: number of values}."""
    n = records(spectrum)
    if n < 4:
        return Neighbours(equal, float(equal), 0.0)
    pairs = sum(times * (times - 1) * values for times, values in spectrum.items())
    triples = sum(times * (times - 1) * (times - 2) * values for times, values in spectrum.items())
    two = pairs / (n * (n - 1))
    three = triples / (n * (n - 1) * (n - 2))
    apart = (pairs * pairs - 4 * triples - 2 * pairs) / (n * (n - 1) * (n - 2) * (n - 3))
    expected = (n - 1) * two
    variance = expected + 2 * (n - 2) * three + (n - 2) * (n - 3) * apart - expected * expected
    return Neighbours(equal, expected, sqrt(max(0.0, variance)))
