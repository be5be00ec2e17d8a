"""The first-level division in which a telephone number was given out."""

from __future__ import annotations

from functools import cache

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.phone import phone
from leakcheck.model.columns import Column
from leakcheck.reference import phone_areas


@cache
def region_of_number(column: Column, country: str) -> Feature | None:
    """The code (Int32) of the province that a valid number of `country` belongs to; null where the table knows none.

    The codes are those of `features.place.province`. None for countries without a table. A number that was taken along
    to another place, or to another operator, keeps the province where it was given out.
    """
    areas = phone_areas.load().areas.get(country)
    if areas is None:
        return None
    read = phone(column, country)
    by_code = {"US": _north_american, "CA": _north_american, "BR": _brazilian, "CN": _chinese}[country]
    area = by_code(read.number.col, read.size.col)
    table = pl.Series(list(areas), dtype=pl.Int64), pl.Series(list(areas.values()), dtype=pl.Int32)
    code = area.replace_strict(*table, default=None, return_dtype=pl.Int32)
    if country == "CN":
        code = pl.coalesce(_chinese_mobile(read.number.col, read.size.col), code)
    after = (read.number, read.size, read.valid)
    return Feature(f"{read.number.name}.province", pl.when(read.valid.col).then(code), after)


def _digits(number: pl.Expr, dropped: int, kept: int) -> pl.Expr:
    """The `kept` digits before the last `dropped` ones."""
    return (number // pl.lit(10**dropped, pl.UInt64) % pl.lit(10**kept, pl.UInt64)).cast(pl.Int64)


def _north_american(number: pl.Expr, size: pl.Expr) -> pl.Expr:
    return pl.when(size == 10).then(_digits(number, 7, 3))


def _brazilian(number: pl.Expr, size: pl.Expr) -> pl.Expr:
    return pl.when(size == 10).then(_digits(number, 8, 2)).when(size == 11).then(_digits(number, 9, 2))


def _chinese(number: pl.Expr, size: pl.Expr) -> pl.Expr:
    """Fixed numbers: 10 and 2x with eight digits after them, other area codes have three and seven or eight."""
    two = _digits(number, 8, 2)
    return (
        pl.when((size == 10) & ((two == 10) | two.is_between(20, 29)))
        .then(two)
        .when(size == 10)
        .then(_digits(number, 7, 3))
        .when((size == 11) & (_digits(number, 10, 1) > 2))
        .then(_digits(number, 8, 3))
    )


def _chinese_mobile(number: pl.Expr, size: pl.Expr) -> pl.Expr:
    """Mobile numbers: the first seven of eleven digits were given out province by province."""
    table = pl.Series(phone_areas.load().cn_mobile, dtype=pl.UInt8)
    place = pl.when(size == 11).then(_digits(number, 4, 7)) - phone_areas.CN_MOBILE_FIRST
    inside = pl.when(place.is_between(0, table.len() - 1)).then(place)
    code = pl.lit(table).gather(inside.cast(pl.UInt32)).cast(pl.Int32)
    return pl.when(code > 0).then(code)
