"""Association of two columns against scipy and by hand."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from scipy.stats import chi2_contingency
from scipy.stats.contingency import association as scipy_association

from leakcheck.stats.association import association


def test_by_hand() -> None:
    found = association({(0, 0): 10, (0, 1): 0, (1, 0): 0, (1, 1): 10})
    assert found is not None
    assert found.v2 == pytest.approx(1.0)
    assert found.z == pytest.approx((20 - 20 / 19) / 2**0.5)


def test_a_constant_column_has_no_association() -> None:
    assert association({(0, 0): 5, (0, 1): 5}) is None
    assert association({}) is None


@pytest.mark.parametrize("seed", range(5))
def test_against_scipy(seed: int) -> None:
    rng = random.Random(seed)
    counts = Counter((a := rng.randrange(4), (a + rng.randrange(3)) % 5) for _ in range(400))
    table = [[counts[row, column] for column in range(5)] for row in range(4)]
    chi_square, _, freedom, _ = chi2_contingency(table, correction=False)
    found = association(counts)
    assert found is not None
    assert found.z == pytest.approx((chi_square - freedom * 400 / 399) / (2 * freedom) ** 0.5)
    assert found.v2 == pytest.approx(scipy_association(table, method="cramer") ** 2)


def test_independent_columns_are_rarely_far_out() -> None:
    rng = random.Random(11)
    scores = [
        association(Counter((rng.randrange(9), rng.randrange(9)) for _ in range(600))).z  # type: ignore[union-attr]
        for _ in range(400)
    ]
    assert abs(sum(scores) / 400) < 0.15
    assert max(scores) < 5
