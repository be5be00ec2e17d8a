"""What shows in neighbouring records that a file was sorted: equal values, and values that begin alike."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean, digest
from leakcheck.model.columns import Column, Role

# Cells of these are not words, or end in a serial number as made-up mail addresses do.
_WORDLESS: Final = frozenset(
    {
        Role.AGE,
        Role.BIRTH_DATE,
        Role.EMAIL,
        Role.NATIONAL_ID,
        Role.PHONE,
        Role.POSTCODE,
        Role.RECORD_ID,
        Role.TIMESTAMP,
    }
)


def resemblances(column: Column) -> tuple[Feature, ...]:
    """What of a column may be alike in neighbours: the cell, and how it begins where cells are words."""
    return (digest(column),) if column.role in _WORDLESS else (digest(column), initial(column))


@cache
def initial(column: Column) -> Feature:
    """The hash (UInt64) of the first character of a cell of words; null for a cell with a digit, or none.

    A sorted list of names that differ has neighbours with one initial. Cells with digits are left out: the ends of
    serial numbers and clocks go round by themselves.
    """
    text = clean(column)
    begin = text.col.str.slice(0, 1).str.to_lowercase().hash(seed=1)
    wordy = text.col.is_not_null() & ~text.col.str.contains("[0-9]")
    return Feature(f"{column.name}.initial", pl.when(wordy).then(begin), (text,))
