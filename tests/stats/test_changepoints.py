"""Change points against brute force and scipy, on simulated blocks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from leakcheck.stats.changepoints import deviance, segments, totals


def blocks(rng: random.Random, *parts: tuple[int, float]) -> list[list[tuple[int, int]]]:
    """(number of blocks, rate) each, 20 records a block."""
    return [[(sum(rng.random() < rate for _ in range(20)), 20)] for n, rate in parts for _ in range(n)]


def starts(rows: list[list[tuple[int, int]]], *, least: int = 100, penalty: float = 30.0, most: int = 6) -> list[int]:
    return segments(rows, [20] * len(rows), least=least, penalty=penalty, most=most)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
def test_the_gain_is_the_g_statistic(a: int, b: int, c: int, d: int) -> None:
    gain = deviance(a + c, a + b + c + d) - deviance(a, a + b) - deviance(c, c + d)
    oracle = chi2_contingency([[a, b], [c, d]], correction=False, lambda_="log-likelihood").statistic
    assert gain == pytest.approx(oracle, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_steady_rates_are_not_split(seed: int) -> None:
    assert starts(blocks(random.Random(seed), (100, 0.3))) == [0]


def test_changes_are_found_where_they_are() -> None:
    for seed in range(20):
        found = starts(blocks(random.Random(seed), (40, 0.9), (30, 0.2), (50, 0.7)))
        assert len(found) == 3
        assert abs(found[1] - 40) <= 3
        assert abs(found[2] - 70) <= 3


def test_two_rates_change_together() -> None:
    rng = random.Random(3)
    weak = [
        [*one, *two]
        for one, two in zip(blocks(rng, (30, 0.5), (30, 0.61)), blocks(rng, (30, 0.3), (30, 0.42)), strict=True)
    ]
    assert starts([[row[0]] for row in weak]) == [0]
    assert len(starts(weak)) == 2


def test_limits() -> None:
    rows = blocks(random.Random(1), *((10, 0.05 + 0.9 * (i % 2)) for i in range(10)))
    assert len(starts(rows)) == 6
    assert len(starts(rows, most=3)) == 3
    assert starts(rows, least=2000) == [0]
    assert starts([], least=1) == [0]
    assert starts([[(0, 0)]] * 30, least=1) == [0]


def test_totals() -> None:
    assert totals([[(1, 2), (0, 5)], [(2, 2), (1, 1)]]) == [(3, 4), (1, 6)]
    assert deviance(0, 10) == deviance(10, 10) == deviance(0, 0) == 0
