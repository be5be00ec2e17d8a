"""Do two fields of a record say the same, and more often than fields of different records would?

Everything is measured against the permutation baseline: the agreement that is left when one of the columns is dealt
out anew among the records, which follows from the two columns' own frequencies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, log10, sqrt
from typing import Final

from leakcheck.model.evidence import Hypothesis
from leakcheck.stats.likelihood import ANYTHING, BOUND, Beta, bounded, log10_beta_binomial
from leakcheck.stats.proportions import cohen_kappa
from leakcheck.stats.repeats import collision_rate

_CHANCE_FILES: Final = 200.0  # agreement of unrelated columns scatters little from file to file: 200 records' worth
_SUPPORT: Final = 2.0  # a relation that holds is worth 100 : 1 at most, the judge's own cap
_MIXTURE: Final = 1.5  # the size of a genuine part is unknown, so neither side may win by much


@dataclass(frozen=True, slots=True)
class Agreement:
    """`hits` of `total` records agree; `chance` is the share that a permutation leaves."""

    hits: int
    total: int
    chance: float

    @property
    def share(self) -> float:
        """Observed agreement, 0 where nothing was compared."""
        return self.hits / self.total if self.total else 0.0

    @property
    def kappa(self) -> float:
        """Agreement beyond chance: 0 at chance level, 1 where all agree. Source: Cohen 1960."""
        return cohen_kappa(self.share, self.chance)


@dataclass(frozen=True, slots=True)
class Relation:
    """How a relation holds in genuine files: `kappa` on average, as sure as `files` records would make it.

    `careful` is the share of generators that keep the relation, so that its holding says next to nothing against them.
    """

    kappa: float
    files: float
    careful: float

    def expected(self, chance: float) -> Beta:
        """The agreement of genuine files whose columns would agree by chance as often as `chance`."""
        return Beta.around(chance + (1 - chance) * self.kappa, self.files)


def compare(hits: int, left: Mapping[int, int], right: Mapping[int, int]) -> Agreement:
    """The agreement of two columns with these frequencies (over the same records), `hits` of which agree."""
    total = sum(left.values())
    return Agreement(hits, total, chance_agreement(left, right))


def chance_agreement(left: Mapping[int, int], right: Mapping[int, int]) -> float:
    """The share of records that agree on average when `right` is permuted; 0 for no records."""
    pairs = sum(left.values()) * sum(right.values())
    return sum(n * right.get(value, 0) for value, n in left.items()) / pairs if pairs else 0.0


def permutation_sd(left: Mapping[int, int], right: Mapping[int, int]) -> float:
    """The standard deviation of the *number* of agreeing records when `right` is permuted.

    Both count the same n records. Source: Hoeffding 1951, the variance of a linear permutation statistic.
    """
    n = sum(left.values())
    if n < 2:
        return 0.0
    products = {value: count * right.get(value, 0) for value, count in left.items()}
    both = sum(products.values())
    skew = sum(product * (left[value] + right.get(value, 0)) for value, product in products.items())
    return sqrt(max(0.0, both - skew / n + both * both / (n * n)) / (n - 1))


def consistency(cells: Mapping[tuple[int, int], int], companions: Mapping[int, int]) -> Agreement:
    """How well a key determines its companion, judged only where the key repeats.

    `cells` counts the cells (records of the key, records of that key with one companion); `companions` are the records
    by companion. The share is the probability that a record's companion equals that of another record with the same
    key, chance that of any other record whatever its key: what independent columns give on average, whatever the sizes.
    """
    repeated = {cell: times for cell, times in cells.items() if cell[0] >= 2}
    total = sum(n * times for (_, n), times in repeated.items())
    same = fsum(times * n * (n - 1) / (size - 1) for (size, n), times in repeated.items())
    return Agreement(round(same), total, collision_rate(Counter(companions.values())))


def llr_independent(seen: Agreement, relation: Relation, bound: float = BOUND, *, careful: bool = False) -> float:
    """log10 P(seen | genuine) / P(seen | columns that know nothing of each other), within +-bound.

    With `careful`, the alternative is a generator, which keeps the relation in a share `relation.careful` of cases.
    """
    if not seen.total:
        return 0.0
    near = Beta.around(seen.chance, _CHANCE_FILES)
    ratio = log10_beta_binomial(seen.hits, seen.total, relation.expected(seen.chance)) - log10_beta_binomial(
        seen.hits, seen.total, near
    )
    if careful:
        kept = relation.careful
        ratio = -log10((1 - kept) * 10 ** -bounded(ratio, 100) + kept)
    return bounded(ratio, bound)


def llr_mixture(seen: Agreement, relation: Relation, bound: float = BOUND) -> float:
    """log10 P(seen | genuine) / P(seen | a genuine part of unknown size and the rest at chance), within +-bound.

    The mixture's agreement lies anywhere between chance and 1; below chance it is taken to be at chance.
    """
    if not seen.total:
        return 0.0
    beyond = max(0, round(seen.kappa * seen.total))
    genuine = Beta.around(relation.kappa, relation.files)
    ratio = log10_beta_binomial(beyond, seen.total, genuine) - log10_beta_binomial(beyond, seen.total, ANYTHING)
    return bounded(ratio, bound)


def weigh(seen: Agreement, relation: Relation, bound: float = BOUND) -> dict[Hypothesis, float]:
    """The log10 likelihood ratios of a relation that was seen to hold as `seen`, for every way of making records up.

    Values drawn at random and columns permuted know nothing of each other; a generator may have been careful.
    """
    alone = min(llr_independent(seen, relation, bound), _SUPPORT)
    return {
        Hypothesis.JUNK: alone,
        Hypothesis.GENERATED: llr_independent(seen, relation, bound, careful=True),
        Hypothesis.SHUFFLED: alone,
        Hypothesis.MIXED: llr_mixture(seen, relation, _MIXTURE),
    }
