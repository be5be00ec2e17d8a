"""The cells of one column that binding looks at: cleaned, bounded, and asked only for shares and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Final

import polars as pl

from leakcheck.features.feature import derive, stages
from leakcheck.features.text import written
from leakcheck.model.columns import Column, Role

RECORDS: Final = 5_000  # records of the prefix that are looked at
SAMPLE: Final = 600  # cells of a column that patterns are tried on, evenly spread: a share within 4 points
_TEXT, _LOWER = "text", "lower"
LENGTH: Final = 200  # characters of a cell that are read: no shape we know is longer


class Together:
    """The cells of several columns, one after another.

    A question is asked of all columns at once: polars takes longer to be called than to look at a column's few cells,
    and keeps 32 patterns compiled.
    """

    def __init__(self, columns: Sequence[pl.Series]) -> None:
        text = pl.Series(_TEXT, [], pl.String) if not columns else pl.concat([c.alias(_TEXT) for c in columns])
        self._frame = text.to_frame().with_columns(text.str.to_lowercase().alias(_LOWER))
        self._ends = [0, *accumulate(len(column) for column in columns)]
        self._last = pl.lit(pl.Series([max(0, end - 1) for end in self._ends[1:]], dtype=pl.Int64))
        self._shares: dict[str | frozenset[str], list[float]] = {}

    def shares(self, question: str | frozenset[str]) -> list[float]:
        """Share of each column's cells that a pattern matches, or that are one of the words; 0 without cells."""
        if question not in self._shares:
            self._shares[question] = self._asked(question)
        return self._shares[question]

    def _asked(self, question: str | frozenset[str]) -> list[float]:
        words = isinstance(question, frozenset)
        flags = pl.col(_LOWER).is_in(list(question)) if words else pl.col(_TEXT).str.contains(str(question))
        so_far = self._frame.select(flags.cum_sum().gather(self._last, null_on_oob=True)).to_series()
        hits = [0, *(count if end else 0 for count, end in zip(so_far, self._ends[1:], strict=True))]
        sizes = (high - low for low, high in pairwise(self._ends))
        return [(high - low) / size if size else 0.0 for (low, high), size in zip(pairwise(hits), sizes, strict=True)]


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of the prefix.

    `text` holds up to 600 cells that are present, `records` counts all cells of the prefix, `present` those with a
    value and `distinct` their different values. `together` has the cells of all columns, and `at` is this one's place.
    """

    text: pl.Series
    records: int
    present: int
    distinct: int
    together: Together = field(repr=False)
    at: int = 0

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
        return self.together.shares(pattern)[self.at]

    def among(self, words: frozenset[str]) -> float:
        """Share of the cells that are one of the words, in lower case."""
        return self.together.shares(words)[self.at]


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
    columns = [cleaned[name] if name in there else pl.Series(name, [], pl.String) for name in names]
    present = [column.drop_nulls() for column in columns]
    some = [cells.gather_every(max(1, -(-cells.len() // SAMPLE))) for cells in present]
    together = Together(some)
    return [
        Cells(text, column.len(), cells.len(), cells.n_unique() if cells.len() else 0, together, at)
        for at, (text, column, cells) in enumerate(zip(some, columns, present, strict=True))
    ]
