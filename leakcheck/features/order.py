"""What shows in neighbouring records that a file was sorted: equal values, and values that begin alike."""

from __future__ import annotations

from functools import cache

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.model.columns import Column


@cache
def initial(column: Column) -> Feature:
    """The hash (UInt64) of the first character of a cell of words; null for a cell with a digit, or none.

    A sorted list of names that differ has neighbours with one initial. Cells with digits are left out: the ends of
    serial numbers and clocks go round by themselves.
    """
    text = clean(column)
    begin = text.col.str.to_lowercase().str.slice(0, 1).hash(seed=1)
    wordy = text.col.is_not_null() & ~text.col.str.contains("[0-9]")
    return Feature(f"{column.name}.initial", pl.when(wordy).then(begin), (text,))
