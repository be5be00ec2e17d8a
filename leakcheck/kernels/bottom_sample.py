"""Counts by key, exact for few keys, of a stated fraction of the keys for many: bounded, mergeable, free of order.

A bottom sample by hash (Gibbons' distinct sampling, 2001): at level L only keys whose hash has L zero bits at its end
are kept, with their exact counts, and L grows when more than `capacity` rows would be held. The final level is the
least one that fits, whatever the order and the cuts, so the result does not depend on them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Self

import polars as pl

MOST: Final = 63  # levels of a 64-bit hash; beyond, a single key has more rows than fit
_CHUNKS: Final = 256  # unmerged frames; more cost more than folding them in
_PARTS: Final = 8  # of the keys, by the first bits of their hashes: 60 MB less at a time for a million, and no slower
_SMALL: Final = 1 << 17  # rows that are added up at once, and records that are worth it


@dataclass(slots=True)
class BottomSample(ABC):
    """Rows of counts (``n``) by key, at sampling level `level` (kept share of keys: 2 ** -level).

    `chunks` are records as they came, without ``n``; they are counted when there are enough of them, for most of a
    large file is dropped by then. `counted` are those that were.
    """

    capacity: int
    level: int = 0
    counted: pl.DataFrame | None = None
    chunks: list[pl.DataFrame] = field(default_factory=list)
    pending: int = 0

    @staticmethod
    @abstractmethod
    def key() -> pl.Expr:
        """The hash (UInt64) that decides whether a row is kept."""

    @staticmethod
    @abstractmethod
    def added_up(table: pl.DataFrame) -> pl.DataFrame:
        """The counted rows of one key, or of one combination, as one row."""

    @staticmethod
    def counted_up(records: pl.DataFrame) -> pl.DataFrame:
        """Records as rows of counts, not all of which have to be of different keys."""
        return records.with_columns(pl.lit(1, pl.UInt64).alias("n"))

    def merge(self, other: Self) -> Self:
        """Add `other`'s counts to this state, in place."""
        if other.level > self.level:
            self.level = other.level
            if self.counted is not None:
                self.counted = self.counted.filter(self._kept())
        for chunk in other.chunks:
            self.append(chunk)
        if other.counted is not None:
            self.join(other.counted)
        return self

    def append(self, records: pl.DataFrame) -> None:
        """Add records, one row each."""
        self.hold(records.filter(self._kept()) if self.level else records)
        if self.pending > self.patience() or len(self.chunks) > _CHUNKS:
            self.fold()

    def patience(self) -> int:
        """Records that may wait: twice those that are counted, which are gone through again, or half of the most."""
        counted = 0 if self.counted is None else self.counted.height
        return min(self.capacity, max(_SMALL, min(2 * counted, self.capacity // 2)))

    def hold(self, records: pl.DataFrame) -> None:
        """Add records without counting: a batch is thinned by the level of the state that it is merged into."""
        self.chunks.append(records)
        self.pending += records.height

    def fold(self) -> None:
        """Count the chunks, at the least level that fits."""
        if self.chunks:
            records, self.chunks, self.pending = pl.concat(self.chunks), [], 0
            self.join(self.counted_up(records))

    def join(self, counted: pl.DataFrame) -> None:
        """Add counted rows, a part of all keys at a time: adding up takes several times the room of what it adds up."""
        rows = counted if self.counted is None else pl.concat([self.counted, counted.select(self.counted.columns)])
        self.counted = None
        done: list[pl.DataFrame] = []
        for part in self._parts(rows):
            done.append(self.added_up(part.filter(self._kept()) if self.level else part))
            while sum(table.height for table in done) > self.capacity and self.level < MOST:
                self.level += 1
                done = [table.filter(self._kept()) for table in done]
        self.counted = pl.concat(done)

    def _parts(self, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
        if rows.height <= _SMALL:
            yield rows
            return
        first = rows.select((self.key() // pl.lit((1 << 64) // _PARTS, pl.UInt64)).cast(pl.UInt8)).to_series()
        for number in range(_PARTS):
            yield rows.filter(first == number)

    def _kept(self) -> pl.Expr:
        return (self.key() & pl.lit(self.mask, pl.UInt64)) == 0

    @property
    def mask(self) -> int:
        """The bits of a key's hash that are zero in all that is kept, and in all that ever will be."""
        return (1 << self.level) - 1

    @property
    def scale(self) -> int:
        """By what a count of keys is to be multiplied."""
        self.fold()
        return 1 << self.level

    @abstractmethod
    def table(self) -> pl.DataFrame:
        """The kept rows."""

    def __getstate__(self) -> tuple[int, int, pl.DataFrame | None]:
        """Pickled folded and sorted, so that equal states have equal bytes."""
        self.fold()
        table = self.counted
        return (self.capacity, self.level, None if table is None else table.sort(pl.exclude("n"), nulls_last=True))

    def __setstate__(self, state: tuple[int, int, pl.DataFrame | None]) -> None:
        """Restore a pickled state."""
        self.capacity, self.level, self.counted = state
        self.chunks, self.pending = [], 0
