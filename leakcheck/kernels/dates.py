"""Calendar dates as numbers yyyymmdd, without parsing.

A date whose day is unknown is yyyymm00, one whose month is unknown too is yyyy0000.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

EDITION: Final = 2026  # the year of this edition, for what must not change from day to day: reports have to repeat
PIVOT: Final = EDITION % 100  # two-digit years up to this are read as 20yy
OLDEST: Final = 120  # years: two people are known to have reached 119, and no register is of them
YEARS: Final = (1800, 2299)  # the centuries that any scheme can write
_DAYS: Final = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: pl.Expr) -> pl.Expr:
    """Whether the Gregorian calendar gives `year` a 29 February."""
    return (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))


def yyyymmdd(year: pl.Expr, month: pl.Expr, day: pl.Expr | None = None) -> pl.Expr:
    """The date as Int32 yyyymmdd (yyyymm00 without `day`); null where the calendar has no such date.

    `YEARS` only.
    """
    year, month = year.cast(pl.Int32), month.cast(pl.Int32)
    fits = year.is_between(*YEARS) & month.is_between(1, 12)
    if day is None:
        return pl.when(fits).then(year * 10_000 + month * 100)
    day = day.cast(pl.Int32)
    longest = pl.lit(pl.Series(_DAYS, dtype=pl.Int32)).gather(month.clip(0, 12))
    longest = longest + ((month == 2) & is_leap(year)).cast(pl.Int32)
    return pl.when(fits & day.is_between(1, longest)).then(year * 10_000 + month * 100 + day)


def from_days(days: pl.Expr, epoch: date) -> pl.Expr:
    """The date `days` after `epoch` as Int32 yyyymmdd."""
    moment = (pl.lit((epoch - date(1970, 1, 1)).days, pl.Int32) + days.cast(pl.Int32)).cast(pl.Date)
    return moment.dt.year() * 10_000 + moment.dt.month().cast(pl.Int32) * 100 + moment.dt.day().cast(pl.Int32)


def full_year(two_digits: pl.Expr, pivot: int = PIVOT, low: int = 2000, high: int = 1900) -> pl.Expr:
    """A two-digit year with its century: `low` up to and with `pivot`, `high` above it."""
    return two_digits + pl.when(two_digits <= pivot).then(low).otherwise(high)


def as_number(day: date) -> int:
    """A calendar date as yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day
