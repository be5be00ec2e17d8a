"""A day as a number: yyyymmdd out of the ways in which people and programs write dates.

03/04/1990 is read in both orders, day first and month first, because one cell cannot tell which was meant and one batch
must not decide for another: whoever counts, counts under both and chooses from the totals. Parts that a cell leaves out
are 00 (1990 is 19900000, 1990-05 is 19900500).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.date_reading import READING, read
from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.model.columns import Column

_AGE: Final = r"(?i)^([0-9]{1,3})(?:\.0+)?\s*(?:岁|歲|歳|才|세|y|yo|yrs?|years?|años|ans|jahre|anni|anos|лет)?$"
_OLDEST: Final = 130  # more is no age of a living or dead person but another kind of number


@dataclass(frozen=True, slots=True)
class Dates:
    """The readings of one column of dates: Int32 yyyymmdd, null where a cell is no date.

    `dmy` and `mdy` differ only where day and month could be exchanged. `sure` has the reading where there is one only,
    else the year (yyyy0000). `shaped` marks cells that are dressed as a full date with a four-digit year in
    FIRST_YEAR..LAST_YEAR, and `impossible` those of them that no calendar has, in either order.
    """

    sure: Feature
    dmy: Feature
    mdy: Feature
    shaped: Feature
    impossible: Feature


def birth_date(column: Column) -> Feature:
    """The date that a cell says for certain, Int32 yyyymmdd; yyyy0000 where day and month could be exchanged."""
    return dates(column).sure


@cache
def dates(column: Column) -> Dates:
    """Every reading of a column of dates."""
    name, text = f"{column.name}.date", clean(column)
    expr = text.col.map_batches(_reading, return_dtype=READING, is_elementwise=True)
    reading = Feature(f"{name}.reading", expr, (text,))
    dmy, mdy, shaped = (
        Feature(f"{name}.{part}", reading.col.struct.field(part), (reading,)) for part in ("dmy", "mdy", "shaped")
    )
    sure = Feature(
        f"{name}.sure", pl.when(dmy.col == mdy.col).then(dmy.col).otherwise(dmy.col // 10_000 * 10_000), (dmy, mdy)
    )
    impossible = Feature(f"{name}.impossible", shaped.col & dmy.col.is_null(), (shaped, dmy))
    return Dates(sure, dmy, mdy, shaped, impossible)


def _reading(text: pl.Series) -> pl.Series:
    return read(text).to_struct(text.name)


def age(column: Column) -> Feature:
    """Completed years of age (Int32), 0-130; null where the cell says no age."""
    text = clean(column)
    years = text.col.str.extract(_AGE, 1).cast(pl.Int32, strict=False)
    return Feature(f"{column.name}.age", pl.when(years <= _OLDEST).then(years), (text,))
