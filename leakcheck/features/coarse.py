"""What a column says roughly: the year of a date, the area of a telephone number or postcode, else the whole value."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.dates import dates
from leakcheck.features.feature import Feature
from leakcheck.features.phone import PhoneType, phone, plan_region
from leakcheck.features.text import clean, value
from leakcheck.model.columns import Column, Role

AREA_DIGITS: Final = 5  # of a telephone number as written; no area code with its trunk prefix is longer by much
_POSTCODE: Final = 2  # characters of a postcode that name a region in most countries
_FIXED: Final = (int(PhoneType.FIXED), int(PhoneType.FIXED_OR_MOBILE))


@cache
def coarse(column: Column, country: str | None) -> Feature:
    """A UInt64 a record, 0 where there is nothing to say.

    Dates: the year. Telephone numbers: the first `AREA_DIGITS` digits of valid fixed lines as a number, since mobile
    numbers need not have to do with anything. Others: hashes. For questions inside this process only.
    """
    text, name = clean(column), f"{column.name}.coarse"
    if column.role in (Role.BIRTH_DATE, Role.TIMESTAMP):
        day = dates(column).sure
        return Feature(name, (day.col // 10_000).cast(pl.UInt64).fill_null(0), (day,))
    if column.role is Role.PHONE:
        kind = phone(column, plan_region(column, country)).kind
        digits = text.col.str.replace_all("[^0-9]", "").str.slice(0, AREA_DIGITS).str.pad_end(AREA_DIGITS, "0")
        area = pl.when(kind.col.is_in(_FIXED)).then(digits.cast(pl.UInt64, strict=False))
        return Feature(f"{name}[{country or ''}]", area.fill_null(0), (text, kind))
    if column.role is Role.POSTCODE:
        return Feature(
            name, text.col.str.slice(0, _POSTCODE).hash(seed=0) * text.col.is_not_null().cast(pl.UInt64), (text,)
        )
    return value(column)
