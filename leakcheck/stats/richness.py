"""How many kinds are there, seen and unseen, and how unequal are they? From a frequency-of-frequencies table.

`spectrum[k]` is the number of kinds that were seen k times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, inf, lgamma, log10, sqrt


@dataclass(frozen=True, slots=True)
class Richness:
    """`draws` seen, of `kinds` kinds, `singletons` of them once; `pairs` = unordered pairs of equal draws."""

    draws: int
    kinds: int
    singletons: int
    doubletons: int
    pairs: int

    @property
    def chao1(self) -> float:
        """A lower bound of the number of kinds, bias-corrected. Source: Chao 1984, Scand. J. Statist. 11:265."""
        return self.kinds + self.singletons * (self.singletons - 1) / (2 * (self.doubletons + 1))

    @property
    def effective(self) -> float:
        """How many equally frequent kinds would repeat as often (inverse Simpson index); inf without a repeat."""
        return self.draws * (self.draws - 1) / (2 * self.pairs) if self.pairs else inf

    @property
    def unseen(self) -> float:
        """The share of a next draw that would be a new kind: singletons / draws. Source: Good 1953."""
        return self.singletons / self.draws if self.draws else 0.0

    @property
    def inequality(self) -> float:
        """log10(Chao1 / effective kinds): 0 where every kind is equally likely, whatever their number."""
        return log10(self.chao1 / self.effective) if self.pairs else 0.0

    @property
    def inequality_error(self) -> float:
        """Standard error of `inequality`, in log10 units: Poisson noise of the repeats and of the doubletons."""
        return sqrt(2 / max(1, self.pairs) + 1 / (self.doubletons + 1)) / 2.302585


def richness(spectrum: Mapping[int, int]) -> Richness:
    """The figures of one frequency-of-frequencies table."""
    return Richness(
        draws=sum(k * kinds for k, kinds in spectrum.items()),
        kinds=sum(spectrum.values()),
        singletons=spectrum.get(1, 0),
        doubletons=spectrum.get(2, 0),
        pairs=sum(k * (k - 1) // 2 * kinds for k, kinds in spectrum.items()),
    )


def rarefied(spectrum: Mapping[int, int], draws: int) -> float:
    """How many kinds `draws` of the draws would show on average, drawn without putting back.

    Source: Hurlbert 1971, Ecology 52:577. Raises ValueError for more draws than there are.
    """
    total = sum(k * kinds for k, kinds in spectrum.items())
    if not 0 <= draws <= total:
        raise ValueError(f"{draws} of {total} draws")
    missed = (
        kinds * exp(_log_choose(total - k, draws) - _log_choose(total, draws))
        for k, kinds in spectrum.items()
        if k <= total - draws
    )
    return sum(spectrum.values()) - sum(missed)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
