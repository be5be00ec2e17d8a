"""A cell as validators see it: trimmed, full-width forms folded, and null where nothing was written."""

from __future__ import annotations

from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.kernels.text import fold_width
from leakcheck.model.columns import Column

# What programs write for "no value". A dash or a word for "unknown" is missing too: nobody is called that.
NULL_WORDS: Final = (
    "", "null", "none", "nan", "n/a", "na", "nil", "\\n", "-", "--", "?", "<null>", "(null)", "undefined",
    "unknown", "无", "不详", "未知", "暂无",
)  # fmt: skip


def clean(column: Column) -> Feature:
    """The cell trimmed and in half-width forms; null where it is empty or a word for "no value"."""
    text = fold_width(pl.col(column.name).str.strip_chars())
    return Feature(
        f"{column.name}.clean", pl.when(text.str.to_lowercase().is_in(NULL_WORDS)).then(None).otherwise(text)
    )


def present(column: Column) -> Feature:
    """Whether the cell holds a value."""
    value = clean(column)
    return Feature(f"{column.name}.present", value.col.is_not_null(), (value,))


def digest(column: Column) -> Feature:
    """The cell's hash, for counting repeats inside this process; null where there is no value. Never leaves the run."""
    value = clean(column)
    hashed = pl.when(value.col.is_not_null()).then(value.col.str.to_lowercase().hash(seed=0))
    return Feature(f"{column.name}.digest", hashed, (value,))
