"""Do the columns have anything to do with each other?

Why       In a register everything hangs together a little: rank with age, place with name, status with date. Rows
          that are put together column by column do not, whatever lists the columns were drawn from, and shuffling a
          genuine table destroys it too. It takes no reference data to see.
Reads     every column whose values repeat, whatever its role; at most MAX_COLUMNS, at most ROWS different records,
          chosen by hash. Columns that are one value, or nearly all different, are left aside.
Counts    pairs of columns; a pair in which one column fixes the other (a code and its label) is not counted. Of the
          others, those that are associated: chi-square of their commonest values more than Z standard deviations above
          what independent columns give.
Evidence  the share of associated pairs against GENERATED (near 0, elaborate generators up to 0.2) and SHUFFLED (0) by
          beta-binomial ratios on as many pairs as are free (twice the columns), within -2 and +1.5 (+2 SHUFFLED).
Blind to  generators that model a whole person (patient histories, language models), copied genuine rows.
Settings  MAX_COLUMNS, ROWS, LEAST_RECORDS, Z, GENUINE, GENUINE_LARGE, GENERATED, SHUFFLED.
Example   11 columns of a Faker table give 55 pairs, none associated: 20 free pairs, log10 LR -1.7 at 1,000 records.
Raises    nothing; small samples and samples with fewer than 3 pairs are skipped.
Source    Pearson 1900, Haldane 1940. Shares measured in November 2026: 23 public registers 0.07 to 0.96 (median 0.45),
          14 made-up files 0 of 3 to 55 pairs, 4 elaborate ones 0.06 to 0.23, one register shuffled 0 of 55.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar, Final

from leakcheck.features.record import digest as record_digest
from leakcheck.features.repeats import Repeats
from leakcheck.features.text import value
from leakcheck.kernels.codes import by_rank
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.protocols import Probe
from leakcheck.stats.association import association
from leakcheck.stats.likelihood import Beta, share_llr
from leakcheck.stats.proportions import wilson

MAX_COLUMNS: Final = 30  # 435 pairs; more say the same again
ROWS: Final = 1 << 13  # different records kept; every real association shows in 8,192
LEAST_RECORDS: Final = 300  # under this even related columns seldom reach Z
LEAST_PAIRS: Final = 3  # fewer pairs say nothing of the table
Z: Final = 6.0  # sparse tables have heavy tails; 0 false alarms in 3,000 pairs of independent columns
FUNCTION: Final = 0.6  # Cramer's V squared from which one column is a code for the other
GENUINE: Final = Beta(2.0, 4.0)  # registers of 300 to 1,000 records: 0.07 to 0.9
GENUINE_LARGE: Final = Beta(3.0, 5.0)  # ... of LARGE and more, where weak relations show too: 0.17 to 0.96
LARGE: Final = 1000
GENERATED: Final = Beta(0.4, 8.0)  # mostly none; elaborate generators model a few relations
SHUFFLED: Final = Beta(0.3, 15.0)  # chance alone
MOST_AGAINST: Final = 2.0  # a register of unrelated columns is rare, not unheard of
MOST_FOR: Final = 1.5  # elaborate generators model relations too


class ColumnDependence:
    """XA510."""

    id: ClassVar[str] = "XA510"
    name: ClassVar[str] = "column-dependence"
    title: ClassVar[str] = "Columns depend on each other"
    family: ClassVar[Family] = Family.AGREEMENT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Probe[Multiplicity] | Skipped:
        """Needs three columns."""
        columns = binding.columns[:MAX_COLUMNS]
        if len(columns) < LEAST_PAIRS:
            return Skipped(self.id, "fewer than three columns")
        values = {column.name: value(column) for column in columns}
        return _Probe(record_digest(columns, "dependence"), values, ROWS, columns)


@dataclass(frozen=True, slots=True)
class _Probe(Repeats):
    columns: tuple[Column, ...]

    def conclude(self, state: Multiplicity) -> Evidence | Skipped:
        records = state.table()
        if records.height < LEAST_RECORDS:
            return Skipped(ColumnDependence.id, f"fewer than {LEAST_RECORDS} different records", SkipKind.RECORDS)
        codes = {column: code for column in self.columns if (code := by_rank(records[column.name])) is not None}
        found = [association(_table(a, b)) for a, b in combinations(codes.values(), 2)]
        pairs = [pair for pair in found if pair is not None and pair.v2 < FUNCTION]
        if len(pairs) < LEAST_PAIRS:
            return Skipped(ColumnDependence.id, "fewer than three pairs of columns repeat their values", SkipKind.ROLE)
        related = sum(pair.z > Z for pair in pairs)
        return _evidence(related, len(pairs), tuple(column.index for column in codes), records.height * state.scale)


def _evidence(related: int, pairs: int, columns: tuple[int, ...], records: int) -> Evidence:
    free = min(pairs, 2 * (len(columns) - 1))
    hits = round(related * free / pairs)
    genuine = GENUINE_LARGE if records >= LARGE else GENUINE
    low, high = wilson(hits, free)
    return Evidence(
        validator=ColumnDependence.id,
        family=ColumnDependence.family,
        message=Message(
            "{related:count} of {pairs:count} pairs of columns are associated; in registers a tenth or more are, in "
            "rows made column by column none.",
            {"related": related, "pairs": pairs},
        ),
        llr={
            Hypothesis.GENERATED: min(MOST_FOR, share_llr(hits, free, genuine, GENERATED, MOST_AGAINST)),
            Hypothesis.SHUFFLED: share_llr(hits, free, genuine, SHUFFLED, MOST_AGAINST),
        },
        columns=columns,
        tested=records,
        rates=(Rate("associated pairs of columns", related, pairs, (0.07, 1.0), 0.0),),
        interval=Interval(low, high),
    )


def _table(left: list[int], right: list[int]) -> dict[tuple[int, int], int]:
    return Counter(zip(left, right, strict=True))
