"""The synthetic mark of a cell, as a hash that tells distinct values apart and carries the mark in its top bit."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean, digest
from leakcheck.features.thin import floor, where
from leakcheck.kernels.mark import BLANK, marked, mixed, word
from leakcheck.model.columns import Column

MARK_BIT: Final = 1 << 63
READ_ONE_IN: Final = (
    2  # values, a power of 2: the rule costs more than any other check of a cell, and half of them tell as much
)


@cache
def mark(column: Column) -> Feature:
    """UInt64: an in-process hash of what the rule reads of a cell; the top bit says whether the rule holds.

    Null for an empty cell, for one with nothing but zeros to read, and for every other value (the choice falls by the
    value's own hash, so it is the same however the records are cut). Equal results mean equal values under the rule.
    `floor` of the column's digest may be set, for samples of the digests.
    """
    cell, hashed = clean(column), digest(column)
    bound = floor(hashed, "mark")
    read = hashed.col & (bound.col | (READ_ONE_IN - 1)) == 0
    key = Feature(
        f"{column.name}.mark.word", where(read, cell.col, word(pl.col("cell")), pl.UInt64), (cell, hashed, bound)
    )
    result = Feature(f"{column.name}.mark.mixed", mixed(key.col), (key,))
    own = result.col.hash(seed=0) & pl.lit(MARK_BIT - 1, pl.UInt64)
    bit = pl.when(marked(result.col)).then(pl.lit(MARK_BIT, pl.UInt64)).otherwise(pl.lit(0, pl.UInt64))
    return Feature(f"{column.name}.mark", pl.when(key.col != BLANK).then(own | bit), (key, result))
