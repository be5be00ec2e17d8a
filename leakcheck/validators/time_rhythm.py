"""Do the times of day, the weekdays and the days follow the rhythm of people at work?

Why       People sleep, offices close at weekends, registers grow and have busy weeks. A generator
          draws a moment evenly between two edges: every hour, every weekday and every month alike.
Reads     timestamp columns, at most MAX_COLUMNS; with a time of day or without. Zones are not
          looked at.
Counts    by column, records by hour, by weekday and by tenth of the period in which the middle 98 %
          lie. Midnight sharp counts as no time; a column mostly of one hour (an import) or one day
          is not judged by it.
Evidence  for each of the three, P(counts | even) against P(counts | uneven, by little or much):
          together against GENERATED, whose draws are mostly even in all three; registers are rarely
          so in hours, at times in weekdays and period. The column most like people's counts. Within
          -1.8 and +1.
Blind to  generators that model office hours; moments drawn within genuine days.
Settings  MAX_COLUMNS, MINIMUM, HOURS, WEEKDAYS, PERIOD, ALL_EVEN, UNEVEN (in the validator's file).
Example   400 moments, 17 give or take 4 an hour, 57 give or take 7 a weekday: even in both, log10
          LR -1.8.
Raises    nothing; columns with fewer than 100 moments are left aside.
Source    Mosimann 1962 for the uneven counts. The priors are ours. Measured in November 2026: draws
          of 100 to 1,000 out of 11,350 moments of work (change logs of a Linux distribution) 0.2 to
          1, 8 public registers 0.6 to 1, even draws of 300 -1.8 to -0.1 with and -1.1 to 0.3
          without times, 5 made-up files -1.8 to 0.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log10
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.features.moments import Moments, moments
from leakcheck.features.text import present
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Message, Rate, SkipKind, Skipped, Term
from leakcheck.model.series import Series, SeriesKind
from leakcheck.protocols import Probe
from leakcheck.stats.evenness import log10_even_over_uneven
from leakcheck.stats.likelihood import bounded

MAX_COLUMNS: Final = 4  # the surest; one clock fills all of them
MINIMUM: Final = 100  # fewer moments leave weekdays and tenths open
HOURS: Final = 0.03  # share of registers without a rhythm of hours: machines, the whole world
WEEKDAYS: Final = 0.3  # ... of weekdays: births, matches, expiry dates
PERIOD: Final = 0.15  # ... of growth and busy times: one full year of a steady office
ALL_EVEN: Final = 0.7  # share of generators that draw moments evenly; the rest are uneven in either by halves
UNEVEN: Final = (2.0, 8.0, 32.0)  # how far shares scatter around even ones: by 70 %, 35 % and 18 %
TENTHS: Final = 10
ONE_VALUE: Final = 0.5  # share of one hour or one day above which the column is an import or a reporting date
TRIMMED: Final = 0.01  # of the days at either end: placeholders must not set the edges
PARTS: Final = (1, 2, 3, 4, 6)  # hours of a part of the day in the picture; the first with PER_PART moments a part
PER_PART: Final = 10  # fewer, and most parts would be withheld
NAMES: Final = tuple(map(Term, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))
MOST_AGAINST: Final = 1.8  # short of deciding alone: even moments are made by machines too
MOST_FOR: Final = 1.0  # office hours are easily modelled


@dataclass(slots=True)
class Clock:
    """One column's moments: records with a value, by day under both orders of day and month, and by hour.

    The two weeks count moments with a time by 24 * weekday + hour, under either order.
    """

    present: int
    dmy: dict[int, int]
    mdy: dict[int, int]
    hours: dict[int, int]
    week_dmy: dict[int, int] = field(default_factory=dict)
    week_mdy: dict[int, int] = field(default_factory=dict)

    def merge(self, other: Clock) -> Clock:
        """Counts add up."""
        self.present += other.present
        for mine, theirs in (
            (self.dmy, other.dmy),
            (self.mdy, other.mdy),
            (self.hours, other.hours),
            (self.week_dmy, other.week_dmy),
            (self.week_mdy, other.week_mdy),
        ):
            for value, count in theirs.items():
                mine[value] = mine.get(value, 0) + count
        return self


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a column: counts by hour, weekday and tenth of the period, each None where not to be judged."""

    column: int
    moments: int
    hours: Sequence[int] | None
    weekdays: Sequence[int] | None
    tenths: Sequence[int] | None
    week: Mapping[int, int] = field(default_factory=dict)  # by 24 * weekday + hour, where hours can be judged

    @property
    def llr(self) -> float:
        """log10 P(counts | register) / P(counts | moments of a generator), within -MOST_AGAINST and +MOST_FOR."""
        genuine, even, modelled = 0.0, 0.0, 0.0
        for counts, share in ((self.hours, HOURS), (self.weekdays, WEEKDAYS), (self.tenths, PERIOD)):
            if counts is not None:
                ratio = 10 ** evenness(counts)  # P(counts | even), in units of P(counts | uneven)
                genuine += log10(share * ratio + 1 - share)
                even += log10(ratio)
                modelled += log10((ratio + 1) / 2)
        top = max(even, modelled)
        made = top + log10(ALL_EVEN * 10 ** (even - top) + (1 - ALL_EVEN) * 10 ** (modelled - top))
        return bounded(genuine - made, MOST_AGAINST, MOST_FOR)


def evenness(counts: Sequence[int]) -> float:
    """log10 P(counts | every class alike) / P(counts | classes that scatter by any of UNEVEN), within +-50."""
    ratios = [10 ** -bounded(log10_even_over_uneven(counts, weight), 100) for weight in UNEVEN]
    return bounded(-log10(sum(ratios) / len(ratios)), 50)


def rhythm(clock: Clock, column: int) -> Rhythm | None:
    """The counts of a column that can be judged; None where there are too few or all are one day."""
    orders = ((clock.dmy, clock.week_dmy), (clock.mdy, clock.week_mdy))
    days, week = min(orders, key=lambda order: evenness(_weekdays(order[0])))  # the wrong order has no rhythm
    total = sum(days.values())
    if total < MINIMUM:
        return None
    hours = [clock.hours.get(hour, 0) for hour in range(24)]
    spread = sum(hours) >= MINIMUM and max(hours) <= ONE_VALUE * sum(hours)
    lively = max(days.values()) <= ONE_VALUE * total
    if not spread and not lively:
        return None
    return Rhythm(
        column,
        total,
        hours if spread else None,
        _weekdays(days) if lively else None,
        tenths(days) if lively else None,
        week if spread and lively else {},
    )


def _weekdays(days: Mapping[int, int]) -> list[int]:
    """Records by weekday, Monday first (day 0 was a Thursday)."""
    by_weekday: Counter[int] = Counter()
    for day, count in days.items():
        by_weekday[(day + 3) % 7] += count
    return [by_weekday[weekday] for weekday in range(7)]


def tenths(days: Mapping[int, int]) -> list[int] | None:
    """Records by tenth of the period, whole weeks each, in the middle of the trimmed days; None under ten weeks."""
    total, below, inside = sum(days.values()), 0, []
    for day in sorted(days):
        if TRIMMED * total <= below + days[day] / 2 <= (1 - TRIMMED) * total:
            inside.append(day)
        below += days[day]
    if not inside:
        return None
    first, last = inside[0] + 1, inside[-1]
    width = (last - first) // TENTHS // 7 * 7  # (whole weeks, else the weekend would make a tenth smaller)
    if not width:
        return None
    counts = [0] * TENTHS
    for day, count in days.items():
        if first <= day < first + TENTHS * width:
            counts[(day - first) // width] += count
    return counts


class TimeRhythm:
    """TM701."""

    id: ClassVar[str] = "TM701"
    name: ClassVar[str] = "time-rhythm"
    title: ClassVar[str] = "Hours, weekdays and busy times"
    family: ClassVar[Family] = Family.DATES
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Probe[list[Clock]] | Skipped:
        """Needs timestamps."""
        columns = binding.all(Role.TIMESTAMP)[:MAX_COLUMNS]
        return _Probe(columns) if columns else Skipped(self.id, "no column holds timestamps")


@dataclass(frozen=True, slots=True)
class _Probe:
    columns: tuple[Column, ...]

    @property
    def features(self) -> Sequence[Feature]:
        return tuple(feature for column in self.columns for feature in _read(moments(column), column))

    def observe(self, batch: pl.DataFrame) -> list[Clock]:
        return [_clock(batch, _read(moments(column), column)) for column in self.columns]

    def merge(self, left: list[Clock], right: list[Clock]) -> list[Clock]:
        return [mine.merge(theirs) for mine, theirs in zip(left, right, strict=True)]

    def conclude(self, state: list[Clock]) -> Evidence | Skipped:
        read = [rhythm(clock, column.index) for column, clock in zip(self.columns, state, strict=True)]
        known = [found for found in read if found is not None]
        if not known:
            return Skipped(TimeRhythm.id, f"no timestamps with {MINIMUM} moments of several days", SkipKind.RECORDS)
        return _evidence(max(known, key=lambda found: found.llr), tuple(found.column for found in known))


def _read(found: Moments, column: Column) -> tuple[Feature, Feature, Feature, Feature]:
    return (found.dmy, found.mdy, found.second, present(column))


def _clock(batch: pl.DataFrame, read: Sequence[Feature]) -> Clock:
    dmy, mdy, second, there = (pl.col(feature.name) for feature in read)
    timed = second.is_not_null() & (second != 0) & dmy.is_not_null()
    hour = pl.when(timed).then(second // 3600)
    dmy_hour, mdy_hour = (24 * ((day + 3) % 7) + hour for day in (dmy, mdy))
    frame = batch.select(there=there, dmy=dmy, mdy=mdy, dmy_hour=dmy_hour, mdy_hour=mdy_hour)
    days, other_days, week, other_week = (_counts(frame[name]) for name in frame.columns[1:])
    hours: Counter[int] = Counter()
    for at, count in week.items():
        hours[at % 24] += count
    return Clock(int(frame["there"].sum()), days, other_days, dict(hours), week, other_week)


def _counts(values: pl.Series) -> dict[int, int]:
    rows = values.drop_nulls().value_counts(name="n").rows()
    return {int(value): int(count) for value, count in rows}


def _evidence(telling: Rhythm, columns: tuple[int, ...]) -> Evidence:
    rates = []
    if telling.weekdays is not None:
        rates.append(Rate("moments at weekends", sum(telling.weekdays[5:]), telling.moments, None, 2 / 7))
    if telling.hours is not None:
        day = sum(telling.hours[8:20])
        rates.append(Rate("times between 8 and 20 o'clock", day, sum(telling.hours), None, 0.5))
    even = [counts is not None and evenness(counts) > 0 for counts in (telling.hours, telling.weekdays, telling.tenths)]
    judged = sum(counts is not None for counts in (telling.hours, telling.weekdays, telling.tenths))
    return Evidence(
        validator=TimeRhythm.id,
        family=TimeRhythm.family,
        message=Message(
            "Of {judged:count} rhythms that can be judged (hours, weekdays, the whole period), {even:count} are as "
            "even as a draw.",
            {"judged": judged, "even": sum(even)},
        ),
        llr={Hypothesis.GENERATED: telling.llr},
        columns=columns,
        tested=telling.moments,
        rates=tuple(rates),
        series=_week(telling),
    )


def _week(telling: Rhythm) -> tuple[Series, ...]:
    """Moments by weekday and part of the day, in parts long enough to hold some; by weekday alone without times."""
    if telling.weekdays is None:
        return ()
    total = sum(telling.week.values())
    part = next((hours for hours in PARTS if total * hours >= PER_PART * 7 * 24), 24)
    if part == 24:
        return (Series.of(SeriesKind.WEEK, (0,), telling.weekdays, NAMES),)
    counts = [
        sum(telling.week.get(24 * weekday + hour, 0) for hour in range(start, start + part))
        for weekday in range(7)
        for start in range(0, 24, part)
    ]
    return (Series.of(SeriesKind.WEEK, tuple(range(0, 24, part)), counts, NAMES),)
