"""The synthetic mark of a cell, as a hash that tells distinct values apart and carries the mark in its top bit."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean, digest
from leakcheck.kernels.mark import marked, mixed
from leakcheck.model.columns import Column

MARK_BIT: Final = 1 << 63
READ_ONE_IN: Final = 2  # values: the rule costs more than any other check of a cell, and half of them tell as much


@cache
def mark(column: Column) -> Feature:
    """UInt64: an in-process hash of what the rule reads of a cell; the top bit says whether the rule holds.

    Null for an empty cell, for one without letters and digits, and for every other value (the choice falls by the
    value's own hash, so it is the same however the records are cut). Equal results mean equal values under the rule.
    """
    cell, chosen = clean(column), digest(column)
    word = Feature(
        f"{column.name}.mark.word",
        mixed(pl.when(chosen.col % READ_ONE_IN == 0).then(cell.col)),
        (cell, chosen),
    )
    hashed = word.col.hash(seed=0) & pl.lit(MARK_BIT - 1, pl.UInt64)
    bit = pl.when(marked(word.col)).then(pl.lit(MARK_BIT, pl.UInt64)).otherwise(pl.lit(0, pl.UInt64))
    return Feature(f"{column.name}.mark", pl.when(word.col.is_not_null()).then(hashed | bit), (word,))
