"""How often does each value of one column stand beside each value of others? For relations and for blocks of records.

Like `multiplicity`, a bottom sample by hash: at level L only keys whose hash has L zero bits at its end are kept, with
all their companions, and L grows when more than `capacity` combinations would be held. The final level is the least
that fits, whatever the order and the cuts, and a kept key's records are all there, so shares need no scaling.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

CAPACITY: Final = 1 << 19  # combinations kept: 12 MB for two columns; shares are exact below, good to 0.2 % above
_SEED: Final = 7  # another hash than the features', so that a sample by one is not a sample by the other
_MOST: Final = 63  # levels; beyond, a single key has more companions than fit and is dropped


@dataclass(slots=True)
class PairCounts:
    """Combinations of a key (the first column) and its companions -> number of records."""

    capacity: int = CAPACITY
    level: int = 0
    chunks: list[pl.DataFrame] = field(default_factory=list)
    pending: int = 0

    @classmethod
    def of(cls, frame: pl.DataFrame, capacity: int = CAPACITY) -> PairCounts:
        """The combinations of one batch of integers or hashes. Records without a key are left out."""
        state = cls(capacity)
        named = frame.rename({name: f"k{i}" for i, name in enumerate(frame.columns)})
        state._append(named.drop_nulls("k0").group_by(named.columns).agg(pl.len().cast(pl.UInt64).alias("n")))
        return state

    def merge(self, other: PairCounts) -> PairCounts:
        """Add `other`'s counts to this state, in place."""
        self.level = max(self.level, other.level)
        for chunk in other.chunks:
            self._append(chunk)
        return self

    def _append(self, frame: pl.DataFrame) -> None:
        self.chunks.append(frame)
        self.pending += frame.height
        if self.pending > 2 * self.capacity or len(self.chunks) > 256:  # list overhead
            self._fold()

    def _fold(self) -> None:
        if not self.chunks:
            return
        table = pl.concat(self.chunks)
        if self.level:
            table = table.filter(_kept(self.level))
        if len(self.chunks) > 1:
            table = table.group_by(table.columns[:-1]).agg(pl.col("n").sum())
        while table.height > self.capacity and self.level < _MOST:
            self.level += 1
            table = table.filter(_kept(self.level))
        self.chunks = [table]
        self.pending = table.height

    def table(self) -> pl.DataFrame:
        """Columns ``k0`` (the key), ``k1`` ... and ``n`` (records), in no set order; no columns if never fed."""
        self._fold()
        return self.chunks[0] if self.chunks else pl.DataFrame()

    @property
    def scale(self) -> int:
        """By what a count of keys is to be multiplied."""
        self._fold()
        return 1 << self.level

    def __getstate__(self) -> tuple[int, int, list[pl.DataFrame]]:
        """Pickled folded and sorted, so that equal states have equal bytes."""
        table = self.table()
        return (self.capacity, self.level, [table.sort(table.columns[:-1], nulls_last=True)] if table.width else [])

    def __setstate__(self, state: tuple[int, int, list[pl.DataFrame]]) -> None:
        """Restore a pickled state."""
        self.capacity, self.level, self.chunks = state
        self.pending = sum(chunk.height for chunk in self.chunks)


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


def _kept(level: int) -> pl.Expr:
    return (pl.col("k0").hash(seed=_SEED) & pl.lit((1 << level) - 1, pl.UInt64)) == 0
