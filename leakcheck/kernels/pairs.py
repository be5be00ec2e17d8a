"""How often does each value of one column stand beside each value of others? For relations and for blocks of records.

A `BottomSample` by the first column: a kept key's records are all there, with all their companions, so shares need no
scaling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import polars as pl

from leakcheck.kernels.bottom_sample import BottomSample

CAPACITY: Final = 1 << 19  # combinations kept: 12 MB for two columns; shares are exact below, good to 0.2 % above
_SEED: Final = 7  # another hash than the features', so that a sample by one is not a sample by the other


@dataclass(slots=True)
class PairCounts(BottomSample):
    """Combinations of a key (the first column) and its companions -> number of records."""

    capacity: int = CAPACITY

    @classmethod
    def of(cls, frame: pl.DataFrame, capacity: int = CAPACITY) -> Self:
        """The combinations of one batch of integers or hashes. Records without a key are left out."""
        state = cls(capacity)
        named = frame.rename({name: f"k{i}" for i, name in enumerate(frame.columns)})
        state.hold(named.drop_nulls("k0"))
        return state

    @staticmethod
    def hashed(key: pl.Expr) -> pl.Expr:
        """The hash of a key by which its records are kept or dropped."""
        return key.hash(seed=_SEED)

    @classmethod
    def key(cls) -> pl.Expr:
        """The hash of the first column."""
        return cls.hashed(pl.col("k0"))

    @staticmethod
    def added_up(table: pl.DataFrame) -> pl.DataFrame:
        """One row a combination."""
        return table.group_by(pl.exclude("n")).agg(pl.col("n").sum())

    def table(self) -> pl.DataFrame:
        """Columns ``k0`` (the key), ``k1`` ... and ``n`` (records), in no set order; no columns if never fed."""
        self.fold()
        return pl.DataFrame() if self.counted is None else self.counted


def margin(table: pl.DataFrame, column: str) -> dict[int, int]:
    """Records by value of one column of a `PairCounts.table`, nulls left out; in the order of the values."""
    totals = table.drop_nulls(column).group_by(column).agg(pl.col("n").sum()).sort(column)
    return {int(value): int(n) for value, n in totals.rows()}


def group_cells(table: pl.DataFrame, key: str, companion: str) -> dict[tuple[int, int], int]:
    """{(records of a key, records of that key with one companion): number of such cells}, in order; nulls left out.

    All that `stats.agreement.consistency` needs to know of a table.
    """
    cells = table.drop_nulls([key, companion]).group_by([key, companion]).agg(pl.col("n").sum())
    sized = cells.with_columns(pl.col("n").sum().over(key).alias("size"))
    rows = sized.group_by(["size", "n"]).agg(pl.len().alias("times")).sort(["size", "n"]).rows()
    return {(int(size), int(n)): int(times) for size, n, times in rows}
