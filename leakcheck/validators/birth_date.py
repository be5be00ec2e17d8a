"""Are the birth dates possible, and are they spread over the years as people's are?

Why       A population thins out towards old age and has big and small years; a generator draws days
          evenly between two edges. Digits drawn or typed at random make days that no calendar has.
Reads     A birth_date column, else the birth dates inside identity numbers.
Counts    Cells that are dates, impossible ones (30 February), dates after the day of judgement,
          births more than 120 years ago (reported only: registers of the past are registers too),
          births by year, and by day of the month (0: not given, or it may be the month).
Evidence  junk: impossible and future dates against a share that could be anything. generated: an
          even spread over the years between two hard edges against the uneven spread of
          populations, where the years span a working life. Each within 1.5: pupils, staff and
          voters have edges too.
Blind to  Generators that draw ages from a population; dates redrawn inside a genuine window; day
          and month, which generators get right. 1 January and the 15th are common in real
          registers: not scored.
Settings  MINIMUM 30 dates; EVEN 300 dates and SPAN 25 years for the spread; OLDEST 120 years.
Example   3,000 births in 1943-2003, each year 49 give or take 7: as even as a draw; a register has
          years of 20 and of 90. Generated, weakly.
Raises    UnknownSchemeError at bind, for numbers of a scheme that is not in the table.
Source    Gelman et al., Bayesian Data Analysis, on Dirichlet-multinomial counts. The priors are
          ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log10
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.dates import Dates, dates
from leakcheck.features.feature import Feature
from leakcheck.features.identity import identity
from leakcheck.features.text import present
from leakcheck.model.columns import Binding, Role
from leakcheck.model.evidence import (
    Evidence,
    Family,
    Hypothesis,
    Interval,
    Message,
    Rate,
    SkipKind,
    Skipped,
)
from leakcheck.model.series import MOST_CELLS, Series, SeriesKind
from leakcheck.stats.evenness import log10_even_over_uneven
from leakcheck.stats.likelihood import ANYTHING, Beta, bounded, share_llr
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 30  # a single typing error must not be three per cent of the dates
EVEN: Final = 300  # fewer dates over decades cannot tell an even spread from an uneven one
SPAN: Final = 25  # years: school and service cohorts are even and have edges, so they are left alone
OLDEST: Final = 120  # nobody alive is older (the record is 122)
BOUND: Final = 1.5  # pupils, staff and voters have edges too
SLIPS: Final = Beta(0.5, 60)  # impossible or future dates in registers: usually none, at times a per cent
UNEVEN: Final = 10.0  # years of a population differ by about a third (1 / sqrt(10)): waves of births, thin ends
EVEN_SHARE: Final = 0.5  # every second generator draws days evenly; the rest spread them as people's
RANGE: Final = (0.99, 1.0)  # possible dates in registers: SLIPS' middle mass
YEARS: Final = 5  # of a class in the picture, where the births span more than as many single years
SINGLE: Final = 20
UNCERTAIN: Final = 0.01  # of the days; where more can be months, those that cannot are the high ones
_TRIMMED: Final = 0.01  # of the dates at either end: placeholders and typing errors must not set the edges


@dataclass(slots=True)
class BirthState:
    """Counts by name, and births by year and by day of the month, 0 for a day that is not certain."""

    counts: dict[str, int]
    years: dict[int, int]
    days: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Births:
    """The probe: dates read in both orders, which differ in day and month only."""

    source: Feature
    read: Dates | Feature
    as_of: date
    column: int

    @property
    def features(self) -> Sequence[Feature]:
        """The readings."""
        if isinstance(self.read, Feature):
            return (self.source, self.read)
        read = self.read
        return (self.source, read.dmy, read.mdy, read.sure, read.shaped, read.impossible)

    def observe(self, batch: pl.DataFrame) -> BirthState:
        """One pass of sums, and births by year."""
        today = self.as_of.year * 10_000 + self.as_of.month * 100 + self.as_of.day
        orders = (self.read, self.read) if isinstance(self.read, Feature) else (self.read.dmy, self.read.mdy)
        impossible = pl.lit(0) if isinstance(self.read, Feature) else self.read.impossible.col.sum()
        row = batch.select(
            records=pl.len(),
            present=self.source.col.sum(),
            read=orders[0].col.is_not_null().sum(),
            impossible=impossible,
            future_dmy=(orders[0].col > today).sum(),
            future_mdy=(orders[1].col > today).sum(),
            old=(orders[0].col < today - OLDEST * 10_000).sum(),
        )
        return BirthState(
            {name: int(value) for name, value in zip(row.columns, row.row(0), strict=True)},
            _counted(batch, orders[0].col // 10_000),
            _counted(batch, (self.read if isinstance(self.read, Feature) else self.read.sure).col % 100),
        )

    def merge(self, left: BirthState, right: BirthState) -> BirthState:
        """Counts add up."""
        for name, count in right.counts.items():
            left.counts[name] += count
        for ours, theirs in ((left.years, right.years), (left.days, right.days)):
            for number, count in theirs.items():
                ours[number] = ours.get(number, 0) + count
        return left

    def conclude(self, state: BirthState) -> Evidence | Skipped:
        """What the totals say."""
        return _read(state, self.column)


def _counted(batch: pl.DataFrame, number: pl.Expr) -> dict[int, int]:
    """How often each number stands there."""
    counts = batch.select(number.alias("n")).drop_nulls().group_by("n").len().sort("n")
    return {int(one): int(count) for one, count in counts.rows()}


class BirthDate:
    """DT301: birth dates and their spread over the years."""

    id: ClassVar[str] = "DT301"
    name: ClassVar[str] = "birth-date-plausibility"
    title: ClassVar[str] = "Birth dates and ages"
    family: ClassVar[Family] = Family.DATES
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> _Births | Skipped:
        """The surest column of birth dates, else of identity numbers that carry one."""
        column = binding.get(Role.BIRTH_DATE)
        if column is not None:
            return _Births(present(column), dates(column), binding.as_of, column.index)
        for number in binding.all(Role.NATIONAL_ID):
            birth = identity(number).birth if number.scheme else None
            if birth is not None:
                return _Births(identity(number).shaped, birth, binding.as_of, number.index)
        return Skipped(self.id, "no birth dates and no identity numbers that carry one")


def _read(state: BirthState, column: int) -> Evidence | Skipped:
    counts = state.counts
    judged = counts["read"] + counts["impossible"]
    if judged < MINIMUM:
        return Skipped(BirthDate.id, f"fewer than {MINIMUM} birth dates can be read", SkipKind.RECORDS)
    future = min(counts["future_dmy"], counts["future_mdy"])
    wrong = counts["impossible"] + future
    llr = {Hypothesis.JUNK: share_llr(wrong, judged, SLIPS, ANYTHING, BOUND)}
    span = window(state.years)
    if len(span) >= SPAN and sum(span) >= EVEN:
        llr[Hypothesis.GENERATED] = spread_llr(span)
    message = Message(
        "{right:share} of birth dates are possible; they span {years:count} years.",
        {"right": 1 - wrong / judged, "years": len(span)},
    )
    return Evidence(
        validator=BirthDate.id,
        family=BirthDate.family,
        message=message,
        llr=llr,
        columns=(column,),
        tested=judged,
        missing=counts["records"] - counts["present"],
        excluded=max(0, counts["present"] - judged),
        rates=(
            Rate("possible birth dates", judged - wrong, judged, RANGE),
            Rate("dates that no calendar has", counts["impossible"], judged),
            Rate("births after the day of judgement", future, judged),
            Rate(f"births over {OLDEST} years ago", counts["old"], judged),
        ),
        interval=Interval(*wilson(judged - wrong, judged)),
        series=(*cohorts(state.years), *days(state.days)),
    )


def _inside(years: Mapping[int, int]) -> list[int]:
    """The years between the trimmed ends."""
    total, below = sum(years.values()), 0
    inside = []
    for year in sorted(years):
        middle = below + years[year] / 2
        below += years[year]
        if _TRIMMED * total <= middle <= (1 - _TRIMMED) * total:
            inside.append(year)
    return inside


def window(years: Mapping[int, int]) -> list[int]:
    """Births by year between the trimmed ends, whole years only: the first and the last may be cut by an edge."""
    inside = _inside(years)
    return [years.get(year, 0) for year in range(inside[0] + 1, inside[-1])] if inside else []


def cohorts(years: Mapping[int, int]) -> tuple[Series, ...]:
    """Births by class of years between the trimmed ends; the outer classes hold all that lie beyond."""
    inside = _inside(years)
    if not inside:
        return ()
    width = YEARS if inside[-1] - inside[0] > SINGLE else 1
    starts = range(inside[0] // width * width, inside[-1] + 1, width)
    counts = [0] * len(starts)
    for year, births in years.items():
        counts[min(max((year - starts[0]) // width, 0), len(starts) - 1)] += births
    return (Series.of(SeriesKind.BIRTHS, starts, counts),) if 1 < len(starts) <= MOST_CELLS else ()


def days(counts: Mapping[int, int]) -> tuple[Series, ...]:
    """Births by day of the month, unless the days of more than a few are uncertain."""
    if not counts or counts.get(0, 0) > UNCERTAIN * sum(counts.values()):
        return ()
    return (Series.of(SeriesKind.DAYS, range(1, 32), [counts.get(day, 0) for day in range(1, 32)]),)


def spread_llr(counts: Sequence[int]) -> float:
    """log10 P(births by year | population) / P(the same | a generator), within +-BOUND.

    A population's shares are a draw from a Dirichlet around even ones; a generator is even or, as often, like people.
    """
    ratio = bounded(log10_even_over_uneven(counts, UNEVEN), 100)
    return bounded(-log10(EVEN_SHARE * 10**ratio + (1 - EVEN_SHARE)), BOUND)
