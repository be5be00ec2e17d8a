"""Was the sample, or a part of it, written by this program's own `synth`?

Why       A tool that can write a convincing register must not become the forger's tool. Therefore
          `leakcheck synth` writes only identity numbers, phones, e-mail addresses and record
          numbers that satisfy a public rule, which one value in four satisfies by chance.
Reads     Every column under Role.NATIONAL_ID, PHONE, EMAIL or RECORD_ID, and those of unknown
          role.
Counts    Distinct values, and those that satisfy the rule: a fixed-key hash of the value's last
          eight letters and digits (in an e-mail address, of those before the @), modulo 4, is 0.
          Half of all values are read.
Evidence  log10 LR against leakcheck-synth, within +-4, for the column that speaks loudest. Columns
          with fewer than 8 distinct values read (about 16 in the file) are left out. A share near
          25 % is what chance gives.
Blind to  Values drawn anew, and columns under other roles. The rule is public: it stops the
          careless, and proves where a file was made when it is found.
Settings  LEAST_VALUES, CHANCE_SHARE, WRITTEN, PART and PART_WEIGHT in this file.
Example   Of 300 distinct phones in a column about 150 are read. All 150 satisfy the rule, where
          chance would give 38: the sample was made by leakcheck synth.
Raises    Nothing; a sample without such columns is skipped.
Source    The rule: leakcheck/kernels/mark.py. That values which are not independent (serial
          numbers, dates in numbers) keep to chance is shown in
          tests/validators/test_synthetic_mark.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.mark import MARK_BIT, mark
from leakcheck.features.text import digest
from leakcheck.features.thin import floor
from leakcheck.kernels.mark import CHANCE
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate, SkipKind, Skipped
from leakcheck.stats.likelihood import Beta, bounded, log10_beta_binomial
from leakcheck.stats.proportions import wilson

ROLES: Final = (Role.NATIONAL_ID, Role.PHONE, Role.EMAIL, Role.RECORD_ID, Role.UNKNOWN)
LEAST_VALUES: Final = 8  # all of 8 marked by chance: 1 in 65,536, which is more than the bound of an LR allows to say
CAPACITY: Final = 1 << 14  # distinct values kept a column: a share within 1 % at any size of file
# Serial numbers and numbers with dates in them are not independent draws of the hash, yet their shares keep within what
# independent draws give (see the tests); the allowance is for formats that were not tried.
CHANCE_SHARE: Final = Beta.around(CHANCE, 4_000)
WRITTEN: Final = Beta(199.5, 0.5)  # nothing takes the mark from a value but a slip of the hand afterwards
PART: Final = Beta(1.4, 1.0)  # some other share of marked values, rather high than low: a forger mixes for a purpose
PART_WEIGHT: Final = 0.5  # of a sample with a mark, whole ones and parts are thought equally likely
DECISIVE: Final = -4.0

State = list[Multiplicity]


class SyntheticMark:
    """The validator."""

    id: ClassVar[str] = "FP899"
    name: ClassVar[str] = "synthetic-mark"
    title: ClassVar[str] = "Values that carry the mark of leakcheck synth"
    family: ClassVar[Family] = Family.MARK
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> _Probe | Skipped:
        """Reads whatever columns could carry the mark."""
        columns = tuple(column for column in binding if column.role in ROLES)
        if not columns:
            return Skipped(self.id, "no column holds numbers, phones, e-mail addresses or record numbers")
        return _Probe(columns)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one column shows: its llr, and the marked among its distinct values."""

    llr: float
    column: int
    hits: int
    values: int


def _marked(batch: pl.DataFrame, value: str, mark: str) -> Multiplicity:
    """The values of one column that were read, each with its mark."""
    values = batch.select(pl.col(value, mark)).drop_nulls(mark)
    return Multiplicity.of(values[value], CAPACITY, {"mark": values[mark]})


class _Probe:
    """The distinct values of each column; the state has one entry a column, in the columns' order."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns
        self._marks = tuple(mark(column) for column in columns)

    @property
    def features(self) -> Sequence[Feature]:
        """Each column's digest and mark."""
        return tuple(
            f for column, marks in zip(self._columns, self._marks, strict=True) for f in (digest(column), marks)
        )

    def observe(self, batch: pl.DataFrame) -> State:
        """The marks of one batch."""
        return [_marked(batch, digest(c).name, m.name) for c, m in zip(self._columns, self._marks, strict=True)]

    def floors(self, state: State) -> dict[str, int]:
        """Values that the samples keep no more need not be read."""
        return {
            floor(digest(column), "mark").name: values.mask for column, values in zip(self._columns, state, strict=True)
        }

    def merge(self, left: State, right: State) -> State:
        """Both parts, column by column."""
        for mine, theirs in zip(left, right, strict=True):
            mine.merge(theirs)
        return left

    def conclude(self, state: State) -> Evidence | Skipped:
        """The reading of the column that speaks loudest for the mark."""
        read = [self._read(column, values) for column, values in zip(self._columns, state, strict=True)]
        readings = [reading for reading in read if reading.values >= LEAST_VALUES]
        if not readings:
            return Skipped(
                SyntheticMark.id, f"fewer than {LEAST_VALUES} distinct values in every column", SkipKind.RECORDS
            )
        loudest = min(readings, key=lambda reading: (reading.llr, reading.column))
        found = loudest.llr <= DECISIVE
        share = loudest.hits / loudest.values
        template = (
            "made by leakcheck synth: {share:share} of {n:count} values carry its mark; chance gives {chance:share}"
            if found
            else "{share:share} of {n:count} values carry the mark of leakcheck synth; chance gives {chance:share}"
        )
        low, high = wilson(loudest.hits, loudest.values)
        return Evidence(
            validator=SyntheticMark.id,
            family=SyntheticMark.family,
            message=Message(template, {"share": share, "n": loudest.values, "chance": CHANCE}),
            llr={Hypothesis.SYNTH: loudest.llr},
            columns=tuple(reading.column for reading in readings),
            tested=loudest.values,
            rates=(Rate("marked", loudest.hits, loudest.values, (low, high), CHANCE),),
        )

    @staticmethod
    def _read(column: Column, state: Multiplicity) -> _Reading:
        marks = state.table()["mark"].unique()
        hits, values = int((marks >= MARK_BIT).sum()), marks.len()
        written = log10_beta_binomial(hits, values, WRITTEN)
        part = log10_beta_binomial(hits, values, PART)
        chance = log10_beta_binomial(hits, values, CHANCE_SHARE)
        top = max(written, part)
        mixed = top + log10((1 - PART_WEIGHT) * 10 ** (written - top) + PART_WEIGHT * 10 ** (part - top))
        llr = chance - mixed
        if hits < CHANCE * values:  # fewer than chance gives: no part of it was ours, whatever else it is
            llr = max(llr, 0.0)
        return _Reading(bounded(llr), column.index, hits, values)
