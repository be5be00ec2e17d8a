"""Sizes of sets, against scipy's quantiles and against draws from sets of a known size."""

from __future__ import annotations

from collections import Counter
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from leakcheck.stats.population import chapman, exact_share, from_repeats, poisson_interval

ROUNDS = 400
NOMINAL = 0.95
SLACK = 0.033  # three standard errors of a coverage of 95 % in 400 rounds


@given(st.integers(0, 200_000), st.integers(1, 200_000))
def test_the_exact_interval_is_scipys(hits: int, total: int) -> None:
    hits = min(hits, total)
    known = binomtest(hits, total).proportion_ci(NOMINAL, "exact")
    assert exact_share(hits, total) == pytest.approx((known.low, known.high), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("count", "close"), [(0, 1e-9), (1, 0.5), (2, 0.08), (5, 0.01), (50, 1e-3), (5000, 1e-4)])
def test_the_poisson_interval_is_the_exact_one_but_for_the_least_counts(count: int, close: float) -> None:
    low, high = poisson_interval(count)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2, rel=2e-3)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2 if count else 0.0, rel=close)


def test_repeats_by_hand() -> None:
    # 23 people, 253 pairs of them: with one shared birthday the estimate is 253 days.
    assert from_repeats(23, 1).estimate == 253
    assert from_repeats(1000, 0).high == inf
    assert from_repeats(1000, 0).low == pytest.approx(499_500 / 3.688879, rel=1e-6)


def test_chapman_by_hand() -> None:
    # Seber 1982's form: (n1 + 1)(n2 + 1) / (m + 1) - 1.
    assert chapman(200, 150, 29).estimate == pytest.approx(201 * 151 / 30 - 1)
    assert chapman(10, 10, 10).low == 10
    assert chapman(1000, 1000, 0).high == inf
    assert chapman(0, 0, 0).high == inf


@given(st.integers(1, 5000), st.integers(1, 5000), st.data())
def test_an_estimate_lies_in_its_interval_and_above_what_is_known(first: int, second: int, data: st.DataObject) -> None:
    shared = data.draw(st.integers(0, min(first, second)))
    size = chapman(first, second, shared)
    assert first + second - shared <= size.low <= size.high
    assert size.low <= size.estimate * (1 + 1e-9)
    assert size.estimate <= size.high


@pytest.mark.parametrize(("size", "draws"), [(1_000_000, 2_000), (200_000, 2_000), (20_000, 2_000), (2_000, 2_000)])
def test_the_birthday_interval_covers(size: int, draws: int) -> None:
    """From two repeats in the sample to a set that is met all over."""
    rng = np.random.default_rng(size)
    inside = 0
    for _ in range(ROUNDS):
        met = Counter(rng.integers(0, size, draws).tolist()).values()
        found = from_repeats(draws, sum(n * (n - 1) // 2 for n in met))
        inside += found.low <= size <= found.high
    assert inside / ROUNDS >= NOMINAL - SLACK


@pytest.mark.parametrize(("size", "first", "second"), [(100_000, 1_000, 300), (5_000, 1_000, 800), (1_200, 1_000, 900)])
def test_chapmans_interval_covers(size: int, first: int, second: int) -> None:
    """From three shared to nearly all of them; without replacement, as samples of different people are."""
    rng = np.random.default_rng(size)
    inside, estimates = 0, []
    for shared, times in Counter(rng.hypergeometric(first, size - first, second, ROUNDS).tolist()).items():
        found = chapman(first, second, shared)
        estimates += times * [found.estimate]
        inside += times * (found.low <= size <= found.high)
    assert inside / ROUNDS >= NOMINAL - SLACK
    if first * second / size > 100:  # (for fewer shared the estimate is biased, and its spread is wide)
        assert np.mean(estimates) == pytest.approx(size, rel=0.02)


def test_people_who_are_met_more_often_make_the_set_look_smaller() -> None:
    """Which is why an audit allows a factor, and takes the estimate for a lower bound."""
    rng = np.random.default_rng(7)
    weights = rng.pareto(2, 20_000) + 1
    met = Counter(rng.choice(20_000, 4_000, p=weights / weights.sum()).tolist()).values()
    found = from_repeats(4_000, sum(n * (n - 1) // 2 for n in met))
    assert found.high < 20_000
