"""The cells of one column that binding looks at: cleaned, bounded, and asked only for shares and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from leakcheck.features.feature import derive, stages
from leakcheck.features.text import written
from leakcheck.model.columns import Column, Role

RECORDS: Final = 5_000  # records of the prefix that are looked at
SAMPLE: Final = 600  # cells of a column that patterns are tried on, evenly spread: a share within 4 points
LENGTH: Final = 200  # characters of a cell that are read: no shape we know is longer


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of the prefix.

    `text` holds up to 600 cells that are present, `records` counts all cells of the prefix, `present` those with a
    value and `distinct` their different values.
    """

    text: pl.Series
    records: int
    present: int
    distinct: int

    @property
    def filled(self) -> float:
        """Share of records with a value, 0..1."""
        return self.present / self.records if self.records else 0.0

    @property
    def variety(self) -> float:
        """Different values per value, 0..1: 1 where none repeats."""
        return self.distinct / self.present if self.present else 0.0

    def share(self, pattern: str) -> float:
        """Share of the cells that a Rust regular expression matches somewhere, 0..1; 0 without cells."""
        return mean(self.text.str.contains(pattern))

    def among(self, words: Sequence[str] | frozenset[str]) -> float:
        """Share of the cells that are one of the words, in lower case."""
        return mean(self.text.str.to_lowercase().is_in(list(words)))


def mean(flags: pl.Series) -> float:
    """Share of true flags, 0..1; 0 for no flags."""
    value = flags.mean()
    return float(value) if isinstance(value, int | float) else 0.0


def gather(prefix: pl.DataFrame, width: int) -> list[Cells]:
    """The cells of columns ``c1`` to ``c{width}``; a column the prefix lacks has no cells."""
    head = prefix.head(RECORDS)
    names = [f"c{i}" for i in range(1, width + 1)]
    there = [name for name in names if name in head.columns]
    cut = head.select(pl.col(name).cast(pl.String, strict=False).str.slice(0, LENGTH) for name in there)
    # Repaired as codes and numbers are: what damage hides from a shape would be lost to every validator.
    values = {name: written(Column(int(name[1:]), "", Role.RECORD_ID)) for name in there}
    cleaned = derive(cut, stages(values.values())).select(value.col.alias(name) for name, value in values.items())
    return [_cells(cleaned[name] if name in there else pl.Series(name, [], pl.String)) for name in names]


def _cells(column: pl.Series) -> Cells:
    present = column.drop_nulls()
    step = max(1, -(-present.len() // SAMPLE))
    return Cells(present.gather_every(step), column.len(), present.len(), present.n_unique() if present.len() else 0)
