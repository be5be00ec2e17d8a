"""Richness figures against values worked by hand and against populations of known size."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from leakcheck.stats.richness import Richness, richness


def test_by_hand() -> None:
    # a a a b b c d: 7 draws, 4 kinds, 2 seen once, 1 seen twice, pairs 3 + 1
    figures = richness({1: 2, 2: 1, 3: 1})
    assert figures == Richness(draws=7, kinds=4, singletons=2, doubletons=1, pairs=4)
    assert figures.chao1 == 4 + 2 * 1 / (2 * 2)
    assert figures.effective == 7 * 6 / 8
    assert figures.unseen == 2 / 7


def test_nothing_repeats_or_nothing_is_there() -> None:
    assert richness({1: 5}).inequality == 0.0
    assert richness({}).unseen == 0.0


@pytest.mark.parametrize("size", [300, 1000, 5000])
def test_an_even_list_is_recovered_whatever_its_length(size: int) -> None:
    rng = random.Random(size)
    figures = richness(Counter(Counter(rng.randrange(size) for _ in range(size)).values()))
    assert figures.chao1 == pytest.approx(size, rel=0.2)
    assert figures.effective == pytest.approx(size, rel=0.2)
    assert abs(figures.inequality) < 3 * figures.inequality_error


def test_an_endless_list_is_unequal() -> None:
    rng = random.Random(1)
    figures = richness(Counter(Counter(int(rng.paretovariate(0.7)) for _ in range(2000)).values()))
    assert figures.inequality > 0.8
