"""A whole record as one number, so that equal records can be counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import digest as cell_digest
from leakcheck.model.columns import Column

_MULTIPLIER: Final = 0x9E3779B97F4A7C15  # 2**64 / golden ratio, odd: position matters and no bit is lost


def digest(columns: Sequence[Column], name: str = "record") -> Feature:
    """The hash (UInt64) of the cells of `columns` as `features.text.digest` reads them: no value is one value.

    `name` tells apart the digests of different choices of columns. For counting inside this process only.
    """
    cells = tuple(cell_digest(column) for column in columns)
    # A sum of products, since an expression as deep as a record is wide takes polars quadratic time.
    powers = [pow(_MULTIPLIER, len(cells) - place, 1 << 64) for place in range(1, len(cells) + 1)]
    products = [cell.col.fill_null(0) * pl.lit(power, pl.UInt64) for cell, power in zip(cells, powers, strict=True)]
    total = pl.sum_horizontal(products) if products else pl.lit(0, pl.UInt64)
    return Feature(f"{name}.digest", total.hash(seed=0), cells)
