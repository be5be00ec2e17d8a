"""Labels that look like a record's values are not shown: a first row taken for a header may be a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import polars as pl

_PERSONAL: Final = re.compile(r"@|(?:\d[^\w]?){7}")  # an address, or seven digits in a row: no name of a column


def masked(labels: Sequence[str], prefix: pl.DataFrame) -> tuple[tuple[str, ...], int]:
    """The labels with those masked as ``col3`` that hold an address or a number, or stand as a cell in their column.

    Returns the labels and how many were masked (Q010).
    """
    shown = tuple(
        f"col{i}" if _PERSONAL.search(label) or _is_a_cell(label, prefix, i) else label
        for i, label in enumerate(labels, start=1)
    )
    return shown, sum(a != b for a, b in zip(shown, labels, strict=True))


def _is_a_cell(label: str, prefix: pl.DataFrame, index: int) -> bool:
    name = f"c{index}"
    return name in prefix.columns and bool((prefix[name].str.strip_chars() == label.strip()).any())
