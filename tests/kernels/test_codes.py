"""Values as a few codes: the commonest keep their own, and what cannot be coded is None."""

from __future__ import annotations

import polars as pl

from leakcheck.kernels.codes import COMMON, REST, by_rank, by_size


def test_the_commonest_come_first() -> None:
    values = pl.Series("v", [7] * 5 + [9] * 3 + [4] * 2, dtype=pl.UInt64)
    assert by_rank(values) == [0] * 5 + [1] * 3 + [2] * 2


def test_rare_values_share_codes() -> None:
    values = pl.Series("v", [value << 33 for value in range(40) for _ in range(3)], dtype=pl.UInt64)
    codes = by_rank(values)
    assert codes is not None
    assert set(codes) == set(range(COMMON + REST))


def test_constants_and_identifiers_have_no_codes() -> None:
    assert by_rank(pl.Series("v", [1] * 99 + [2], dtype=pl.UInt64)) is None
    assert by_rank(pl.Series("v", range(100), dtype=pl.UInt64)) is None
    assert by_size(pl.Series("v", [3] * 50, dtype=pl.UInt64)) is None


def test_numbers_fall_into_classes_of_one_size() -> None:
    codes = by_size(pl.Series("v", range(800, 0, -1), dtype=pl.UInt64))
    assert codes is not None
    assert [codes.count(code) for code in range(COMMON)] == [100] * COMMON
    assert codes[0] == COMMON - 1
