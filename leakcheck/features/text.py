"""A cell as validators see it: repaired, half-width, and null where nothing was written or what was written is lost."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.repair import mended
from leakcheck.kernels.text import lower
from leakcheck.model.columns import Column, Role
from leakcheck.model.damage import Damage

# What programs write for "no value". A dash or a word for "unknown" is missing too: nobody is called that.
NULL_WORDS: Final = (
    "", "null", "none", "nan", "n/a", "na", "nil", "\\n", "-", "--", "?", "<null>", "(null)", "undefined",
    "unknown", "无", "不详", "未知", "暂无",
)  # fmt: skip
_CASES: Final = {"k": "kK\N{KELVIN SIGN}"}  # all that is written as this letter in lower case
_NAMES: Final = frozenset({Role.FAMILY_NAME, Role.GIVEN_NAME, Role.PERSON_NAME})
_ALSO_NAMES: Final = ("Na", "Nan", "Nil", "None")  # as people write them; programs write NA, nan, nil


def _meant(column: Column) -> tuple[str, ...]:
    """The words for "no value" that are values in this column."""
    if column.role in _NAMES:
        return _ALSO_NAMES
    naples = column.role is Role.REGION and column.locale == "IT"
    return ("NA",) if naples or column.habit.codes else ()  # Naples, and Namibia among codes of countries


@cache
def _no_values(meant: tuple[str, ...]) -> pl.Series:
    """Every spelling of the words for "no value", in capital and small letters, without those that are `meant`.

    To ask for each of them is ten times faster than to fold cells that may be such a word.
    """
    spellings = (product(*(_CASES.get(c, {c, c.upper()}) for c in word)) for word in NULL_WORDS)
    return pl.Series(sorted({"".join(letters) for word in spellings for letters in word}.difference(meant)))


@cache
def written(column: Column) -> Feature:
    """The cell's repaired text, null where it is empty or a word for "no value"; also where the value is lost."""
    text = mended(column).text
    missing = text.col.is_in(_no_values(_meant(column)).implode())
    return Feature(f"{column.name}.written", pl.when(missing).then(None).otherwise(text.col), (text,))


@cache
def clean(column: Column) -> Feature:
    """The value that a cell holds, null where it holds none or lost it; what a spreadsheet did is undone."""
    text, damage = written(column), mended(column).damage
    whole = (damage.col & pl.lit(int(Damage.LOST), pl.UInt16)) == 0
    return Feature(f"{column.name}.clean", pl.when(whole).then(text.col), (text, damage))


@cache
def present(column: Column) -> Feature:
    """Whether the cell holds a value, or held one that damage took."""
    cell = written(column)
    return Feature(f"{column.name}.present", cell.col.is_not_null(), (cell,))


@cache
def digest(column: Column) -> Feature:
    """The cell's hash, for counting repeats inside this process; null where there is no value. Never leaves the run."""
    cell = clean(column)
    hashed = lower(cell.col).hash(seed=0)  # null has a hash too, so it is put back
    return Feature(f"{column.name}.digest", pl.when(cell.col.is_not_null()).then(hashed), (cell,), keyed=True)


@cache
def value(column: Column) -> Feature:
    """The cell's hash, 0 where there is no value: `digest` for those to whom no value is one, too."""
    hashed = digest(column)
    return Feature(f"{column.name}.value", hashed.col.fill_null(0), (hashed,))
