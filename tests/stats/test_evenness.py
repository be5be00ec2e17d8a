import random
from math import log10

import pytest
from scipy.stats import dirichlet_multinomial, multinomial

from leakcheck.stats.evenness import log10_even_over_uneven


@pytest.mark.parametrize("counts", [[3, 4, 5], [0, 0, 9], [1, 1], [50, 60, 40, 55]])
@pytest.mark.parametrize("weight", [0.5, 10.0])
def test_against_scipy(counts: list[int], weight: float) -> None:
    classes, total = len(counts), sum(counts)
    even = multinomial.logpmf(counts, total, [1 / classes] * classes)
    uneven = dirichlet_multinomial.logpmf(counts, [weight] * classes, total)
    assert log10_even_over_uneven(counts, weight) == pytest.approx((even - uneven) * log10(2.718281828459045))


def test_nothing_to_tell() -> None:
    assert (
        log10_even_over_uneven([], 10) == log10_even_over_uneven([7], 10) == log10_even_over_uneven([0, 0], 10) == 0.0
    )


def test_direction() -> None:
    rng = random.Random(1)
    even = [0] * 50
    for _ in range(3_000):
        even[rng.randrange(50)] += 1
    assert log10_even_over_uneven(even, 10) > 5
    assert log10_even_over_uneven([30 + 60 * (i % 2) for i in range(50)], 10) < -20
