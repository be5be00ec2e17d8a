"""One pass over the cells of a column of dates: the plain ones by their bytes, only the others by expressions.

A plain cell is yyyymmdd, or begins with yyyy-mm-dd (or slashes, or stops), ends there or goes on with a blank or T and
a time, and the calendar has it. Any other cell goes through all the forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import polars as pl

from leakcheck.kernels.dates import is_leap, yyyymmdd
from leakcheck.kernels.digits import byte_array

FIRST_YEAR: Final = 1600  # older than any register of persons that is traded
LAST_YEAR: Final = 2199  # 2090 is a typing error that must be seen, not a cell that cannot be read
_PIVOT: Final = 30  # two-digit years 00-29 are 20xx, the rest 19xx
_SIGNS: Final = tuple(map(ord, "-/."))

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
_WORD: Final = "(?:[A-Za-z]|[^[:ascii:]]){3}"  # what any month's name holds
_WORD_DAY: Final = (
    r"^(?:\p{L}+day,? )?(?P<w>\p{L}{3,10})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})" + _TIME
)

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
READING: Final = pl.Struct({"dmy": pl.Int32, "mdy": pl.Int32, "shaped": pl.Boolean})


def read(text: pl.Series) -> pl.DataFrame:
    """One row a cell: `dmy` and `mdy` (Int32 yyyymmdd, null where it is no date), and `shaped` as in `dates.Dates`."""
    known = plain(text)
    found = pl.DataFrame({"dmy": known, "mdy": known, "shaped": known.is_not_null()})
    rest = (known.is_null() & text.is_not_null()).arg_true()
    if not rest.len():
        return found
    others = thorough(text.gather(rest))
    return found.select(found[name].scatter(rest, others[name]) for name in found.columns)


def plain(text: pl.Series) -> pl.Series:
    """The dates (Int32 yyyymmdd) of the plain cells; null for all others."""
    frame = pl.DataFrame({"text": text, "width": text.str.len_bytes()})
    widths = frame["width"]
    found = pl.Series([None], dtype=pl.Int32).new_from_index(0, text.len())
    if (widths >= 10).any():
        head = pl.col("text")
        if (widths > 10).any():
            timed = head.str.contains(r"^.{10}[T ].*$")
            head = pl.when((pl.col("width") == 10) | timed).then(head.str.head(10))
        found = _dates(frame.select(code=byte_array(head, 10)), (0, 1, 2, 3, 5, 6, 8, 9), (4, 7))
    if (widths == 8).any():
        compact = _dates(frame.select(code=byte_array(pl.col("text"), 8)), range(8))
        found = pl.select(pl.coalesce(found, compact)).to_series()
    return found


def _dates(frame: pl.DataFrame, places: Sequence[int], separators: Sequence[int] = ()) -> pl.Series:
    """The dates of byte arrays: eight digits at `places`, one and the same sign at `separators`.

    In stages, because polars would fetch a byte anew for every part that reads it.
    """
    byte = pl.col("code").arr.get
    d = [pl.col(f"d{i}") for i in range(8)]
    signs = [pl.col(f"s{i}") for i in range(len(separators))]
    frame = frame.select(
        *((byte(place) - ord("0")).alias(f"d{i}") for i, place in enumerate(places)),
        *(byte(place).alias(f"s{i}") for i, place in enumerate(separators)),
    )
    fits = pl.max_horizontal(d) <= 9  # what is below "0" wraps round to a high byte
    if signs:
        fits &= signs[0].is_in(_SIGNS) & pl.all_horizontal(sign == signs[0] for sign in signs[1:])
    parts = frame.select(
        fits=fits,
        year=(d[0] * 10 + d[1]).cast(pl.Int32) * 100 + (d[2] * 10 + d[3]),
        month=d[4] * 10 + d[5],
        day=d[6] * 10 + d[7],
    )
    known = pl.col("fits") & _possible(pl.col("year"))
    return parts.select(pl.when(known).then(yyyymmdd(pl.col("year"), pl.col("month"), pl.col("day")))).to_series()


def thorough(text: pl.Series) -> pl.DataFrame:
    """`read` by all the forms that a date can have; in stages, so that no expression is long."""
    frame = pl.DataFrame({"cell": text})
    for stage in _stages(words=bool(text.str.contains(_WORD).any())):
        frame = frame.select(stage)
    return frame


@cache
def _stages(*, words: bool) -> tuple[tuple[pl.Expr, ...], ...]:
    """Cells to forms, forms to parts, parts to readings, readings to the answer.

    Without `words` the forms with a month's name, whose patterns take long to compile, are left out.
    """
    cell = pl.col("cell")
    wordy = pl.when(cell.str.contains(r"\p{Alphabetic}{3}")).then(cell.str.to_lowercase())  # a month by its name
    forms = {"first": (cell, _YEAR_FIRST), "compact": (cell, _COMPACT), "last": (cell, _YEAR_LAST)}
    if words:
        forms |= {"day_word": (wordy, _DAY_WORD), "word_day": (wordy, _WORD_DAY)}
    first, last = ({part: _part(form, part) for part in parts} for form, parts in (("first", "ymd"), ("last", "aby")))
    compact = {part: _part("compact", part) for part in "abcd"}
    parts = {f"first_{part}": number for part, number in first.items()}
    parts |= {f"last_{part}": number for part, number in last.items()} | {"last_year": _year("last")}
    parts |= {"head": 100 * compact["a"] + compact["b"], "tail": 100 * compact["c"] + compact["d"]}
    parts |= {f"compact_{part}": number for part, number in compact.items()}
    for form in ("day_word", "word_day"):
        worded = (_year(form), _month(form), _part(form, "d")) if words else (pl.lit(None, pl.Int32),) * 3
        parts |= {f"{form}_{part}": number for part, number in zip("ymd", worded, strict=True)}
    readings = {
        "r1": _reading("first_y", "first_m", "first_d"),
        "r2": _reading("head", "compact_c", "compact_d"),
        "r3": _reading("day_word_y", "day_word_m", "day_word_d"),
        "r4": _reading("word_day_y", "word_day_m", "word_day_d"),
        "dmy": _reading("last_year", "last_b", "last_a"),
        "mdy": _reading("last_year", "last_a", "last_b"),
        # ddmmyyyy, tried where yyyymmdd makes no date
        "compact_dmy": _reading("tail", "compact_b", "compact_a"),
        "compact_mdy": _reading("tail", "compact_a", "compact_b"),
    }
    full = pl.col("first_d").is_not_null() & _possible(pl.col("first_y"))
    full |= pl.any_horizontal(_possible(pl.col(year)) for year in ("head", "tail", "last_y"))
    certain = ("r1", "r2", "r3", "r4")
    orders = (("dmy", "compact_dmy"), ("mdy", "compact_mdy"))
    return (
        tuple(source.str.extract_groups(form).alias(name) for name, (source, form) in forms.items()),
        tuple(number.alias(name) for name, number in parts.items()),
        (*(day.alias(name) for name, day in readings.items()), full.fill_null(value=False).alias("shaped")),
        (
            pl.coalesce(*certain, *orders[0], *orders[1]).alias("dmy"),
            pl.coalesce(*certain, *orders[1], *orders[0]).alias("mdy"),
            pl.col("shaped"),
        ),
    )


def _part(form: str, part: str) -> pl.Expr:
    return pl.col(form).struct.field(part).cast(pl.Int32, strict=False)


def _month(form: str) -> pl.Expr:
    return pl.col(form).struct.field("w").replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)


def _year(form: str) -> pl.Expr:
    """The year, with its century where two digits were written."""
    year, written = _part(form, "y"), pl.col(form).struct.field("y").str.len_bytes()
    return pl.when(written == 4).then(year).otherwise(year + pl.when(year < _PIVOT).then(2000).otherwise(1900))


def _possible(year: pl.Expr) -> pl.Expr:
    return year.is_between(FIRST_YEAR, LAST_YEAR)


def _reading(year: str, month: str, day: str) -> pl.Expr:
    """Yyyymmdd of columns of numbers, with 00 for a part that is not written; null unless the calendar has it."""
    y, m, d = pl.col(year), pl.col(month).fill_null(0), pl.col(day).fill_null(0)
    longest = pl.when(m == 2).then(28 + is_leap(y).cast(pl.Int32)).when(m.is_in([4, 6, 9, 11])).then(30).otherwise(31)
    known = _possible(y) & m.is_between(0, 12) & (d <= longest)
    return pl.when(known & ((m > 0) | (d == 0))).then(y * 10_000 + m * 100 + d)
