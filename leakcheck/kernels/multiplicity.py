"""How often does each value occur? Exact for few values, a stated fraction of the values for many.

The state is a bottom sample by hash (Gibbons' distinct sampling): at level L only hashes whose low L bits are zero are
kept, with their exact counts, and L grows when more than `CAPACITY` distinct hashes would be held. The final level is
the least one that fits, whatever the order and the cuts, so the result does not depend on them, and every kept value's
count is exact. Any statistic of "how often" is then scaled by 2 ** L.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

CAPACITY: Final = 1 << 20  # distinct values kept: 16 MB; exact below, relative error about 0.1 % above
_PENDING: Final = 1 << 19  # rows of unmerged chunks before they are folded in; bounds memory, not the result


@dataclass(slots=True)
class Multiplicity:
    """Hash -> number of occurrences, at sampling level `level` (kept share of values: 2 ** -level)."""

    capacity: int = CAPACITY
    level: int = 0
    chunks: list[pl.DataFrame] = field(default_factory=list)
    pending: int = 0

    @classmethod
    def of(
        cls, hashes: pl.Series, capacity: int = CAPACITY, parts: Mapping[str, pl.Series] | None = None
    ) -> Multiplicity:
        """The multiplicities of one batch of UInt64 hashes; nulls are left out.

        `parts` are further hashes of the same records that go with a value (a name's family part with the whole name);
        the table keeps the least of each a value.
        """
        state = cls(capacity)
        frame = pl.DataFrame({"h": hashes, **(parts or {})}).drop_nulls("h")
        state._append(frame.group_by("h").agg(pl.len().cast(pl.UInt64).alias("n"), pl.exclude("h").min()))
        return state

    def merge(self, other: Multiplicity) -> Multiplicity:
        """Add `other`'s counts to this state, in place."""
        self.level = max(self.level, other.level)
        for chunk in other.chunks:
            self._append(chunk)
        return self

    def _append(self, frame: pl.DataFrame) -> None:
        if not frame.height:
            return
        self.chunks.append(frame)
        self.pending += frame.height
        if self.pending > max(_PENDING, self.capacity) or len(self.chunks) > 256:  # list overhead
            self._fold()

    def _fold(self) -> None:
        if not self.chunks:
            return
        table = pl.concat(self.chunks)
        if self.level:
            table = table.filter(_kept(self.level))
        if len(self.chunks) > 1:
            table = table.group_by("h").agg(pl.col("n").sum(), pl.exclude("h", "n").min())
        while table.height > self.capacity:
            self.level += 1
            table = table.filter(_kept(self.level))
        self.chunks = [table]
        self.pending = 0

    def table(self) -> pl.DataFrame:
        """Columns ``h`` (hash), ``n`` (occurrences) and the parts, sorted by hash; the kept values only."""
        self._fold()
        return self.chunks[0].sort("h") if self.chunks else pl.DataFrame(schema={"h": pl.UInt64, "n": pl.UInt64})

    def spectrum(self) -> dict[int, int]:
        """Frequency of frequencies: {times a value occurs: number of kept values}; multiply by `scale`."""
        self._fold()
        if not self.chunks:
            return {}
        rows = self.chunks[0].group_by("n").agg(pl.len().alias("values")).sort("n").rows()
        return {int(n): int(values) for n, values in rows}

    @property
    def scale(self) -> int:
        """By what a count of kept values is to be multiplied."""
        self._fold()
        return 1 << self.level

    def __getstate__(self) -> tuple[int, int, list[pl.DataFrame]]:
        """Pickled folded, so that equal states have equal bytes."""
        return (self.capacity, self.level, [self.table()])

    def __setstate__(self, state: tuple[int, int, list[pl.DataFrame]]) -> None:
        """Restore a pickled state."""
        self.capacity, self.level, self.chunks = state
        self.pending = 0


def occurrences(values: pl.Series) -> dict[int, int]:
    """Frequency of frequencies of the values of one series: {times a value occurs: number of values}; no nulls."""
    rows = values.drop_nulls().value_counts(name="n").group_by("n").agg(pl.len().alias("values")).rows()
    return {int(n): int(kinds) for n, kinds in rows}


def _kept(level: int) -> pl.Expr:
    return (pl.col("h") & pl.lit((1 << level) - 1, pl.UInt64)) == 0
