"""A day as a number: yyyymmdd out of the ways in which people and programs write dates.

03/04/1990 is read in both orders, day first and month first, because one cell cannot tell which was meant and one batch
must not decide for another: whoever counts, counts under both and chooses from the totals. Parts that a cell leaves out
are 00 (1990 is 19900000, 1990-05 is 19900500).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.model.columns import Column

FIRST_YEAR: Final = 1600  # older than any register of persons that is traded
LAST_YEAR: Final = 2199  # 2090 is a typing error that must be seen, not a cell that cannot be read
_PIVOT: Final = 30  # two-digit years 00-29 are 20xx, the rest 19xx

_TIME: Final = r"(?:[T\s].*)?$"  # a time of day is let go
_YEAR_FIRST: Final = (
    r"^(?P<y>[0-9]{4})(?:(?:\s*[-/.年]\s*|\s)(?P<m>[0-9]{1,2})(?:(?:\s*[-/.月]\s*|\s)(?P<d>[0-9]{1,2}))?[月日]?|年)?"
    + _TIME
)
_COMPACT: Final = r"^(?P<a>[0-9]{2})(?P<b>[0-9]{2})(?P<c>[0-9]{2})(?P<d>[0-9]{2})(?:[0-9]{6})?(?:\.0)?$"
_YEAR_LAST: Final = r"^(?P<a>[0-9]{1,2})\s*[-/.\s]\s*(?P<b>[0-9]{1,2})\s*[-/.\s]\s*(?P<y>[0-9]{4}|[0-9]{2})" + _TIME
_DAY_WORD: Final = (
    r"^(?:\p{L}+,? )?(?P<d>[0-9]{1,2})(?:st|nd|rd|th|\.)?[-/. ]*(?:of |de )?(?P<w>\p{L}{3,10})\.?,?[-/. ]*(?:de )?"
    r"(?P<y>[0-9]{4}|[0-9]{2})" + _TIME
)
_WORD_DAY: Final = (
    r"^(?:\p{L}+day,? )?(?P<w>\p{L}{3,10})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})" + _TIME
)

_AGE: Final = r"(?i)^([0-9]{1,3})(?:\.0+)?\s*(?:岁|歲|歳|才|세|y|yo|yrs?|years?|años|ans|jahre|anni|anos|лет)?$"
_OLDEST: Final = 130  # more is no age of a living or dead person but another kind of number

# English, Spanish, French, German, Italian, Portuguese; a word that means different months in two of them is left out.
_MONTHS: Final[dict[str, int]] = {
    word: month
    for month, words in enumerate(
        (
            "jan january enero ene janvier januar jänner gennaio gen janeiro",
            "feb february febrero février fevrier fév fev februar febbraio fevereiro",
            "mar march marzo mars märz marz mär março marco",
            "apr april abril abr avril avr aprile",
            "may mayo mai maggio mag maio",
            "jun june junio juin juni giugno giu junho",
            "jul july julio juillet juil juli luglio lug julho",
            "aug august agosto ago août aout",
            "sep sept september septiembre septembre settembre set setembro",
            "oct october octubre octobre oktober okt ottobre ott outubro out",
            "nov november noviembre novembre novembro",
            "dec december diciembre dic décembre decembre déc dezember dez dicembre dezembro",
        ),
        start=1,
    )
    for word in words.split()
}


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


def dates(column: Column) -> Dates:
    """Every reading of a column of dates."""
    name, text = f"{column.name}.date", clean(column)
    raw = text.col
    wordy = pl.when(raw.str.contains(r"\p{Alphabetic}{3}")).then(raw.str.to_lowercase())  # a month by its name
    words = Feature(f"{name}.words", wordy, (text,))
    first = Feature(f"{name}.first", raw.str.extract_groups(_YEAR_FIRST), (text,))
    compact = Feature(f"{name}.compact", raw.str.extract_groups(_COMPACT), (text,))
    last = Feature(f"{name}.last", raw.str.extract_groups(_YEAR_LAST), (text,))
    day_word = Feature(f"{name}.dayword", words.col.str.extract_groups(_DAY_WORD), (words,))
    word_day = Feature(f"{name}.wordday", words.col.str.extract_groups(_WORD_DAY), (words,))
    written = (first, compact, last, day_word, word_day)
    head, tail = (100 * _part(compact, a) + _part(compact, b) for a, b in ("ab", "cd"))
    fixed = Feature(
        f"{name}.fixed",
        pl.coalesce(
            _reading(_part(first, "y"), _part(first, "m"), _part(first, "d")),
            _reading(head, _part(compact, "c"), _part(compact, "d")),
            *(_reading(_year(form), _month(form), _part(form, "d")) for form in (day_word, word_day)),
        ),
        written,
    )
    readings = {}
    for order, (day, month) in {"dmy": ("a", "b"), "mdy": ("b", "a")}.items():
        loose = (
            _reading(_year(last), _part(last, month), _part(last, day)),
            # ddmmyyyy, tried where yyyymmdd makes no date
            _reading(tail, _part(compact, month), _part(compact, day)),
        )
        readings[order] = Feature(f"{name}.half.{order}", pl.coalesce(fixed.col, *loose), (fixed, last, compact))
    half = (readings["dmy"], readings["mdy"])
    dmy = Feature(f"{name}.dmy", pl.coalesce(half[0].col, half[1].col), half)
    mdy = Feature(f"{name}.mdy", pl.coalesce(half[1].col, half[0].col), half)
    sure = Feature(
        f"{name}.sure",
        pl.when(dmy.col == mdy.col).then(dmy.col).otherwise(dmy.col // 10_000 * 10_000),
        (dmy, mdy),
    )
    full = (
        (_part(first, "d").is_not_null() & _possible(_part(first, "y")))
        | _possible(head)
        | _possible(tail)
        | _possible(_part(last, "y"))
    )
    shaped = Feature(f"{name}.shaped", full.fill_null(value=False), (first, compact, last))
    impossible = Feature(f"{name}.impossible", shaped.col & dmy.col.is_null(), (shaped, dmy))
    return Dates(sure, dmy, mdy, shaped, impossible)


def age(column: Column) -> Feature:
    """Completed years of age (Int32), 0-130; null where the cell says no age."""
    text = clean(column)
    years = text.col.str.extract(_AGE, 1).cast(pl.Int32, strict=False)
    return Feature(f"{column.name}.age", pl.when(years <= _OLDEST).then(years), (text,))


def _part(form: Feature, part: str) -> pl.Expr:
    return form.col.struct.field(part).cast(pl.Int32, strict=False)


def _month(form: Feature) -> pl.Expr:
    return form.col.struct.field("w").replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)


def _year(form: Feature) -> pl.Expr:
    """The year, with its century where two digits were written."""
    year, written = _part(form, "y"), form.col.struct.field("y").str.len_bytes()
    return pl.when(written == 4).then(year).otherwise(year + pl.when(year < _PIVOT).then(2000).otherwise(1900))


def _possible(year: pl.Expr) -> pl.Expr:
    return year.is_between(FIRST_YEAR, LAST_YEAR)


def _reading(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Yyyymmdd, with 00 for a part that is not written; null unless the calendar has it."""
    month, day = month.fill_null(0), day.fill_null(0)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = pl.when(month == 2).then(28 + leap.cast(pl.Int32)).when(month.is_in([4, 6, 9, 11])).then(30).otherwise(31)
    known = _possible(year) & month.is_between(0, 12) & (day <= longest)
    return pl.when(known & ((month > 0) | (day == 0))).then(year * 10_000 + month * 100 + day)
