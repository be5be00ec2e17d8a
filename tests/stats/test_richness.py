"""Richness figures against values worked by hand and against populations of known size."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from scipy.stats import hypergeom

from leakcheck.stats.richness import Richness, rarefied, richness


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


def test_rarefied_by_hand() -> None:
    # a a b: two of three draws show both kinds in 2 of 3 ways, and a alone in 1
    assert rarefied({1: 1, 2: 1}, 2) == pytest.approx(2 - 1 / 3)
    assert rarefied({1: 1, 2: 1}, 3) == 2
    assert rarefied({1: 1, 2: 1}, 0) == pytest.approx(0)
    with pytest.raises(ValueError, match="4 of 3"):
        rarefied({1: 1, 2: 1}, 4)


@pytest.mark.parametrize("draws", [1, 10, 150, 299])
def test_rarefied_is_the_hypergeometric_mean(draws: int) -> None:
    spectrum = {1: 40, 2: 30, 5: 20, 100: 1}
    total = sum(k * kinds for k, kinds in spectrum.items())
    expected = sum(kinds * (1 - hypergeom(total, k, draws).pmf(0)) for k, kinds in spectrum.items())
    assert rarefied(spectrum, draws) == pytest.approx(expected)
