"""Do neighbouring records have anything in common?

Why       Hardly a register leaves its office in no order: it is sorted by name, entered street by
          street, exported batch by batch, and neighbours resemble each other. A generator makes
          every record anew, so that only its serial number knows of the order, and columns that
          were shuffled have lost theirs.
Reads     every column, whatever its role, at most MAX_COLUMNS; in file order.
Counts    by column, neighbours that are equal and, for cells of words, neighbours that begin alike;
          against the number that the column's own frequencies give in a shuffled file (exact mean
          and variance).
Evidence  the number of columns with texture (Z standard deviations above a shuffled file): none is
          for GENERATED and SHUFFLED, within -0.6 (-0.3 where only two columns could have it): a
          genuine file may have been shuffled; one is for genuine at +0.5, two or more at +0.9:
          anybody can sort.
Blind to  genuine files in random order; generators that write groups of records (orders of one
          customer).
Settings  MAX_COLUMNS, KINDS, LEAST, REPEATED, MOST_COMMON, Z, PLAIN, MADE, GROUPED, ONE (in the
          validator's file).
Example   1,000 records, 10 towns equally common: 99.9 equal neighbours in a shuffled file, give or
          take 9.5; a file entered town by town has 990.
Raises    nothing; samples under 100 records or without a column that repeats are skipped.
Source    Mood 1940. Measured in November 2026: of 23 public registers 21 have texture in two
          columns or more, 1 in one and 1, with two columns to look at, in none; of 20 published
          made-up files 1 has it in one column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.order import resemblances
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate, SkipKind, Skipped
from leakcheck.protocols import Probe
from leakcheck.stats.adjacency import neighbours
from leakcheck.stats.likelihood import bounded
from leakcheck.stats.repeats import records, surplus

MAX_COLUMNS: Final = 24  # more say the same again
KINDS: Final = 1 << 13  # different values counted of a column; one with more is an identifier
LEAST: Final = 100  # shorter stretches of a register often lie within one block
REPEATED: Final = (20, 0.05)  # records, and share of them, that must repeat a value for neighbours to be able to agree
MOST_COMMON: Final = 0.95  # share of the commonest value above which a column is a constant
Z: Final = 5.0  # 0 false alarms in 400 columns of made-up files, whose highest was 3
PLAIN: Final = (
    0.7  # of one column, the chance to be without texture in a register (stretches of 100 to 1,000: 0.6 to 0.7)
)
MADE: Final = 0.05  # share of made-up files with texture in one column: sorted afterwards (1 of 20)
GROUPED: Final = 0.02  # ... in several: records that were written in groups
ONE: Final = 0.15  # share of registers with texture in one column only
MOST_AGAINST: Final = 0.6  # a shuffled register is a register
MOST_FOR: Final = 0.9  # anybody can sort


@dataclass(slots=True)
class Run:
    """A row of hashes: how many, the first and the last, how many equal neighbours, and how often each occurs."""

    counts: Multiplicity
    n: int = 0
    first: int = 0
    last: int = 0
    equal: int = 0

    @classmethod
    def of(cls, hashes: pl.Series) -> Run:
        """The run of one batch; nulls are left out, so that the values on both sides of one are neighbours."""
        known = hashes.drop_nulls()
        if not known.len():
            return cls(Multiplicity(KINDS))
        equal = int((known == known.shift(1)).sum())
        return cls(Multiplicity.of(known, KINDS), known.len(), int(known[0]), int(known[-1]), equal)

    def merge(self, other: Run) -> Run:
        """This run with `other` behind it, in place."""
        if other.n:
            self.equal += other.equal + int(self.n > 0 and self.last == other.first)
            self.first, self.last = self.first if self.n else other.first, other.last
            self.n += other.n
            self.counts.merge(other.counts)
        return self


@dataclass(slots=True)
class OrderState:
    """Records, and a run by question."""

    records: int
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class _Probe:
    columns: tuple[Column, ...]

    @property
    def features(self) -> Sequence[Feature]:
        return tuple(feature for column in self.columns for feature in resemblances(column))

    def observe(self, batch: pl.DataFrame) -> OrderState:
        return OrderState(batch.height, [Run.of(batch[feature.name]) for feature in self.features])

    def merge(self, left: OrderState, right: OrderState) -> OrderState:
        left.records += right.records
        for mine, theirs in zip(left.runs, right.runs, strict=True):
            mine.merge(theirs)
        return left

    def conclude(self, state: OrderState) -> Evidence | Skipped:
        if state.records < LEAST:
            return Skipped(RowOrder.id, f"fewer than {LEAST} records", SkipKind.RECORDS)
        judged: dict[int, float] = {}
        indices = (column.index for column in self.columns for _ in resemblances(column))
        for index, run in zip(indices, state.runs, strict=True):
            height = _height(run)
            if height is not None:
                judged[index] = max(height, judged.get(index, height))
        if not judged:
            return Skipped(RowOrder.id, "no column repeats its values", SkipKind.RECORDS)
        return _evidence(judged, state.records)


def _height(run: Run) -> float | None:
    """How far the equal neighbours lie above those of a shuffled file; None for identifiers and constants."""
    if run.n < LEAST or run.counts.scale > 1:
        return None
    spectrum = run.counts.spectrum()
    least, share = REPEATED
    if surplus(spectrum) < max(least, share * records(spectrum)) or max(spectrum) > MOST_COMMON * run.n:
        return None
    return neighbours(run.equal, spectrum).z


def weigh(textured: int, columns: int) -> float:
    """log10 P(columns with texture | register) / P(the same | records made one by one or shuffled), bounded."""
    if not textured:
        ratio = PLAIN**columns / (1 - MADE - GROUPED)
    elif textured == 1:
        ratio = ONE / MADE
    else:
        ratio = (1 - PLAIN**columns - ONE) / GROUPED
    return bounded(log10(ratio), MOST_AGAINST, MOST_FOR)


def _evidence(judged: dict[int, float], total: int) -> Evidence:
    textured = sum(height > Z for height in judged.values())
    llr = weigh(textured, len(judged))
    message = Message(
        "Neighbouring records resemble each other in {textured:count} of {columns:count} columns; in registers that "
        "were not shuffled mostly in two or more, in rows made one by one in none.",
        {"textured": textured, "columns": len(judged)},
    )
    return Evidence(
        validator=RowOrder.id,
        family=RowOrder.family,
        message=message,
        llr={Hypothesis.GENERATED: llr, Hypothesis.SHUFFLED: llr},
        columns=tuple(judged),
        tested=total,
        rates=(Rate("columns in which neighbours resemble each other", textured, len(judged), (0.1, 1.0), 0.0),),
    )


class RowOrder:
    """OR801."""

    id: ClassVar[str] = "OR801"
    name: ClassVar[str] = "row-order"
    title: ClassVar[str] = "Neighbouring records resemble each other"
    family: ClassVar[Family] = Family.ORDER
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = True

    def bind(self, binding: Binding) -> Probe[OrderState] | Skipped:
        """Needs a column."""
        columns = binding.columns[:MAX_COLUMNS]
        return _Probe(columns) if columns else Skipped(self.id, "the sample has no columns")
