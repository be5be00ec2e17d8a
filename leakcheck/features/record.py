"""A whole record as one number, so that equal records can be counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.model.columns import Column

_MULTIPLIER: Final = 0x9E3779B97F4A7C15  # 2**64 / golden ratio, odd: position matters and no bit is lost


def digest(columns: Sequence[Column], name: str = "record") -> Feature:
    """The hash (UInt64) of the cells of `columns` as they stand, blanks around them and null against empty aside.

    `name` tells apart the digests of different choices of columns. For counting inside this process only.
    """
    total: pl.Expr = pl.lit(0, pl.UInt64)
    for column in columns:
        cell = pl.col(column.name).fill_null("").str.strip_chars().hash(seed=column.index)
        total = (total * pl.lit(_MULTIPLIER, pl.UInt64)) + cell
    return Feature(f"{name}.digest", total.hash(seed=0))
