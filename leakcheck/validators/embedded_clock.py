"""When do the identifiers say that they were made, and does that fit together?

Why       Databases build the moment of writing into their identifiers, where whoever makes rows up
          rarely looks: identifiers drawn at random decode to moments all over the centuries,
          genuine ones to the days of the load.
Reads     record_id columns, at most MAX_COLUMNS; the surest timestamp column, to compare with.
Counts    by layout (Elasticsearch ids in both byte orders, ObjectId, UUID versions 1 and 7,
          Snowflake), identifiers of its shape and those with a plausible moment; their months; how
          they go along with the timestamps.
Evidence  ObjectId and UUID 1 and 7 claim a clock by their shape: plausible moments are for genuine,
          random ones for GENERATED and JUNK, within -0.6 and +0.6. Any 20 letters may be an
          Elasticsearch id, any 18 digits a Snowflake: these only speak for genuine. Moments that go
          along with the timestamps add 0.4.
Blind to  rows made up but loaded into a real database; identifiers given by the user. Random UUIDs
          (version 4) carry no clock and are nothing against anybody.
Settings  MAX_COLUMNS, LEAST, MOSTLY, CLOCKS, RANDOM, KEPT, COPIED, TOGETHER, ALONG (in the
          validator's file).
Example   500 ids of 20 letters, all of 9 and 10 August 2021; at random 1 of 500 would be of this
          century at all.
Raises    nothing; samples without such identifiers are skipped.
Source    Elasticsearch's TimeBasedUUIDGenerator, MongoDB's ObjectId, RFC 9562, Snowflake. The
          priors are ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log10, sqrt
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.clocks import Layout, chance, clock, window
from leakcheck.features.feature import Feature
from leakcheck.features.moments import moments
from leakcheck.features.text import present
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import (
    Evidence,
    Family,
    Hypothesis,
    Interval,
    Message,
    Rate,
    SkipKind,
    Skipped,
    Slot,
    Term,
)
from leakcheck.protocols import Probe
from leakcheck.stats.likelihood import Beta, bounded, log10_beta_binomial
from leakcheck.stats.proportions import wilson

MAX_COLUMNS: Final = 3  # identifiers of one record are made by one program
LEAST: Final = 10  # ten random ids look like clocks less than once in a million, where the clock is wide
MOSTLY: Final = 0.8  # of the column must have the layout's shape
CLOCKS: Final = Beta(50.0, 0.5)  # plausible moments of a genuine clock: all but a few ids given by hand
RANDOM: Final = 200.0  # records' worth of certainty that random ids are plausible as often as the layout's width says
KEPT: Final = 0.8  # share of registers in which an id that claims a clock has one; the rest are other numbers
COPIED: Final = 0.2  # share of generators whose ids have one: rows loaded into a real database, good generators
TOGETHER: Final = 0.5  # correlation with the timestamps from which the two clocks are one story
ALONG: Final = 0.4  # what that is worth: made-up moments are drawn after, or apart from, the ids
CLAIMING: Final = (Layout.OBJECT_ID, Layout.UUID1, Layout.UUID7)  # by 24 hexadecimal digits, or a version digit
SINGLE: Final = 300  # pairs of moments under which a correlation is left out: bulk loads have few different ones


@dataclass(slots=True)
class Seen:
    """One column under one layout: shaped and plausible ids, by month (yyyymm), and sums of clock and timestamp.

    `sums` are n, x, y, xx, yy, xy over records with both: x hours of the clock, y hours of the timestamp, since 1970
    (hours, so that the squares of a batch stay within 64 bits).
    """

    shaped: int = 0
    plausible: int = 0
    months: dict[int, int] = field(default_factory=dict)
    sums: tuple[int, ...] = (0,) * 6

    def merge(self, other: Seen) -> Seen:
        """Counts add up."""
        self.shaped += other.shaped
        self.plausible += other.plausible
        self.sums = tuple(mine + theirs for mine, theirs in zip(self.sums, other.sums, strict=True))
        for month, count in other.months.items():
            self.months[month] = self.months.get(month, 0) + count
        return self

    @property
    def correlation(self) -> float:
        """Pearson's, of clock and timestamp; 0 where one of them stands still or too few records have both."""
        n, x, y, xx, yy, xy = self.sums
        spread = (n * xx - x * x) * (n * yy - y * y)
        return (n * xy - x * y) / sqrt(spread) if n >= SINGLE and spread > 0 else 0.0


@dataclass(slots=True)
class ClockState:
    """Records with a value by column, and what was seen by column and layout."""

    present: dict[int, int]
    seen: dict[tuple[int, Layout], Seen]


@dataclass(frozen=True, slots=True)
class _Probe:
    columns: tuple[Column, ...]
    stamps: Column | None
    as_of: date

    @property
    def features(self) -> Sequence[Feature]:
        ids = [clock(column, layout) for column in self.columns for layout in Layout]
        days = moments(self.stamps) if self.stamps else None
        return (*ids, *map(present, self.columns), *((days.mdy, days.second) if days else ()))

    def observe(self, batch: pl.DataFrame) -> ClockState:
        state = ClockState({}, {})
        for column in self.columns:
            state.present[column.index] = int(batch[present(column).name].sum())
            for layout in Layout:
                ids = batch[clock(column, layout).name]
                if ids.null_count() < batch.height:
                    state.seen[column.index, layout] = self._seen(batch, ids, layout)
        return state

    def _seen(self, batch: pl.DataFrame, ids: pl.Series, layout: Layout) -> Seen:
        low, high = window(layout, self.as_of)
        frame = batch.with_columns(ids.alias("ms")).filter(pl.col("ms").is_between(low, high, closed="left"))
        when = pl.from_epoch("ms", time_unit="ms")
        months = frame.select(month=when.dt.year() * 100 + when.dt.month()).to_series().value_counts(name="n").rows()
        sums: tuple[int, ...] = (0,) * 6
        if self.stamps is not None:
            days = moments(self.stamps)
            hour = pl.col(days.mdy.name).cast(pl.Int64) * 24 + pl.col(days.second.name).fill_null(0) // 3600
            both = frame.select(x=pl.col("ms") // 3_600_000, y=hour).drop_nulls()
            x, y = pl.col("x"), pl.col("y")
            row = both.select(n=pl.len(), x=x.sum(), y=y.sum(), xx=(x * x).sum(), yy=(y * y).sum(), xy=(x * y).sum())
            sums = tuple(int(value) for value in row.row(0))
        counts = {int(month): int(n) for month, n in months}
        return Seen(ids.len() - ids.null_count(), frame.height, counts, sums)

    def merge(self, left: ClockState, right: ClockState) -> ClockState:
        for index, count in right.present.items():
            left.present[index] = left.present.get(index, 0) + count
        for key, seen in right.seen.items():
            left.seen[key] = left.seen[key].merge(seen) if key in left.seen else seen
        return left

    def conclude(self, state: ClockState) -> Evidence | Skipped:
        judged: list[tuple[float, int, Layout, Seen]] = []
        for (index, layout), seen in state.seen.items():
            if seen.shaped >= max(LEAST, MOSTLY * state.present[index]):
                llr = weigh(layout, seen, chance(layout, self.as_of))
                if llr is not None:
                    judged.append((llr, index, layout, seen))
        if not judged:
            return Skipped(EmbeddedClock.id, "no identifiers carry a clock", SkipKind.RECORDS)
        llr, index, layout, seen = max(judged, key=lambda found: (found[0], found[3].plausible, -found[1]))
        return _evidence(llr, index, layout, seen)


def weigh(layout: Layout, seen: Seen, random: float) -> float | None:
    """log10 P(plausible of shaped | register) / P(the same | made up); None where the ids need not have a clock."""
    ratio = log10_beta_binomial(seen.plausible, seen.shaped, CLOCKS) - log10_beta_binomial(
        seen.plausible, seen.shaped, Beta.around(random, RANDOM)
    )
    odds = 10 ** bounded(ratio, 50)
    llr = log10((KEPT * odds + 1 - KEPT) / (COPIED * odds + 1 - COPIED))
    along = seen.correlation >= TOGETHER
    if layout is Layout.SNOWFLAKE:
        return ALONG if along else None  # any number of that length is a moment of some year
    if layout not in CLAIMING and llr < 0:
        return None
    return llr + (ALONG if along and llr > 0 else 0.0)


def middle(months: Mapping[int, int]) -> tuple[int, int]:
    """The months (yyyymm) between which the middle 90 % of the ids were made."""
    total, below, inside = sum(months.values()), 0, []
    for month in sorted(months):
        below += months[month]
        if below > 0.05 * total and below - months[month] < 0.95 * total:
            inside.append(month)
    return inside[0], inside[-1]


def _evidence(llr: float, column: int, layout: Layout, seen: Seen) -> Evidence:
    slots: dict[str, Slot] = {"plausible": seen.plausible, "shaped": seen.shaped, "layout": Term(layout.value)}
    text = "{plausible:count} of {shaped:count} identifiers ({layout:word}) carry a plausible moment"
    if seen.months:
        first, last = middle(seen.months)
        text += ", nine tenths of them from {y0:number}/{m0:count} to {y1:number}/{m1:count}"
        slots |= {"y0": first // 100, "m0": first % 100, "y1": last // 100, "m1": last % 100}
    return Evidence(
        validator=EmbeddedClock.id,
        family=EmbeddedClock.family,
        message=Message(text + ".", slots),
        llr={Hypothesis.GENERATED: llr, Hypothesis.JUNK: llr},
        columns=(column,),
        tested=seen.shaped,
        rates=(Rate("identifiers with a plausible moment", seen.plausible, seen.shaped, (0.97, 1.0)),),
        interval=Interval(*wilson(seen.plausible, seen.shaped)),
    )


class EmbeddedClock:
    """TM710."""

    id: ClassVar[str] = "TM710"
    name: ClassVar[str] = "embedded-clocks"
    title: ClassVar[str] = "Clocks inside the identifiers"
    family: ClassVar[Family] = Family.DATES
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Probe[ClockState] | Skipped:
        """Needs identifiers of records."""
        columns = binding.all(Role.RECORD_ID)[:MAX_COLUMNS]
        if not columns:
            return Skipped(self.id, "no column holds identifiers of records")
        return _Probe(columns, binding.get(Role.TIMESTAMP), binding.as_of)
