"""Do the e-mail addresses count the rows?

Why       Mockaroo makes addresses different by the row's number in base 36, counted from 0, at
          the end of the local part: row 37 ends in 10, the row after it in 11. Nobody is given
          such an address because of a place in somebody else's file.
Reads     the surest e-mail column, in the order of the file, the first 5,000 records.
Counts    addresses that end in their record's number less one, in base 36, counted through or
          from 0 again at every thousand (as many rows as a free download has). The first 36
          records are left out, whose numbers have one character.
Evidence  llr against GENERATED and MIXED; one address in 1,296 ends so by chance. Only against
          genuine; within -4.
Blind to  files that were sorted, filtered or joined after they were made, and other generators.
Settings  FIRST, RESTART, KEPT, LEAST, GENUINE, MADE (named constants in the validator's file).
Example   1,000 records, 964 of them beyond the first 36, all ending in their number: at least
          10,000 to 1.
Raises    nothing; samples without e-mail addresses, or with fewer than 20 beyond the 36th, are
          skipped.
Source    seen in four files published as Mockaroo's; in November 2026 all 3,056 of their addresses,
          and 1 of 672 in three public registers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.row_tail import KEPT, ends, row_tail, tails_of
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate, SkipKind, Skipped
from leakcheck.stats.likelihood import ANYTHING, BOUND, Beta, share_llr

FIRST: Final = 36  # the first record whose number has two characters, counted from 0
THREE: Final = 36 * 36  # ... and three
RESTART: Final = 1_000  # rows of one download, joined with others afterwards
LEAST: Final = 20  # addresses
GENUINE: Final = Beta(0.05, 60)  # mean 0.0008, the chance of two characters
MADE: Final = Beta(20, 0.5)  # all, but for addresses that were edited

State = list[pl.Series]


class RowNumbers:
    """FP803."""

    id: ClassVar[str] = "FP803"
    name: ClassVar[str] = "row-numbers"
    title: ClassVar[str] = "E-mail addresses that count the rows"
    family: ClassVar[Family] = Family.FINGERPRINT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = True

    def bind(self, binding: Binding) -> _Probe | Skipped:
        """Needs an e-mail column."""
        column = binding.get(Role.EMAIL)
        if column is None:
            return Skipped(self.id, "no column holds e-mail addresses", SkipKind.ROLE, "--map N=email")
        return _Probe(column, row_tail(column))


@dataclass(frozen=True, slots=True)
class _Probe:
    """The tails of the first records, in their order."""

    column: Column
    tail: Feature

    @property
    def features(self) -> Sequence[Feature]:
        return (self.tail,)

    def observe(self, batch: pl.DataFrame) -> State:
        return [batch[self.tail.name].head(KEPT)]

    def merge(self, left: State, right: State) -> State:
        if sum(part.len() for part in left) < KEPT:
            left.extend(right)
        return left

    def conclude(self, state: State) -> Evidence | Skipped:
        tails = pl.concat(state).head(KEPT)
        seen = [_counted(tails, restart) for restart in (RESTART, KEPT)]
        hits, total = max(seen, key=lambda pair: pair[0] / max(pair[1], 1))
        if total < LEAST:
            return Skipped(RowNumbers.id, f"fewer than {LEAST} addresses after the 36th record", SkipKind.RECORDS)
        made, mixed = (share_llr(hits, total, GENUINE, other, inf) for other in (MADE, ANYTHING))
        # At the bound the two alternatives keep their distance from each other.
        excess = max(0.0, -BOUND - min(made, mixed))
        ratios = {Hypothesis.GENERATED: made + excess, Hypothesis.MIXED: mixed + excess}
        return Evidence(
            validator=RowNumbers.id,
            family=RowNumbers.family,
            message=Message(
                "{hits:count} of {total:count} e-mail addresses end in their record's number in base 36, as Mockaroo "
                "writes them; by chance {chance:count} would.",
                {"hits": hits, "total": total, "chance": round(total / THREE)},
            ),
            llr={hypothesis: llr for hypothesis, llr in ratios.items() if llr < 0},
            columns=(self.column.index,),
            tested=total,
            missing=tails.null_count(),
            rates=(Rate("end in the record's number", hits, total, (0.0, 0.005), 1 / THREE),),
        )


def _counted(tails: pl.Series, restart: int) -> tuple[int, int]:
    """Addresses that end in their number, and addresses with a number of two or three characters."""
    numbers = [at % restart for at in range(tails.len())]
    frame = pl.DataFrame({"tail": tails, "number": pl.Series(numbers, dtype=pl.Int64)}).drop_nulls()
    hits = total = 0
    for width, low, high in ((2, FIRST, THREE), (3, THREE, KEPT)):
        rows = frame.filter(pl.col("number").is_between(low, high, closed="left"))
        total += rows.height
        if rows.height:
            hits += int((ends(rows["tail"], width) == tails_of(rows["number"].to_list(), width)).sum())
    return hits, total
