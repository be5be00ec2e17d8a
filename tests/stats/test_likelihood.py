"""Likelihood ratios, against scipy's beta-binomial and by hand."""

from math import comb, log10

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from leakcheck.stats.likelihood import ANYTHING, BOUND, Beta, bounded, log10_beta_binomial, share_llr, words

SHAPES = st.floats(0.05, 300)


@given(st.integers(1, 500), st.floats(0, 1), SHAPES, SHAPES)
def test_beta_binomial_is_scipys(total: int, share: float, a: float, b: float) -> None:
    hits = round(total * share)
    ours = log10_beta_binomial(hits, total, Beta(a, b)) + log10(comb(total, hits))
    theirs = betabinom.logpmf(hits, total, a, b) / 2.302585092994046
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_anything_gives_every_count_alike() -> None:
    for hits in range(11):
        assert log10_beta_binomial(hits, 10, ANYTHING) + log10(comb(10, hits)) == pytest.approx(-log10(11))


@given(st.integers(0, 200), st.integers(0, 200), SHAPES, SHAPES)
def test_ratios_are_bounded_and_change_sign_with_their_sides(hits: int, misses: int, a: float, b: float) -> None:
    one, other = Beta(a, b), Beta(b, a)
    ratio = share_llr(hits, hits + misses, one, other)
    assert -BOUND <= ratio <= BOUND
    assert share_llr(hits, hits + misses, other, one) == pytest.approx(-ratio)
    assert share_llr(hits, hits + misses, one, one) == 0.0


def test_direction() -> None:
    genuine, junk = Beta(50, 0.5), Beta.around(1 / 11, 200)
    assert share_llr(990, 1_000, genuine, junk) == BOUND
    assert share_llr(91, 1_000, genuine, junk) == -BOUND
    assert share_llr(0, 0, genuine, junk) == 0.0
    assert share_llr(990, 1_000, genuine, junk, bound=1.5) == 1.5


def test_around() -> None:
    assert Beta.around(0.25, 8) == Beta(2.0, 6.0)
    assert Beta.around(0.25, 8).mean == 0.25
    assert Beta.around(0.0, 100).mean == pytest.approx(0.001)
    assert Beta.around(1.0, 100).mean == pytest.approx(0.999)


def test_bounded() -> None:
    assert [bounded(x, 2) for x in (-3, -1, 3)] == [-2, -1, 2]
    assert [bounded(x, 2, 1) for x in (-3, 0.5, 3)] == [-2, 0.5, 1]


SCALE = {
    1.9: "none",
    2.1: "weak",
    11: "moderate",
    101: "moderately strong",
    1_001: "strong",
    10_001: "very strong",
    1_000_001: "extremely strong",
}


@pytest.mark.parametrize(("ratio", "word"), SCALE.items())
def test_words_of_the_scale(ratio: float, word: str) -> None:
    assert words(log10(ratio)) == words(-log10(ratio)) == word
