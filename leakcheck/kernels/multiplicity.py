"""How often does each value occur? A `BottomSample` by the value's own hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import polars as pl

from leakcheck.kernels.bottom_sample import BottomSample

CAPACITY: Final = 1 << 20  # distinct values kept: 16 MB; exact below, see `stats.repeats.sampling_error` above


@dataclass(slots=True)
class Multiplicity(BottomSample):
    """Hash -> number of occurrences; every kept value's count is exact."""

    capacity: int = CAPACITY

    @classmethod
    def of(cls, hashes: pl.Series, capacity: int = CAPACITY, parts: Mapping[str, pl.Series] | None = None) -> Self:
        """The multiplicities of one batch of UInt64 hashes; nulls are left out.

        `parts` are further hashes of the same records that go with a value (a name's family part with the whole name);
        the table keeps the least of each a value.
        """
        state = cls(capacity)
        state.hold(pl.DataFrame({"h": hashes, **(parts or {})}).drop_nulls("h"))
        return state

    @staticmethod
    def key() -> pl.Expr:
        """The value's hash itself."""
        return pl.col("h")

    @staticmethod
    def added_up(table: pl.DataFrame) -> pl.DataFrame:
        """One row a value."""
        return table.group_by("h").agg(pl.col("n").sum(), pl.exclude("h", "n").min())

    def table(self) -> pl.DataFrame:
        """Columns ``h`` (hash), ``n`` (occurrences) and the parts, sorted by hash; the kept values only."""
        self.fold()
        if self.counted is None:
            return pl.DataFrame(schema={"h": pl.UInt64, "n": pl.UInt64})
        return self.counted.sort("h")

    def spectrum(self) -> dict[int, int]:
        """Frequency of frequencies: {times a value occurs: number of kept values}; multiply by `scale`."""
        self.fold()
        if self.counted is None:
            return {}
        rows = self.counted.group_by("n").agg(pl.len().alias("values")).sort("n").rows()
        return {int(n): int(values) for n, values in rows}


def occurrences(values: pl.Series) -> dict[int, int]:
    """Frequency of frequencies of the values of one series: {times a value occurs: number of values}; no nulls."""
    rows = values.drop_nulls().value_counts(name="n").group_by("n").agg(pl.len().alias("values")).rows()
    return {int(n): int(kinds) for n, kinds in rows}
