"""Equal neighbours against all permutations, counted one by one."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations
from statistics import fmean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.stats.adjacency import Neighbours, neighbours


def spectrum(values: list[int]) -> Counter[int]:
    return Counter(Counter(values).values())


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=6))
def test_mean_and_spread_are_those_of_all_permutations(values: list[int]) -> None:
    counts = [sum(a == b for a, b in pairwise(order)) for order in permutations(values)]
    found = neighbours(0, spectrum(values))
    assert found.expected == pytest.approx(fmean(counts))
    assert found.spread == pytest.approx(pstdev(counts), abs=1e-9)


def test_worked_by_hand() -> None:
    # 10 values, 100 times each: 999 * 99 / 999 neighbours agree on average
    found = neighbours(990, {100: 10})
    assert found.expected == pytest.approx(99.0)
    assert found.spread == pytest.approx(9.44, abs=0.02)
    assert found.z == pytest.approx((990 - 99 - 0.5) / (found.spread**2 + 1) ** 0.5)


def test_a_single_coincidence_of_rare_values_is_nothing() -> None:
    assert neighbours(1, {1: 998, 2: 1}).z < 1
    assert neighbours(3, {3: 1}) == Neighbours(3, 3.0, 0.0)  # three records have no moments
