"""Log10 likelihood ratios of counts, with overdispersion, bounded.

Records of one file are not independent draws, so a share is never weighed as a product over rows: each hypothesis says
how the *share* varies from file to file (a beta distribution), and the count is beta-binomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma, log, log10
from typing import Final

BOUND: Final = 4.0  # no single test may claim more than 10,000 : 1; its own model is not surer than that
_LN10: Final = log(10)


@dataclass(frozen=True, slots=True)
class Beta:
    """How a share varies between samples of one kind: mean a / (a + b), tighter the larger a + b."""

    a: float
    b: float

    @classmethod
    def around(cls, mean: float, files: float) -> Beta:
        """A share near `mean`, as sure as `files` imagined records would make it; `mean` is held to 0.001..0.999."""
        mean = min(max(mean, 0.001), 0.999)
        return cls(mean * files, (1 - mean) * files)

    @property
    def mean(self) -> float:
        """The expected share."""
        return self.a / (self.a + self.b)


ANYTHING: Final = Beta(1.0, 1.0)  # every share equally likely: what is expected of a mixture of unknown proportion


def log10_beta_binomial(hits: int, total: int, share: Beta) -> float:
    """log10 P(hits of total | share ~ Beta), without the binomial coefficient, which cancels in every ratio."""
    a, b = share.a, share.b
    return (
        lgamma(hits + a) + lgamma(total - hits + b) - lgamma(total + a + b) - lgamma(a) - lgamma(b) + lgamma(a + b)
    ) / _LN10


def share_llr(hits: int, total: int, genuine: Beta, other: Beta, bound: float = BOUND) -> float:
    """log10 P(hits | genuine) / P(hits | other), within +-bound; 0 for an empty count."""
    if not total:
        return 0.0
    return bounded(log10_beta_binomial(hits, total, genuine) - log10_beta_binomial(hits, total, other), bound)


def bounded(value: float, low_high: float = BOUND, high: float | None = None) -> float:
    """`value` held within -low_high..high (high = low_high unless given)."""
    return max(-low_high, min(low_high if high is None else high, value))


def words(llr: float) -> str:
    """The ENFSI-type word for the strength of a log10 likelihood ratio of either sign."""
    ratio = abs(llr)
    for limit, word in _WORDS:
        if ratio < limit:
            return word
    return "extremely strong"


_WORDS: Final = (
    (log10(2), "none"),
    (1.0, "weak"),
    (2.0, "moderate"),
    (3.0, "moderately strong"),
    (4.0, "strong"),
    (6.0, "very strong"),
)
