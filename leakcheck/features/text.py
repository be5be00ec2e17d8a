"""A cell as validators see it: trimmed, full-width forms folded, and null where nothing was written."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.kernels.text import fold_width, lower
from leakcheck.model.columns import Column

# What programs write for "no value". A dash or a word for "unknown" is missing too: nobody is called that.
NULL_WORDS: Final = (
    "", "null", "none", "nan", "n/a", "na", "nil", "\\n", "-", "--", "?", "<null>", "(null)", "undefined",
    "unknown", "无", "不详", "未知", "暂无",
)  # fmt: skip


_LONGEST: Final = max(len(word.encode()) for word in NULL_WORDS)


@cache
def clean(column: Column) -> Feature:
    """The cell trimmed and in half-width forms; null where it is empty or a word for "no value"."""
    trimmed = Feature(f"{column.name}.trimmed", fold_width(pl.col(column.name).str.strip_chars()))
    # Only a short cell can be such a word, so only short cells are put into lower case.
    word = pl.when(trimmed.col.str.len_bytes() <= _LONGEST).then(trimmed.col).str.to_lowercase()
    value = pl.when(word.is_in(NULL_WORDS).fill_null(value=False)).then(None).otherwise(trimmed.col)
    return Feature(f"{column.name}.clean", value, (trimmed,))


@cache
def present(column: Column) -> Feature:
    """Whether the cell holds a value."""
    value = clean(column)
    return Feature(f"{column.name}.present", value.col.is_not_null(), (value,))


@cache
def digest(column: Column) -> Feature:
    """The cell's hash, for counting repeats inside this process; null where there is no value. Never leaves the run."""
    value = clean(column)
    hashed = lower(value.col).hash(seed=0)  # null has a hash too, so it is put back
    return Feature(f"{column.name}.digest", pl.when(value.col.is_not_null()).then(hashed), (value,))
