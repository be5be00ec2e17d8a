"""Are counts spread evenly over their classes, as a uniform draw spreads them?"""

from __future__ import annotations

from collections.abc import Sequence
from math import lgamma, log
from typing import Final

_LN10: Final = log(10)


def log10_even_over_uneven(counts: Sequence[int], weight: float) -> float:
    """log10 P(counts | every class equally likely) / P(counts | class shares drawn from a Dirichlet).

    `weight` is the Dirichlet's parameter of every class: the shares scatter around even ones as if each class had been
    seen `weight` times (relative standard deviation about 1 / sqrt(weight)). 0 for fewer than two classes.
    Source: the Dirichlet-multinomial (Polya) distribution, Mosimann 1962.
    """
    classes, total = len(counts), sum(counts)
    if classes < 2 or not total:
        return 0.0
    even = -total * log(classes)
    uneven = lgamma(classes * weight) - lgamma(classes * weight + total)
    uneven += sum(lgamma(weight + count) - lgamma(weight) for count in counts)
    return (even - uneven) / _LN10
