"""Shares, against scipy and by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from leakcheck.stats.proportions import cohen_kappa, wilson


@given(st.integers(1, 100_000), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_is_scipys(total: int, share: float, level: float) -> None:
    hits = round(total * share)
    interval = binomtest(hits, total).proportion_ci(level, "wilson")
    assert wilson(hits, total, level) == pytest.approx((interval.low, interval.high), abs=1e-9)


def test_wilson_of_nothing_is_anything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0


def test_kappa_by_hand() -> None:
    assert cohen_kappa(0.7, 0.5) == pytest.approx(0.4)  # Cohen 1960's definition: (0.7 - 0.5) / (1 - 0.5)
    assert cohen_kappa(0.5, 0.5) == 0.0
    assert cohen_kappa(1.0, 0.5) == 1.0
    assert cohen_kappa(1.0, 1.0) == 0.0
