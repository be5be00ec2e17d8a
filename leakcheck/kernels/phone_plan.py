"""How a telephone number is written, and what its plan makes of it, as polars expressions.

The steps are those of libphonenumber's ``parse`` (Apache-2.0), so that its answers come out the same; what differs is
said where it differs. Expressions read text in half-width form without surrounding space.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

import polars as pl

LONGEST_INPUT: Final = 250  # characters; libphonenumber refuses longer text
LONGEST_NUMBER: Final = 17  # digits of a national number; the ITU allows 15, German ones are longer

# libphonenumber's punctuation inside a number (as a regex class), without the letter x, which is added where allowed.
_PUNCTUATION: Final = (
    r"\-\u{2010}-\u{2015}\u{2212}\u{30FC}\u{FF0D}-\u{FF0F} \u{A0}\u{AD}\u{200B}\u{2060}\u{3000}"
    r"()\u{FF08}\u{FF09}\u{FF3B}\u{FF3D}.\[\]/~\u{2053}\u{223C}\u{FF5E}"
)
_SEPARATORS: Final = r"\s().\-/"  # white space of any kind: line breaks inside a cell are libphonenumber's no, not ours
_PLUS: Final = r"+\u{FF0B}"

# Between the number and its extension, and how an extension is announced, from explicit to ambiguous.
_GAP, _AFTER = r"[ \u{A0}\t,]*", r"[:.\u{FF0E}]?[ \u{A0}\t,-]*"
_EXTENSION: Final = "|".join(
    (
        r";ext=[0-9]{1,20}",
        _GAP
        + r"(?:e?xt(?:ensi(?:o\u{301}?|\u{F3}))?n?|\u{FF45}?\u{FF58}\u{FF54}\u{FF4E}?|доб|anexo)"
        + _AFTER
        + "[0-9]{1,20}#?",
        _GAP + r"(?:[x\u{FF58}#\u{FF03}~\u{FF5E}]|int|\u{FF49}\u{FF4E}\u{FF54})" + _AFTER + "[0-9]{1,9}#?",
        r"[- ]+[0-9]{1,6}#",
        r"[ \u{A0}\t]*(?:,{2}|;)" + _AFTER + "[0-9]{1,15}#?",
        r"[ \u{A0}\t]*,+" + _AFTER + "[0-9]{1,9}#?",
    )
)
_NUMBER: Final = rf"(?:[0-9]{{2}}|[{_PLUS}]*(?:[x{_PUNCTUATION}*]*[0-9]){{3,}}[x{_PUNCTUATION}*A-Za-z0-9]*)"
_KEYPAD: Final = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999", strict=True))

# Words for "extension" that libphonenumber does not know, and two numbers in one cell.
_MORE_EXTENSIONS: Final = "(?:转|轉|分机|分機|内线|內線|内線)+"
_FIRST_OF_SEVERAL: Final = r"^([^/;,、，；|]*[0-9][^/;,、，；|]*[0-9]\)?)\s*[/;,、，；|]\s*[+(]*[0-9]"

_REMARK_AFTER: Final = r"(?s)^([+(]*[0-9][0-9 ().\-/+]*[0-9])[\s(\[{,:;=-]*\p{L}.*$"


def bare(text: pl.Expr) -> pl.Expr:
    """The text without the commonest separators; text without them is passed through."""
    return (
        pl.when(text.str.contains(f"[{_SEPARATORS}]"))
        .then(text.str.replace_all(f"[{_SEPARATORS}]+", ""))
        .otherwise(text)
    )


def simple(text: pl.Expr) -> pl.Expr:
    """Whether the text is digits and the commonest separators, behind at most one plus sign: viable, no extension."""
    return text.str.contains(rf"^[{_SEPARATORS}]*\+?(?:[{_SEPARATORS}]*[0-9]){{3}}[{_SEPARATORS}0-9]*$") & (
        text.str.len_bytes() <= LONGEST_INPUT
    )


def first_of_several(text: pl.Expr) -> pl.Expr:
    """The first number of a cell that holds several, null where it holds one. libphonenumber joins them."""
    return text.str.extract(_FIRST_OF_SEVERAL, 1)


def before_remark(text: pl.Expr) -> pl.Expr:
    """The number before a remark ("... (office)"), null where there is none. libphonenumber dials the letters."""
    return text.str.extract(_REMARK_AFTER, 1)


def candidate(text: pl.Expr) -> pl.Expr:
    """From the first digit or plus sign to the last letter or digit; a second number's extension is cut off."""
    text = text.str.replace(_MORE_EXTENSIONS, " ext ")
    found = text.str.extract(rf"(?s)([{_PLUS}0-9].*)$", 1).str.replace(r"(?:_|[^#\w])+$", "")
    found = found.str.replace(r"(?s)[\\/] *x.*$", "")
    return found.str.replace(r"(?s)^(.+?);isub=.*$", "${1}")


def viable(text: pl.Expr) -> pl.Expr:
    """Whether the text can be a telephone number at all: enough digits, and nothing that no number holds."""
    return text.str.contains(rf"(?is)^{_NUMBER}(?:{_EXTENSION})?$") & (text.str.len_chars() <= LONGEST_INPUT)


def without_extension(text: pl.Expr) -> pl.Expr:
    """The text up to its extension, if what is before it is still a number."""
    before = text.str.extract(rf"(?is)^(.*?)(?:{_EXTENSION})$", 1)
    return pl.when(viable(before)).then(before).otherwise(text)


def digits(text: pl.Expr) -> pl.Expr:
    """The digits; letters count as their key on the dial where there are three or more (1-800-FLOWERS)."""
    keyed = text.str.to_uppercase().str.replace_many(list(_KEYPAD), list(_KEYPAD.values()))
    text = pl.when(text.str.contains("(?s)(?:.*?[A-Za-z]){3}")).then(keyed).otherwise(text)
    return text.str.replace_all("[^0-9]+", "")


def whole(number: pl.Expr, pattern: str) -> pl.Expr:
    """Whether the pattern matches the whole number."""
    return number.str.contains(f"^(?:{pattern})$")


def begins(number: pl.Expr, pattern: str) -> pl.Expr:
    """Whether the number begins with the pattern."""
    return number.str.contains(f"^(?:{pattern})")


def calling_code(number: pl.Expr, known: Sequence[int]) -> pl.Expr:
    """The calling code that the digits begin with (no code is the beginning of another), null where there is none."""
    heads = (number.str.slice(0, n).cast(pl.Int32, strict=False) for n in (1, 2, 3))
    table = pl.Series(known, dtype=pl.Int32).implode()
    return reduce(
        lambda later, head: pl.when(~begins(number, "0") & head.is_in(table)).then(head).otherwise(later),
        reversed(list(heads)),
        pl.lit(None, pl.Int32),
    )


def without_idd(number: pl.Expr, idd: str) -> pl.Expr:
    """What follows the prefix for calls abroad; null where the number does not begin with one."""
    rest = number.str.replace(f"^(?:{idd})", "")
    return pl.when(begins(number, idd) & ~begins(rest, "0")).then(rest)


def without_trunk(number: pl.Expr, strip: str | None, transform: str | None, general: str) -> pl.Expr:
    """The number without its national or carrier prefix, or rewritten where the plan has a rule for it.

    A number that fits the plan is left alone where the rest would not.
    """
    if not strip:
        return number
    rest = number.str.replace(f"^(?:{strip})", "")
    if transform:
        groups = strip.count("(") - strip.count("(?:")
        rewritten = number.str.replace(f"^(?:{strip})", transform.replace(f"\\{groups}", f"${{{groups}}}"))
        used = number.str.extract(f"^(?:{strip})", groups).is_not_null()
        rest = pl.when(used).then(rewritten).otherwise(rest)
    spoiled = whole(number, general) & ~whole(rest, general)
    return pl.when(begins(number, strip) & ~spoiled).then(rest).otherwise(number)


def length_in(number: pl.Expr, lengths: Sequence[int]) -> pl.Expr:
    """Whether the number has one of these lengths."""
    return number.str.len_bytes().is_in(pl.Series(lengths, dtype=pl.UInt32).implode())


def too_long(number: pl.Expr, lengths: Sequence[int]) -> pl.Expr:
    """Whether the number is longer than every possible length."""
    return number.str.len_bytes() > max(lengths)
