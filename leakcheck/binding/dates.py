"""Shapes of dates: a day of birth or another moment.

Births lie decades apart and carry no time of day; what a system stamps lies close together or has one.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from leakcheck.binding.cells import Cells, mean
from leakcheck.binding.sign import Context, Sign, ramp
from leakcheck.model.columns import Role

OLDEST: Final = 200  # years: registers of the dead and of history go back that far
SPREAD: Final = 8  # years between the 10th and 90th centile: a school class spans less, a population more
GROWN: Final = 12  # years since the median birth: registers of persons hold mostly adults


class Form(NamedTuple):
    """A way to write a date; the pattern's first group is the year."""

    name: str
    pattern: str
    timed: bool = False


_T: Final = r"[T ]+[0-9]{1,2}:[0-9]{2}"
FORMS: Final = (
    Form("%Y-%m-%d", r"^([0-9]{4}) *[-/.] *[0-9]{1,2} *[-/.] *[0-9]{1,2}$"),
    Form("%Y-%m-%d %H:%M", r"^([0-9]{4})[-/.][0-9]{1,2}[-/.][0-9]{1,2}" + _T, timed=True),
    Form("%d/%m/%Y", r"^[0-9]{1,2} *[-/.] *[0-9]{1,2} *[-/.] *([0-9]{4})$"),
    Form("%d/%m/%Y %H:%M", r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2})" + _T, timed=True),
    Form("%d/%m/%y", r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{2})$"),
    Form("%Y%m%d", r"^((?:1[6-9]|20)[0-9]{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[.]0)?$"),
    Form("%Y%m%d%H%M%S", r"^((?:19|20)[0-9]{2})(?:0[1-9]|1[0-2])[0-3][0-9][0-2][0-9][0-5][0-9][0-5][0-9]$", timed=True),
    Form("%Y年%m月%d日", r"^([0-9]{4}) *年 *[0-9]{1,2} *月(?: *[0-9]{1,2} *日)?"),
    Form("%d %B %Y", r"^[0-9]{1,2}[-. ](?:de )?[A-Za-z]{3,12}[.]?,?[-. ](?:de )?([0-9]{2,4})$"),
    Form("%B %d, %Y", r"^(?:[A-Za-z]+day,? )?[A-Za-z]{3,12}[.]? [0-9]{1,2},? ([0-9]{4})$"),
    Form("%Y-%m", r"^([0-9]{4})[-/.](?:0?[1-9]|1[0-2])$"),
    Form("unix time", r"^(1)[0-7][0-9]{8}(?:[0-9]{3})?$", timed=True),
    Form("%Y", r"^(1[6-9][0-9]{2}|20[0-9]{2})(?:[.]0)?$"),
)  # fmt: skip
SERIAL: Final = r"^(?:[1-5][0-9]{4}|60000)(?:[.,][0-9]+)?$"  # days as spreadsheets count them, from 1927 to 2064
AMONG: Final = 0.1  # share of dates among which a whole number is one that a spreadsheet spoiled
_YEAR: Final = "%Y"
_CLOCK: Final = r"[T ]+([0-9]{1,2}:[0-9]{2}.*)$"
_FIXED: Final = 3  # different times of day at most in dates that an export stamped with midnight, summer time included
_MONTH_FIRST: Final = r"^[0-9]{1,2}[-/.](?:1[3-9]|2[0-9]|3[01])[-/.]"


def dates(cells: Cells, context: Context) -> tuple[Sign, ...]:
    """Birth date and timestamp: the same layouts, told apart by the years they span and by a time of day."""
    if cells.share("[0-9]") < 0.3:
        return Sign(Role.BIRTH_DATE, fits=0.0), Sign(Role.TIMESTAMP, fits=0.0)
    shares = [cells.share(form.pattern) for form in FORMS]
    at = max(range(len(FORMS)), key=shares.__getitem__)
    form, dated = FORMS[at], min(1.0, sum(shares))
    fits = min(1.0, dated + cells.share(SERIAL))
    if dated > AMONG:
        dated = fits
    clock = sum(share for f, share in zip(FORMS, shares, strict=True) if f.timed)
    timed = clock > 0.1 and not _fixed_clock(cells)
    births = not timed and shares[at] > 0 and _like_births(cells, form, context)
    name = _written(cells, form, timed=timed) if shares[at] > 0.3 else ""
    yearly = shares[-1]
    born = 0.3 if form.name == _YEAR else 0.62
    moment = 0.85 if timed else 0.6 if births else 0.7
    return (
        Sign(
            Role.BIRTH_DATE,
            born * ramp(dated, 0.4, 0.85) if births else 0.0,
            fits * 0.5 if timed else fits,
            f"{name}, years as births have" if births and name else name,
        ),
        # A year alone is a poor moment: it doubts the label and proves nothing.
        Sign(Role.TIMESTAMP, moment * ramp(dated - yearly, 0.4, 0.85), fits - yearly * 0.5, name),
    )


def _written(cells: Cells, form: Form, *, timed: bool) -> str:
    """The layout's name; month first where days over 12 stand in the second place."""
    name = form.name if timed else form.name.removesuffix(" %H:%M")
    return name.replace("%d/%m", "%m/%d") if "%d/%m" in name and cells.share(_MONTH_FIRST) > 0.1 else name


def _fixed_clock(cells: Cells) -> bool:
    """Whether the time of day is always the same: a date in the clothes of a moment."""
    clocks = cells.text.str.extract(_CLOCK, 1).drop_nulls()
    return clocks.len() >= 20 and clocks.n_unique() <= _FIXED


def _like_births(cells: Cells, form: Form, context: Context) -> bool:
    """Whether the years span at least a generation's part, lie in a long life, and belong mostly to the grown."""
    today = context.as_of.year
    years = cells.text.str.extract(form.pattern, 1).cast(pl.Int32, strict=False).drop_nulls()
    if years.len() < 5:
        return False
    if (years.max() or 0) < 100:  # type: ignore[operator]  # an Int32 column
        years = years + 1900 + 100 * (years <= today % 100).cast(pl.Int32)
    low, middle, high = (float(years.quantile(q) or 0.0) for q in (0.1, 0.5, 0.9))
    in_range = mean((years >= today - OLDEST) & (years <= today)) > 0.9
    return in_range and high - low >= SPREAD and today - middle >= GROWN


SHAPES: Final = (dates,)
