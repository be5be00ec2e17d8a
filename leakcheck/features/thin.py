"""What need not be worked out any more, because no bottom sample would keep it.

A sample that has grown full keeps only keys whose hash ends in so many zero bits, and from then on never one that does
not. So what is dear is worked out for such keys alone: `floor` stands for the bits that have to be zero. It is 0, which
leaves nothing out, unless the engine knows better from the records before; the answer is the same either way.
"""

from __future__ import annotations

import polars as pl
from polars._typing import PolarsDataType

from leakcheck.features.feature import Feature
from leakcheck.kernels.pairs import PairCounts


def floor(key: Feature, sample: str) -> Feature:
    """The bits (UInt64) that must be zero in the hash by which a sample keeps `key`; derive's `floors` may set it.

    Samples of different capacity have different names.
    """
    return Feature(f"{key.name}.floor.{sample}", pl.lit(0, pl.UInt64))


def kept(key: Feature) -> Feature:
    """Whether a `PairCounts` with `key` as its first column may still keep the record."""
    bound = floor(key, "pairs")
    return Feature(f"{key.name}.kept", PairCounts.hashed(key.col) & bound.col == 0, (key, bound))


def where(condition: pl.Expr, text: pl.Expr, reading: pl.Expr, dtype: PolarsDataType) -> pl.Expr:
    """`reading` of the column ``cell``, for the cells of `text` where `condition` holds; null elsewhere.

    When-then-otherwise would read all cells: polars looks at the text behind a null too.
    """
    return pl.map_batches(
        [condition, text], lambda columns: _where(columns[0], columns[1], reading, dtype), return_dtype=dtype
    )


def _where(condition: pl.Series, text: pl.Series, reading: pl.Expr, dtype: PolarsDataType) -> pl.Series:
    at = (condition & text.is_not_null()).arg_true()
    if at.len() == text.len():
        return text.to_frame("cell").select(reading).to_series()
    found = pl.Series([None], dtype=dtype).new_from_index(0, text.len())
    return found.scatter(at, text.gather(at).to_frame("cell").select(reading).to_series()) if at.len() else found
