"""Text as polars expressions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

# Where the ten digits of a script begin: every run of Unicode 16 of the category Nd but ASCII's own and the full-width.
_ZEROS: Final = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
    0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0,
    0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0,
    0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50,
    0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC,
    0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
)  # fmt: skip
# Zero-width space, word joiner, byte order mark, and marks of direction, which address books put around numbers.
_INVISIBLE: Final = "\u200b\u2060\ufeff\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SPACES: Final = "\u3000\u00a0\u2007\u202f"  # ideographic, and those at which no line is broken
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"  # word processors write them for a hyphen
_FOLD: Final = (
    {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
    | {chr(zero + i): str(i) for zero in _ZEROS for i in range(10)}
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_INVISIBLE, "")
)
_OTHER_DIGITS: Final = "".join(f"{chr(zero)}-{chr(zero + 9)}" for zero in _ZEROS)
_FOLDED: Final = f"[\uff01-\uff5e{_DASHES}{_SPACES}{_INVISIBLE}{_OTHER_DIGITS}]"

WIDE_DIGIT: Final = "[\uff10-\uff19]"
OTHER_DIGIT: Final = f"[{_OTHER_DIGITS}]"
UNSEEN: Final = f"[{_INVISIBLE}]"

# Bytes of UTF-8. Common ones tell nothing: digits, small letters, and all that Han characters begin and go on with.
COMMON: Final = bytes((*b"0123456789abcdefghijklmnopqrstuvwxyz", *range(0x80, 0xC0), *range(0xE4, 0xEA)))
FOLDED: Final = frozenset(character.encode()[0] for character in _FOLD)  # what foldable characters begin with
_HEXAGRAM: Final = b"\xe4\xb7"  # what the only signs between U+4000 and U+9FFF begin with
BLANKS: Final = b"\t\n\v\f\r \xc2\xe1\xe2\xe3"  # what white space is or begins with
CAPITALS: Final = bytes(
    (*range(0x41, 0x5B), *range(0xC3, 0xD6), 0xE1, 0xE2, 0xEA, 0xEF, 0xF0)
)  # ... and capital letters


class Unusual:
    """The bytes of a column's UTF-8 text without ASCII digits, small letters and what Han characters are made of.

    What a column holds none of need not be looked for cell by cell. All its cells are one text here, which memory-wide
    searches go through ten times faster than an expression goes through the cells.
    """

    __slots__ = ("_bytes", "ascii", "words")

    def __init__(self, text: pl.Series) -> None:
        whole: bytes = text.str.join("").cast(pl.Binary).item()
        self.ascii = whole.isascii()
        self._bytes = whole.translate(None, COMMON)
        self.words = not self._bytes and _HEXAGRAM not in whole  # nothing but letters and digits

    def have(self, wanted: Iterable[int]) -> bool:
        """Is any of these bytes among them?"""
        return any(byte in self._bytes for byte in wanted)


def foldable(text: pl.Series, unusual: Unusual | None = None) -> bool:
    """Whether any cell has a character that `folded` replaces; `unusual`, where known, may cover more text."""
    return (unusual or Unusual(text)).have(FOLDED) and text.str.contains(_FOLDED).any()


def folded(text: pl.Series) -> pl.Series:
    """Full-width forms and all scripts' digits as ASCII, all blanks and dashes as one, unseen characters off."""
    return text.str.replace_many(list(_FOLD), list(_FOLD.values())).str.strip_chars()


def lower(text: pl.Expr) -> pl.Expr:
    """The text in lower case. Only cells with a capital are worked on where they are few: Han characters take long.

    Expressions of two calls are not equal, so a feature made with it must be made once (`functools.cache`).
    """
    return text.map_batches(_lower, return_dtype=pl.String, is_elementwise=True)


def _lower(text: pl.Series) -> pl.Series:
    unusual = Unusual(text)
    if not unusual.have(CAPITALS):
        return text
    if unusual.ascii:
        return text.str.to_lowercase()
    capital = text.str.contains(r"\p{Lu}").fill_null(value=False)
    if 2 * capital.sum() > text.len():
        return text.str.to_lowercase().zip_with(capital, text)  # other letters stay, in whatever company: "Ⅷ"
    rows = capital.arg_true()
    return text.clone().scatter(rows, text.gather(rows).str.to_lowercase()) if rows.len() else text


def spaced(text: pl.Expr, signs: str) -> pl.Expr:
    """The text with a blank for every match of `signs`, which match no letter and no digit; none at its ends.

    As with `lower`, expressions of two calls are not equal.
    """

    def work(cells: pl.Series) -> pl.Series:
        return cells if Unusual(cells).words else cells.str.replace_all(signs, " ").str.strip_chars()

    return text.map_batches(work, return_dtype=pl.String, is_elementwise=True)


def is_han(text: pl.Expr, low: int, high: int) -> pl.Expr:
    """Whether the text is `low` to `high` Han characters and nothing else."""
    return text.str.contains(rf"^[\u4e00-\u9fff\u3400-\u4dbf·]{{{low},{high}}}$")
