"""A file as at most so many blocks of consecutive records, whatever its length and however it is cut.

Blocks are cut by content (Rabin's chunking): a record opens a block where the low bits of its hash are zero, more bits
the longer the file grows. So neither batches nor positions matter, states of two halves join into the state of the
whole, and blocks of about equal length hold exact counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

BLOCKS: Final = 256  # most blocks: changes are found to within half a per cent of the file
BASE: Final = 4  # the shortest blocks have 2 ** 4 records on average
SAMPLES: Final = 4  # values kept of the records that open a block
_TOP: Final = 64  # bits of a hash


@dataclass(slots=True)
class Blocks:
    """Blocks in file order, one row each.

    `table` has ``mark`` (Int64: zero bits at the end of the opening record's hash; -1 where the block was opened in an
    earlier batch), ``size`` (records), then per followed value v: ``e.v`` (neighbours that are equal), ``p.v``
    (neighbours that both have one), ``s.v`` (list: the values of the first SAMPLES records), and per followed flag:
    ``h.f`` (hits), ``t.f`` (records with the flag). `first` and `last` are the values of the outermost records.
    """

    table: pl.DataFrame
    first: tuple[int | None, ...]
    last: tuple[int | None, ...]
    level: int = BASE

    @classmethod
    def of(cls, record: pl.Series, values: pl.DataFrame, flags: pl.DataFrame) -> Blocks:
        """The blocks of one batch of at least one record: record hashes, hashes to follow, and boolean flags."""
        zeros = (record ^ (record - 1)).bitwise_count_ones().cast(pl.Int64) - 1
        frame = pl.DataFrame({"mark": zeros}).hstack(values).hstack(flags)
        number = (pl.col("mark") >= BASE).cum_sum().alias("number")
        counts: list[pl.Expr] = []
        for name in values.columns:
            value, before = pl.col(name), pl.col(name).shift(1)
            counts += [
                (value == before).alias(f"e.{name}"),
                (value.is_not_null() & before.is_not_null()).alias(f"p.{name}"),
            ]
        frame = frame.with_columns(number, *counts)
        opened = pl.col("mark").first()
        table = (
            frame.group_by("number", maintain_order=True)
            .agg(
                pl.when(opened >= BASE).then(opened).otherwise(-1).alias("mark"),
                pl.len().cast(pl.Int64).alias("size"),
                *(pl.col(f"{kind}.{name}").sum().cast(pl.Int64) for name in values.columns for kind in "ep"),
                *(pl.col(name).head(SAMPLES).alias(f"s.{name}") for name in values.columns),
                *(pl.col(name).sum().cast(pl.Int64).alias(f"h.{name}") for name in flags.columns),
                *(pl.col(name).count().cast(pl.Int64).alias(f"t.{name}") for name in flags.columns),
            )
            .drop("number")
        )
        blocks = cls(table, values.row(0), values.row(-1))
        blocks.thin()
        return blocks

    def merge(self, other: Blocks) -> Blocks:
        """These blocks with `other` behind them, in place."""
        names = [name[2:] for name in self.table.columns if name.startswith("e.")]
        seam = {
            name: (left == right, True)
            for name, left, right in zip(names, self.last, other.first, strict=True)
            if left is not None and right is not None
        }
        there = pl.int_range(pl.len()) == 0
        behind = other.table.with_columns(
            (pl.col(f"{kind}.{name}") + (there & hit).cast(pl.Int64)).alias(f"{kind}.{name}")
            for name, hits in seam.items()
            for kind, hit in zip("ep", hits, strict=True)
        )
        self.table, self.last = pl.concat([self.table, behind]), other.last
        self.level = max(self.level, other.level)
        self.thin()
        return self

    def thin(self) -> None:
        """Join blocks until there are at most BLOCKS: those whose mark is under the level go to the one before."""
        while True:
            opens = (pl.col("mark") >= self.level) | (pl.int_range(pl.len()) == 0)
            self.table = (
                self.table.group_by(opens.cum_sum().alias("number"), maintain_order=True)
                .agg(
                    pl.col("mark").first(),
                    pl.col("^(size|[epht][.].*)$").sum(),
                    pl.col("^s[.].*$").explode().head(SAMPLES),
                )
                .drop("number")
            )
            if self.table.height <= BLOCKS or self.level >= _TOP:
                return
            self.level += 1
