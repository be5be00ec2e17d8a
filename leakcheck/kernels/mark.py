"""The synthetic mark: a public rule that one cell in four satisfies by chance, and every cell of `synth` on purpose.

The rule. Take what stands before an ``@``; of its last 24 characters keep the ASCII letters and digits; keep the last
8 of those, padded on the left with ``0``. So a country prefix, punctuation, blanks, a lost leading zero and re-export
change nothing. Read the 8 bytes as a little-endian integer, clear the bit 0x20 of every byte (which folds case), and
mix: ``x *= K1; x ^= x >> 32; x *= K2`` modulo 2**64. The cell is marked when the two top bits of the result are 0.

K1 and K2 are the BLAKE2b digests of the two sentences below: fixed and public, so that anybody can check a file.
The rule stands here twice, for one cell and for a column; a test holds the two together.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

import polars as pl

CHANCE: Final = 0.25  # two bits of a well-mixed hash
WIDTH: Final = 8  # characters: one machine word, and no less than a phone's subscriber number
_REACH: Final = 24  # a subscriber number with a separator after every digit is still in reach
_OTHER: Final = re.compile(r"[^0-9A-Za-z]+")
_FOLD: Final = 0xDFDF_DFDF_DFDF_DFDF
_WORD: Final = (1 << 64) - 1
_QUARTER: Final = 1 << 62
BLANK: Final = int.from_bytes(b"0" * WIDTH, "little") & _FOLD  # the word of an empty cell, which is not marked


def _odd(sentence: bytes) -> int:
    return int.from_bytes(blake2b(sentence, digest_size=8).digest(), "little") | 1


K1: Final = _odd(b"leakcheck synth: this record was made by a program,")
K2: Final = _odd(b"and whoever shows it as a leak shows this mark with it.")


def is_marked(cell: str) -> bool:
    """Whether one cell satisfies the rule; a cell without letters and digits does not."""
    if cell.isascii() and cell.isalnum():
        key = cell[-WIDTH:]
    else:
        key = _OTHER.sub("", cell.partition("@")[0][-_REACH:])[-WIDTH:]
    word = int.from_bytes(key.rjust(WIDTH, "0").encode(), "little") & _FOLD
    word = word * K1 & _WORD
    return (word ^ word >> 32) * K2 & _WORD < _QUARTER


def word(cell: pl.Expr) -> pl.Expr:
    """What the rule reads of each cell, as a UInt64; `BLANK` where nothing but zeros is to be read; null for null."""
    text = cell.str.split("@").list.first().str.tail(_REACH).str.replace_all(_OTHER.pattern, "")
    key = text.str.tail(WIDTH).str.pad_start(WIDTH, "0").cast(pl.Binary)
    return key.bin.reinterpret(dtype=pl.UInt64, endianness="little") & pl.lit(_FOLD, pl.UInt64)


def mixed(words: pl.Expr) -> pl.Expr:
    """The rule's 64-bit result for each word (UInt64).

    Give it a column: the expression reads its input twice. The result can be turned back into the cell's end, so it is
    no hash to be kept; `features.mark` hashes it again.
    """
    product = words * pl.lit(K1, pl.UInt64)
    return (product ^ product // pl.lit(1 << 32, pl.UInt64)) * pl.lit(K2, pl.UInt64)


def marked(result: pl.Expr) -> pl.Expr:
    """Whether a result of `mixed` is a mark (Boolean)."""
    return result < pl.lit(_QUARTER, pl.UInt64)
