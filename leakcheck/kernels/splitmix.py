"""Numbers that look random and are the same on every machine: the outputs of splitmix64, a column at a time.

Source: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators. No Python a row.
"""

from __future__ import annotations

from typing import Final

import polars as pl

GOLDEN: Final = 0x9E3779B97F4A7C15  # what the state grows by: 2^64 over the golden ratio, made odd
_WORD: Final = (1 << 64) - 1
_MIX: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_LAST: Final = 31


def splitmix64(steps: pl.Series, state: int) -> pl.Series:
    """The output after each number of `steps` (UInt64) of the generator begun at `state`: UInt64 0 .. 2^64 - 1."""
    word = steps * GOLDEN + (state & _WORD)
    for shift, factor in _MIX:
        word = (word ^ (word // (1 << shift))) * factor
    return word ^ (word // (1 << _LAST))
