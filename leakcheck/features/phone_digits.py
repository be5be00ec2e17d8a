"""How the digits of a telephone number are chosen."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.phone import phone
from leakcheck.model.columns import Column

LAST: Final = 8  # digits that a subscriber's number leaves to chance, or nearly so
_BITS: Final = pl.Series([1 << digit for digit in range(10)], dtype=pl.UInt16)


@cache
def all_different(column: Column, region: str | None) -> Feature:
    """Whether no digit occurs twice among a valid number's last eight; null for other cells and shorter numbers.

    Eight digits drawn at random are all different in 1.8 % of cases: 10 * 9 * ... * 3 / 10**8.
    """
    read = phone(column, region)
    number = read.number.col
    digits = (number // pl.lit(10**n, pl.UInt64) % pl.lit(10, pl.UInt64) for n in range(LAST))
    seen = reduce(or_, (pl.lit(_BITS).gather(digit.cast(pl.UInt32)) for digit in digits))
    long_enough = read.valid.col & (number >= pl.lit(10 ** (LAST + 1), pl.UInt64))
    different = pl.when(long_enough).then(seen.bitwise_count_ones() == LAST)
    return Feature(f"{read.number.name}.different", different, (read.number, read.valid))
