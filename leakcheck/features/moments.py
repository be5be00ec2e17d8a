"""A moment as two numbers: its day, and its second of the day where a time is written.

The day comes from `features.dates`, which reads 03/04/2021 in both orders; here are the clock beside it, Chinese forms
without a blank, and epoch seconds and milliseconds. Times are taken as written: a zone says where, not when in the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.dates import dates
from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.model.columns import Column

DAY: Final = 86_400
_CLOCK: Final = (
    r"(?i)(?:[0-9]t|[\s,日号])(?P<before>上午|下午)?\s*(?P<h>[0-9]{1,2})[:时時点](?P<m>[0-9]{2})"
    r"(?:[:分](?P<s>[0-9]{2}))?(?:[.,][0-9]+)?[分秒]?\s*(?P<after>[ap]\.?m)?"
)
_COMPACT: Final = r"^[0-9]{8}(?P<h>[0-9]{2})(?P<m>[0-9]{2})(?P<s>[0-9]{2})(?:\.0)?$"
_GLUED: Final = r"^(?P<y>[12][0-9]{3})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号][上下0-9]"
_EPOCH: Final = r"^([0-9]{10}|[0-9]{13})(?:\.[0-9]+)?$"
EARLIEST: Final = 946_684_800  # 2000: before, few programs wrote epoch seconds, and many numbers have ten digits
LATEST: Final = 2_051_222_400  # 2035


@dataclass(frozen=True, slots=True)
class Moments:
    """One column of moments: `dmy` and `mdy` are days since 1970 (Int32), `second` the second of the day (Int32).

    The two days differ only where day and month could be exchanged; null where a cell is no moment. `second` is null
    where no time is written.
    """

    dmy: Feature
    mdy: Feature
    second: Feature


@cache
def moments(column: Column) -> Moments:
    """Every reading of a column of moments."""
    name, text, read = f"{column.name}.moment", clean(column), dates(column)
    number = text.col.str.extract(_EPOCH, 1)
    digits = number.cast(pl.Int64, strict=False)
    seconds = pl.when(number.str.len_bytes() == 13).then(digits // 1000).otherwise(digits)
    epoch = Feature(f"{name}.epoch", pl.when(seconds.is_between(EARLIEST, LATEST)).then(seconds), (text,))
    clock = Feature(f"{name}.clock", text.col.str.extract_groups(_CLOCK), (text,))
    compact = Feature(f"{name}.compact", text.col.str.extract_groups(_COMPACT), (text,))
    glued = Feature(f"{name}.glued", text.col.str.extract_groups(_GLUED), (text,))
    second = pl.coalesce(
        (epoch.col % DAY).cast(pl.Int32),
        _second(_part(clock, "h") + _afternoon(clock), _part(clock, "m"), _part(clock, "s")),
        _second(_part(compact, "h"), _part(compact, "m"), _part(compact, "s")),
    )
    days = {}
    for order, source in {"dmy": read.dmy, "mdy": read.mdy}.items():
        day = pl.coalesce(
            (epoch.col // DAY).cast(pl.Int32),
            day_number(source.col // 10_000, source.col // 100 % 100, source.col % 100),
            day_number(_part(glued, "y"), _part(glued, "m"), _part(glued, "d")),
        )
        days[order] = Feature(f"{name}.{order}", day, (epoch, source, glued))
    return Moments(days["dmy"], days["mdy"], Feature(f"{name}.second", second, (epoch, clock, compact)))


def day_number(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Days since 1 January 1970 (Int32) of a date of the calendar; null where month or day are 0 or too large.

    Source: Howard Hinnant, days_from_civil, for years after 0.
    """
    shifted = year - (month <= 2).cast(pl.Int32)
    era_year = shifted % 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = era_year * 365 + era_year // 4 - era_year // 100 + day_of_year
    number = (shifted // 400) * 146_097 + day_of_era - 719_468
    return pl.when(month.is_between(1, 12) & day.is_between(1, 31)).then(number).cast(pl.Int32)


def _part(form: Feature, part: str) -> pl.Expr:
    return form.col.struct.field(part).cast(pl.Int32, strict=False)


def _afternoon(clock: Feature) -> pl.Expr:
    """What is to be added to the hour of a clock of twelve hours: 12 at 1 pm, -12 at 12 am; 0 without am and pm."""
    half = pl.coalesce(clock.col.struct.field("before"), clock.col.struct.field("after").str.to_lowercase())
    late = half.str.starts_with("p") | (half == "下午")
    twelve = _part(clock, "h") == 12
    shift = pl.when(late & ~twelve).then(12).when(~late & twelve).then(-12).otherwise(0)
    return shift.cast(pl.Int32)


def _second(hour: pl.Expr, minute: pl.Expr, second: pl.Expr) -> pl.Expr:
    possible = hour.is_between(0, 23) & minute.is_between(0, 59)
    return pl.when(possible).then(hour * 3600 + minute * 60 + second.fill_null(0).clip(0, 59)).cast(pl.Int32)
