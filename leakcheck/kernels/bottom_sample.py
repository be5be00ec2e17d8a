"""Counts by key, exact for few keys, of a stated fraction of the keys for many: bounded, mergeable, free of order.

A bottom sample by hash (Gibbons' distinct sampling, 2001): at level L only keys whose hash has L zero bits at its end
are kept, with their exact counts, and L grows when more than `capacity` rows would be held. The final level is the
least one that fits, whatever the order and the cuts, so the result does not depend on them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Final, Self

import polars as pl

_MOST: Final = 63  # levels of a 64-bit hash; beyond, a single key has more rows than fit
_CHUNKS: Final = 256  # unmerged frames; more cost more than folding them in


@dataclass(slots=True)
class BottomSample(ABC):
    """Rows of counts (``n``) by key, at sampling level `level` (kept share of keys: 2 ** -level)."""

    capacity: int
    level: int = 0
    chunks: list[pl.DataFrame] = field(default_factory=list)
    pending: int = 0

    @staticmethod
    @abstractmethod
    def key() -> pl.Expr:
        """The hash (UInt64) that decides whether a row is kept."""

    @staticmethod
    @abstractmethod
    def added_up(table: pl.DataFrame) -> pl.DataFrame:
        """The rows of one key, or of one combination, as one row."""

    def merge(self, other: Self) -> Self:
        """Add `other`'s counts to this state, in place."""
        self.level = max(self.level, other.level)
        for chunk in other.chunks:
            self.append(chunk)
        return self

    def append(self, frame: pl.DataFrame) -> None:
        """Add rows that are already added up among themselves."""
        self.chunks.append(frame)
        self.pending += frame.height
        if self.pending > 2 * self.capacity or len(self.chunks) > _CHUNKS:
            self.fold()

    def fold(self) -> None:
        """Make the chunks one, at the least level that fits."""
        if not self.chunks:
            return
        table = pl.concat(self.chunks)
        if self.level:
            table = table.filter(self._kept())
        if len(self.chunks) > 1:
            table = self.added_up(table)
        while table.height > self.capacity and self.level < _MOST:
            self.level += 1
            table = table.filter(self._kept())
        self.chunks = [table]
        self.pending = table.height

    def _kept(self) -> pl.Expr:
        return (self.key() & pl.lit((1 << self.level) - 1, pl.UInt64)) == 0

    @property
    def scale(self) -> int:
        """By what a count of keys is to be multiplied."""
        self.fold()
        return 1 << self.level

    @abstractmethod
    def table(self) -> pl.DataFrame:
        """The kept rows."""

    def __getstate__(self) -> tuple[int, int, list[pl.DataFrame]]:
        """Pickled folded and sorted, so that equal states have equal bytes."""
        self.fold()
        tables = [table.sort(pl.exclude("n"), nulls_last=True) for table in self.chunks]
        return (self.capacity, self.level, tables)

    def __setstate__(self, state: tuple[int, int, list[pl.DataFrame]]) -> None:
        """Restore a pickled state."""
        self.capacity, self.level, self.chunks = state
        self.pending = sum(chunk.height for chunk in self.chunks)
