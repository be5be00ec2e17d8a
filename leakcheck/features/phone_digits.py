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


@cache
def _four_digits() -> pl.Series:
    """A bit (UInt16) for each digit that occurs in 0000 ... 9999."""
    two = [1 << tens | 1 << ones for tens in range(10) for ones in range(10)]
    return pl.Series([first | last for first in two for last in two], dtype=pl.UInt16)


@cache
def all_different(column: Column, region: str | None) -> Feature:
    """Whether no digit occurs twice among a valid number's last eight; null for other cells and shorter numbers.

    Eight digits drawn at random are all different in 1.8 % of cases: 10 * 9 * ... * 3 / 10**8.
    """
    read = phone(column, region)
    number = read.number.col
    halves = (number // pl.lit(10**n, pl.UInt64) % pl.lit(10_000, pl.UInt64) for n in range(0, LAST, 4))
    seen = reduce(or_, (pl.lit(_four_digits()).gather(half.cast(pl.UInt32)) for half in halves))
    long_enough = read.valid.col & (number >= pl.lit(10 ** (LAST + 1), pl.UInt64))
    different = pl.when(long_enough).then(seen.bitwise_count_ones() == LAST)
    return Feature(f"{read.number.name}.different", different, (read.number, read.valid))
