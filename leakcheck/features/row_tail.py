"""The end of an e-mail address's local part, to compare with the record's number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.email import email
from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.model.columns import Column

WIDTHS: Final = (2, 3)  # characters of a tail that are compared: the numbers 36 to 46,655 in base 36
KEPT: Final = 5_000  # records of a file that are compared: what so many do not show, more will not
_BITS: Final = 24  # of the hash of a tail that are kept
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@cache
def row_tail(column: Column) -> Feature:
    """UInt64: the hashes of the last two and of the last three characters of the local part; null without an address.

    24 bits each, the two characters' lower. Null beyond `KEPT` records of a batch, which cannot be among the first
    `KEPT` of the file.
    """
    valid = email(column).valid
    ends = pl.map_batches([clean(column).col, valid.col], lambda pair: _tails(pair[0], pair[1]), return_dtype=pl.UInt64)
    return Feature(f"{column.name}.row_tail", ends, (clean(column), valid))


def _tails(cells: pl.Series, valid: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"cell": cells.head(KEPT), "valid": valid.head(KEPT)})
    local = frame.select(pl.when("valid").then(pl.col("cell").str.to_lowercase().str.extract(r"^([^@]+)@", 1)))
    two, three = (_hash(pl.col("cell").str.tail(width)) for width in WIDTHS)
    found = local.select(two + three * pl.lit(1 << _BITS, pl.UInt64)).to_series()
    return found.extend_constant(None, cells.len() - found.len())


def _hash(text: pl.Expr) -> pl.Expr:
    return pl.when(text.is_not_null()).then(text.hash(seed=0) & pl.lit((1 << _BITS) - 1, pl.UInt64))


def tails_of(numbers: Sequence[int], width: int) -> pl.Series:
    """The hash that `row_tail` has at `width` for a local part that ends in each number in base 36."""
    text = pl.DataFrame({"text": [base36(number)[-width:] for number in numbers]})
    return text.select(_hash(pl.col("text"))).to_series()


def ends(tails: pl.Series, width: int) -> pl.Series:
    """The hash at `width` out of what `row_tail` gives."""
    shift = pl.lit(1 << _BITS * WIDTHS.index(width), pl.UInt64)
    return tails.to_frame("t").select(pl.col("t") // shift & pl.lit((1 << _BITS) - 1, pl.UInt64)).to_series()


def base36(number: int) -> str:
    """A number of at least 0 in digits and lower-case letters: 36 is ``10``."""
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
