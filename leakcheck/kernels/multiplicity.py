"""How often does each value occur? A `BottomSample` by the value's own hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import polars as pl

from leakcheck.kernels.bottom_sample import MOST, BottomSample

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
    def counted_up(records: pl.DataFrame) -> pl.DataFrame:
        """One row a value, in order: of hashes alone that takes half the time of a table of groups."""
        if records.width > 1:
            return BottomSample.counted_up(records)
        runs = records.get_column("h").sort().rle().struct
        return pl.DataFrame({"h": runs.field("value"), "n": runs.field("len").cast(pl.UInt64)})

    def patience(self) -> int:
        """As many hashes as half of those that are kept: waiting costs 8 bytes each, and counting all that are kept."""
        return max(BottomSample.patience(self), self.capacity // 2)

    def join(self, counted: pl.DataFrame) -> None:
        """Tables of hashes alone are in order, and stay so."""
        if counted.width > 2:
            BottomSample.join(self, counted)
            return
        rows = counted if self.counted is None else _runs(self.counted.merge_sorted(counted, key="h"))
        rows = rows.filter(self._kept()) if self.level else rows
        while rows.height > self.capacity and self.level < MOST:
            self.level += 1
            rows = rows.filter(self._kept())
        self.counted = rows

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


def _runs(table: pl.DataFrame) -> pl.DataFrame:
    """One row a value of a table in order of values."""
    if not (table["h"] == table["h"].shift(1)).any():
        return table
    last = (pl.col("h") != pl.col("h").shift(-1)).fill_null(value=True)
    sums = table.with_columns(pl.col("n").cum_sum()).filter(last)
    return sums.with_columns(pl.col("n") - pl.col("n").shift(1, fill_value=0))


def occurrences(values: pl.Series) -> dict[int, int]:
    """Frequency of frequencies of the values of one series: {times a value occurs: number of values}; no nulls."""
    rows = values.drop_nulls().value_counts(name="n").group_by("n").agg(pl.len().alias("values")).rows()
    return {int(n): int(kinds) for n, kinds in rows}
