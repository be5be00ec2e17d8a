"""What a spreadsheet did to a number or a date, undone where nothing has to be guessed, as polars expressions.

Each rule is a pattern and what stands for the text that it matches. Patterns have no groups that catch: a column's
patterns are joined into one, which passes nearly every undamaged cell by.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

import polars as pl

from leakcheck.model.damage import Damage

EXACT_DIGITS: Final = 15  # that a spreadsheet keeps of a number
_EXACT: Final = 1 << 53  # up to here a double holds every whole number
DAY_ZERO_1900: Final = date(1899, 12, 30)  # the 1900 calendar, from 1 March 1900 on: it has a 29 February before that
DAY_ZERO_1904: Final = date(1904, 1, 1)  # the calendar of old Macintosh files
_EPOCH: Final = date(1970, 1, 1)
_DAY: Final = 86_400

_DAYS_BY_HABIT: Final = "(?:[1-9][0-9]{0,2}|1[0-5][0-9]{2}|2[2-9][0-9]{2}|[3-9][0-9]{3}|[1-9][0-9]{4}|10[0-9]{4})"

_MANTISSA: Final = r"^([0-9])(?:[.,]([0-9]+))?[eE][+]?[0-9]+$"
_NO: Final = pl.lit(value=False)


class Rule(NamedTuple):
    """One kind of damage: the text that shows it, what the text was before, and whether that is lost.

    All text that `pattern` matches has one of `signs` (ASCII) in it, or its length in bytes is from `widths[0]` to
    `widths[1]`: what a column has neither of, it need not be searched for.
    """

    kind: Damage
    pattern: str
    mended: pl.Expr
    lost: pl.Expr = _NO
    signs: bytes = b""
    widths: tuple[int, int] | None = None


def unformula(text: pl.Expr) -> Rule:
    """``="00123"``: a formula that keeps a spreadsheet from reading a number."""
    return Rule(Damage.QUOTED, '^="[^"]*"$', text.str.slice(2).str.strip_suffix('"').str.strip_chars(), signs=b"=")


def unquoted(text: pl.Expr, inside: str) -> Rule:
    """``'00123`` and `` `00123``, with or without the same mark behind, and ``"00123"``, where `inside` matches."""
    pattern = f"^(?:'{inside}'?|`{inside}`?|\"{inside}\")$"
    return Rule(Damage.QUOTED, pattern, text.str.strip_chars("'`\""), signs=b"'`\"")


def errors(text: pl.Expr) -> Rule:
    """``####``, ``#N/A``, ``#REF!``, in whatever language: the cell shows no value."""
    pattern = r"^#(?:#+|N/A|NV|\p{Lu}[\p{L}/ ]*[0-9]?(?:/0)?[!?])$"
    return Rule(Damage.ERROR, pattern, pl.when(_NO).then(text), signs=b"#")


def cut_short(text: pl.Expr) -> Rule:
    """``1.23E+``: the end of the number was not wide enough to be shown."""
    return Rule(Damage.ERROR, "^[0-9][.,][0-9]*[eE][+]?$", pl.when(_NO).then(text), signs=b".,")


def unscientific(text: pl.Expr) -> Rule:
    """``1.3812345678E10`` is whole; of ``1.38E+10`` digits are lost."""
    lead, rest = text.str.extract(_MANTISSA, 1), text.str.extract(_MANTISSA, 2).fill_null("")
    power = text.str.extract("([0-9]+)$", 1).cast(pl.Int64)
    whole = lead + rest.str.head(power)
    complete = (rest.str.len_bytes() >= power) & ~rest.str.slice(power).str.contains("[1-9]") & ~passed_double(whole)
    pattern = "^[0-9](?:[.,][0-9]+[eE][+]?|[eE][+])[0-9]{1,2}$"
    return Rule(Damage.SCIENTIFIC, pattern, pl.when(complete).then(whole).otherwise(text), ~complete, b".,+")


def unpointed(text: pl.Expr, least: int) -> Rule:
    """``123.0`` of at least `least` digits before the point; lost where a double cannot have kept all of them."""
    whole = text.str.replace("[.,]0+$", "")
    return Rule(Damage.POINT_ZERO, f"^[+]?[0-9]{{{least},}}[.,]0{{1,2}}$", whole, passed_double(whole), b".,")


def passed_double(number: pl.Expr) -> pl.Expr:
    """Whether a number too long for a double is one that a double holds: its last digits are then the double's own.

    One number in 16 and more is such by chance, whatever its check digits are.
    """
    value = number.str.strip_chars_start("+").cast(pl.UInt64, strict=False)
    held = value.cast(pl.Float64).cast(pl.UInt64, strict=False) == value
    return ((value > _EXACT) & held).fill_null(value=False)


def undated(text: pl.Expr, day_zero: date | None, *, habit: bool) -> Rule:
    """A spreadsheet's day count with the time of day as a fraction; lost where it is not known what it counts from.

    Five digits are nothing else where dates belong (1927 to 2064). In a column with the `habit` of day counts every
    number is one but 1600 to 2199, which are years.
    """
    digits = _DAYS_BY_HABIT if habit else "(?:[1-5][0-9]{4}|60000)"
    pattern = f"^{digits}(?:[.,][0-9]+)?$"
    widths = (1, 6) if habit else (5, 5)
    if day_zero is None:
        return Rule(Damage.SERIAL, pattern, text, pl.lit(value=True), b".,", widths)
    return Rule(Damage.SERIAL, pattern, from_serial(text, day_zero), _NO, b".,", widths)


def from_serial(text: pl.Expr, day_zero: date) -> pl.Expr:
    """The date, and the time of day where there is one, that a day count stands for, as text."""
    number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    seconds = (number * _DAY).round().cast(pl.Int64) + (day_zero - _EPOCH).days * _DAY
    moment = pl.from_epoch(seconds, time_unit="s")
    timed = text.str.contains("[.,]0*[1-9]")
    return pl.when(timed).then(moment.dt.strftime("%Y-%m-%d %H:%M:%S")).otherwise(moment.dt.strftime("%Y-%m-%d"))


def midnight(text: pl.Expr) -> Rule:
    """``1/2/2019 0:00``: what a spreadsheet makes of a date without a time."""
    return Rule(Damage.MIDNIGHT, r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4} 0:00(?::00)?$", text, signs=b":")


def refilled(text: pl.Expr, width: int, zeros: int) -> Rule:
    """Digits that are up to `zeros` short of `width`."""
    least = max(1, width - zeros)
    pattern = f"^[1-9][0-9]{{{least - 1},{width - 2}}}$"
    return Rule(Damage.ZEROS, pattern, text.str.zfill(width), widths=(least, width - 1))


def rounded(text: pl.Expr) -> Rule:
    """A number whose digits past the fifteenth are zeros."""
    return Rule(Damage.ROUNDED, ROUNDED, text, pl.lit(value=True), widths=(EXACT_DIGITS + 1, EXACT_DIGITS + 4))


ROUNDED: Final = f"^[0-9]{{{EXACT_DIGITS}}}0{{1,4}}$"
