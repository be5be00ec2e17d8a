"""The crowd above a steady decrease: by hand, on steady spectra, and on lists of known size mixed into them."""

from __future__ import annotations

import random
from collections import Counter
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.stats.monotone import Crowd, crowd


def spectrum(values: list[int]) -> dict[int, int]:
    return dict(Counter(Counter(values).values()))


def steady(rng: random.Random, n: int) -> list[int]:
    return [int(rng.paretovariate(0.8)) for _ in range(n)]


def test_by_hand() -> None:
    # one class of width log 2, one of width log 1.5: 10 and 20 kinds pool to a density of 30 / log 3
    wide, narrow = 30 * log(2) / log(3), 30 * log(1.5) / log(3)
    seen = crowd({1: 10, 2: 20})
    assert seen.excess == pytest.approx(10 * log(10 / wide) + 20 * log(20 / narrow))
    assert seen.kinds == pytest.approx(20 - narrow)
    assert seen.draws == pytest.approx(2 * (20 - narrow))


def test_what_falls_is_no_crowd() -> None:
    assert crowd({1: 1000, 2: 250, 3: 110, 4: 60, 5: 40}).excess == pytest.approx(0, abs=1e-9)
    assert crowd({}) == Crowd(0.0, 0.0, 0.0)
    assert crowd({1: 5, 2: 90}, least=2).excess == pytest.approx(0, abs=1e-9)


def test_single_kinds_far_apart_are_one_class() -> None:
    assert crowd({1: 100, 2: 40, 50: 1, 900: 3}).excess == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("n", [500, 2000, 8000])
def test_steady_lists_gain_little(n: int) -> None:
    gains = [crowd(spectrum(steady(random.Random(seed), n))).excess for seed in range(60)]
    assert sorted(gains)[56] < 4
    assert sorted(gains)[30] < 2


@pytest.mark.parametrize("size", [100, 200])
def test_an_even_list_in_a_steady_one_is_found(size: int) -> None:
    rng = random.Random(size)
    mixed = steady(rng, 2000) + [10_000_000 + rng.randrange(size) for _ in range(2000)]
    seen = crowd(spectrum(mixed))
    assert seen.excess > 20
    assert 0.3 * size < seen.kinds < 1.2 * size
    assert 400 < seen.draws < 2400


@given(st.dictionaries(st.integers(1, 10**6), st.integers(1, 1000), max_size=30), st.integers(1, 9))
def test_a_gain_is_never_negative_and_never_more_than_all(table: dict[int, int], least: int) -> None:
    seen = crowd(table, least)
    assert seen.excess >= 0
    assert 0 <= seen.kinds <= sum(table.values())
    assert seen.draws <= sum(times * kinds for times, kinds in table.items()) + 1e-6
