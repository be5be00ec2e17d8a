"""A person's sex in the codes of ISO 5218."""

from __future__ import annotations

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.text import clean
from leakcheck.model.columns import Column
from leakcheck.reference.sex_words import WORDS


def sex_code(column: Column) -> Feature:
    """1 male, 2 female (Int8), null where the cell says neither or says it in a letter of two meanings."""
    text = clean(column)
    code = text.col.str.to_lowercase().replace_strict(WORDS, default=None, return_dtype=pl.Int8)
    return Feature(f"{column.name}.sex", code, (text,))
