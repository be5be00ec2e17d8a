"""The date, sex and place that are written into an identity number, read from the bytes of its canonical layout."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import polars as pl

from leakcheck.kernels.check_digits import residue
from leakcheck.kernels.dates import PIVOT, full_year
from leakcheck.kernels.digits import OMOCODIA, byte_at, byte_table, looked_up, number_at
from leakcheck.reference import cn_divisions
from leakcheck.reference.schemes import Birth, Region, Scheme

REGION_FINE: Final = 0
REGION_UNKNOWN: Final = 1
REGION_NO_COUNTY: Final = 2  # a Chinese prefecture or province code where a county's belongs
REGION_ABOLISHED: Final = 3  # abolished more than GRACE years before the number can have been given
REGION_LATER: Final = 4  # created after the number was given
NUMBERING: Final = 1984  # the year in which China began to number its residents
GRACE: Final = 2  # years that offices went on using an abolished code
CATCH_UP: Final = (1999, 2005)  # people born before the first were numbered, or renumbered to 18 digits, by the second
DELAY: Final = 5  # years between birth and number of those born later


def written_year(code: pl.Expr, rule: Birth) -> pl.Expr:
    """The digits of the birth year as they stand in the number."""
    assert rule.year is not None
    return number_at(code, *rule.year, letters=OMOCODIA if rule.omocodia else "")


def written_month(code: pl.Expr, rule: Birth) -> pl.Expr:
    """The birth month as it stands in the number, with what the scheme adds to it; letters as 1..12."""
    assert rule.month is not None
    if rule.month_letters:
        table = byte_table(rule.month_letters, range(1, len(rule.month_letters) + 1))
        return looked_up(byte_at(code, rule.month[0]), table)
    return number_at(code, *rule.month)


def written_day(code: pl.Expr, rule: Birth) -> pl.Expr:
    """The birth day without what the scheme adds to it."""
    assert rule.day is not None
    return less(number_at(code, *rule.day, letters=OMOCODIA if rule.omocodia else ""), rule.days)


def less(value: pl.Expr, offsets: Sequence[int]) -> pl.Expr:
    """`value` without the largest of `offsets` that is below it: what a scheme adds to say sex or century."""
    if tuple(offsets) == (0,):
        return value
    added: pl.Expr = pl.lit(0, pl.Int32)
    for offset in sorted(offsets):
        added = pl.when(value > offset).then(offset).otherwise(added)
    return value - added


def full_birth_year(code: pl.Expr, year: pl.Expr, month: pl.Expr, scheme: Scheme) -> pl.Expr:
    """The written `year` with its century, told by whatever the scheme tells it by."""
    rule = scheme.birth
    assert rule is not None
    assert rule.year is not None
    if rule.year[1] == 4:
        return year
    full: pl.Expr = full_year(year, *(rule.pivot or (PIVOT, 2000, 1900)))
    if rule.century_digits:
        return (number_at(code, *rule.century_digits) * 100 + year).fill_null(full)
    if rule.residue:
        parameters = scheme.forms[0].checks[0].parameters
        left = residue(code, scheme.width, weights=parameters["weights"], modulus=parameters["modulus"])
        for remainder, century in rule.residue:
            full = pl.when(left == remainder).then(year + century).otherwise(full)
        return full
    if rule.century_at is not None:
        full = pl.lit(None, pl.Int32)
        byte = byte_at(code, rule.century_at)
        for characters, told_by in rule.century.items():
            told = year + told_by if isinstance(told_by, int) else full_year(year, *told_by)
            full = pl.when(byte.is_in([ord(c) for c in characters])).then(told).otherwise(full)
        return full
    for offset, base in sorted(rule.months):
        if base is not None:
            full = pl.when(month > offset).then(year + base).otherwise(full)
    return full


def region_number(code: pl.Expr, compact: pl.Expr, rule: Region) -> pl.Expr:
    """The region as a number: digits as they are, letters by the scheme's map, cadastral codes as letter and number."""
    offset, length = rule.at
    if rule.cadastral:  # A001 -> 1, B001 -> 1001 ...: the Italian code of a municipality or foreign country
        letter = byte_at(code, offset).cast(pl.Int32) - ord("A")
        return letter * 1000 + number_at(code, offset + 1, length - 1, letters=OMOCODIA)
    number = number_at(code, offset, length)
    if rule.longer:
        text = compact.str.slice(offset, length)
        number = pl.when(text.is_in(rule.longer)).then(number_at(code, offset, length + 1)).otherwise(number)
    if rule.map:
        mapped = compact.str.slice(offset, length).replace_strict(rule.map, default=None, return_dtype=pl.Int32)
        number = pl.coalesce(mapped, number)
    return number


@lru_cache(maxsize=2)
def county_years(which: str) -> pl.Expr:
    """First or last year in force by county code: a column of a million places, null where there is no county."""
    spans = cn_divisions.counties()
    years = pl.Series([span.first if which == "first" else span.last for span in spans.values()], dtype=pl.Int32)
    return pl.lit(pl.Series([None], dtype=pl.Int32).new_from_index(0, 1_000_000).scatter(list(spans), years))


def county_state(region: pl.Expr, year: pl.Expr) -> pl.Expr:
    """Whether the county was in force when somebody born in `year` was numbered."""
    first, last = county_years("first").gather(region), county_years("last").gather(region)
    earliest = pl.max_horizontal(year, NUMBERING) - GRACE
    latest = pl.when(year < CATCH_UP[0]).then(CATCH_UP[1]).otherwise(year + DELAY)
    state = (
        pl.when(first.is_null() & (region % 100 == 0))
        .then(REGION_NO_COUNTY)
        .when(first.is_null())
        .then(REGION_UNKNOWN)
        .when(last < earliest)
        .then(REGION_ABOLISHED)
        .when(first > latest)
        .then(REGION_LATER)
        .otherwise(REGION_FINE)
    )
    return state.cast(pl.Int8)


def county_retired(region: pl.Expr) -> pl.Expr:
    """Whether the county code is in force no longer; null where there is no such code."""
    return county_years("last").gather(region) != cn_divisions.OPEN
