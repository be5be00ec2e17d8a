"""A column's values as a few small codes, so that two columns can be held against each other in a small table."""

from __future__ import annotations

from bisect import bisect
from typing import Final

import polars as pl

COMMON: Final = 8  # commonest values that keep a code of their own
REST: Final = 3  # codes for all other values together
LEAST_REPEATED: Final = 0.1  # share of values that are repeats; below, a column is an identifier
MOST_COMMON: Final = 0.95  # share of the commonest value above which a column is a constant


def by_rank(values: pl.Series) -> list[int] | None:
    """The commonest values by rank, all others in a few codes by hash; None for a constant or an identifier.

    `values` are hashes or integers without nulls.
    """
    counts = values.value_counts(name="n").sort(["n", values.name], descending=True)
    if counts.height < 2 or counts["n"][0] > MOST_COMMON * values.len():
        return None
    if counts.height > (1 - LEAST_REPEATED) * values.len():
        return None
    rank = {int(value): i for i, value in enumerate(counts[values.name][:COMMON])}
    return [rank.get(value, COMMON + (value >> 32) % REST) for value in values.to_list()]


def by_size(values: pl.Series) -> list[int] | None:
    """Numbers in `COMMON` classes of about as many values each, 0 first; None where nearly all are one number."""
    ordered = values.sort().to_list()
    edges = [ordered[len(ordered) * i // COMMON] for i in range(1, COMMON)]
    codes = [bisect(edges, value) for value in values.to_list()]
    return codes if len(set(codes)) > 2 else None
