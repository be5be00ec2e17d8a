"""Two shares: against scipy, against published figures, and on draws without any drift."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from leakcheck.stats.drift import difference, holm, two_shares

SMALL = st.integers(1, 60)


@given(SMALL, SMALL, st.data())
def test_few_are_judged_by_fishers_exact_test(total: int, other: int, data: st.DataObject) -> None:
    hits, others = data.draw(st.integers(0, total)), data.draw(st.integers(0, other))
    if min(hits + others, total + other - hits - others) * min(total, other) < 20 * (total + other):
        known = fisher_exact([[hits, total - hits], [others, other - others]]).pvalue
        assert two_shares(hits, total, others, other) == pytest.approx(known, rel=1e-6, abs=1e-12)


@given(st.integers(200, 5000), st.integers(200, 5000), st.data())
def test_many_are_judged_by_the_score_test(total: int, other: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(total // 4, 3 * total // 4))
    others = data.draw(st.integers(other // 4, 3 * other // 4))
    table = [[hits, total - hits], [others, other - others]]
    known = chi2_contingency(table, correction=False).pvalue
    assert two_shares(hits, total, others, other) == pytest.approx(known, rel=1e-6, abs=1e-300)


def test_what_cannot_differ_does_not() -> None:
    assert two_shares(0, 0, 5, 10) == 1.0
    assert two_shares(500, 500, 900, 900) == 1.0
    assert two_shares(0, 500, 0, 900) == 1.0


def test_newcombes_own_example() -> None:
    # Newcombe 1998, table II, contrast (a) 56/70 - 48/80, method 10: 0.0524 to 0.3339.
    low, high = difference(48, 80, 56, 70)
    assert low == pytest.approx(0.0524, abs=5e-5)
    assert high == pytest.approx(0.3339, abs=5e-5)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_hardly_any_pair_of_samples_without_drift_is_said_to_drift() -> None:
    """At most one pair of samples in twenty, however many rates each has."""
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(300):
        shares = rng.uniform(0.01, 0.99, 40)
        totals = rng.integers(50, 3000, (2, 40))
        hits = rng.binomial(totals, shares)
        adjusted = holm(
            [two_shares(*map(int, (hits[0, i], totals[0, i], hits[1, i], totals[1, i]))) for i in range(40)]
        )
        alarms += min(adjusted) < 0.05
    assert alarms / 300 <= 0.05 + 0.038  # three standard errors


def test_a_drift_is_found() -> None:
    rng = np.random.default_rng(6)
    found = 0
    for _ in range(100):
        chances = [two_shares(int(rng.binomial(500, 0.5)), 500, int(rng.binomial(500, 0.5)), 500) for _ in range(39)]
        chances.append(two_shares(int(rng.binomial(500, 0.95)), 500, int(rng.binomial(500, 0.80)), 500))
        found += holm(chances)[-1] < 0.05
    assert found >= 98
