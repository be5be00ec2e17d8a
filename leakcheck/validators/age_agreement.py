"""Do age and birth year add up to one year of export?

Why       A file is written on a day, so birth year plus age is that year or the one before in every
          record. Ages that were drawn apart from the birth dates spread the sum over decades.
Reads     An age column, and a birth_date column or else identity numbers that carry a birth year.
Counts    The pairs of birth year and age, in records that have both.
Evidence  junk, generated, shuffled: the share of records in the best two neighbouring years against
          what is left there when one column is dealt out anew. Support is at most 2, against
          generated at most 0.2, since most generators compute the age. mixed is left out: ages at
          events agree in part as well.
Blind to  Ages that were computed from the birth date. Ages at an event: they spread over the
          events' years, which is why real files are only expected to lie well above chance.
Settings  MINIMUM 30 records with both; WINDOW 2 years; GENUINE, how often real files agree.
Example   Of 800 records 60 fall into the best two years where a permutation leaves 58: drawn apart.
Raises    UnknownSchemeError at bind, for a scheme that is not in the table.
Source    Public reporting on an Elasticsearch export whose AGE plus BIRTHDAY is constant. The
          priors are ours.
"""

from __future__ import annotations

from typing import ClassVar, Final

import polars as pl

from leakcheck.features.dates import age, dates
from leakcheck.features.feature import Feature
from leakcheck.features.identity import identity
from leakcheck.features.relation import Relations, Tables
from leakcheck.kernels.pairs import margin
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped
from leakcheck.stats.agreement import Agreement, Relation, weigh
from leakcheck.stats.proportions import wilson

MINIMUM: Final = 30  # the best two of sixty years hold a fifth of 30 records by accident
WINDOW: Final = 2  # the birthday may or may not have passed on the day of export
BOUND: Final = 3.0  # the column may hold an age at some event
GENUINE: Final = Relation(
    kappa=0.9,  # persons registered later than the rest
    files=2,  # ages at an event spread over the years of the events
    careful=0.7,  # most generators derive one of the two from the other
)
RANGE: Final = (0.6, 1.0)  # GENUINE's upper mass


class AgeAgreement:
    """XA504: age against birth year."""

    id: ClassVar[str] = "XA504"
    name: ClassVar[str] = "age-birth-year-agreement"
    title: ClassVar[str] = "Age against birth year"
    family: ClassVar[Family] = Family.AGREEMENT
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Relations | Skipped:
        """The pairs of the surest birth years and the age column."""
        column = binding.get(Role.AGE)
        if column is None:
            return Skipped(self.id, "no column of ages")
        found = _birth_year(binding)
        if found is None:
            return Skipped(self.id, "no birth dates and no identity numbers that carry a birth year")
        source, year = found
        return Relations(
            {"age": (year, age(column))},
            lambda tables, records: self._read(tables, records, (source.index, column.index)),
        )

    def _read(self, tables: Tables, records: int, columns: tuple[int, ...]) -> Evidence | Skipped:
        seen = best_window(tables["age"])
        if seen.total < MINIMUM:
            return Skipped(self.id, f"fewer than {MINIMUM} records have an age and a birth year", SkipKind.RECORDS)
        if seen.chance > RANGE[0]:
            return Skipped(self.id, "ages or birth years are all but constant", SkipKind.RECORDS)
        message = Message(
            "Birth year and age add up to one year of export in {share:share} of records; unrelated columns would in "
            "{chance:share}.",
            {"share": seen.share, "chance": seen.chance},
        )
        return Evidence(
            validator=self.id,
            family=self.family,
            message=message,
            llr={h: llr for h, llr in weigh(seen, GENUINE, BOUND).items() if h is not Hypothesis.MIXED},
            columns=columns,
            tested=seen.total,
            missing=records - seen.total,
            rates=(Rate("age and birth year agree", seen.hits, seen.total, RANGE, seen.chance),),
            interval=Interval(*wilson(seen.hits, seen.total)),
        )


def _birth_year(binding: Binding) -> tuple[Column, Feature] | None:
    column = binding.get(Role.BIRTH_DATE)
    if column is not None:
        day = dates(column).sure
        return column, Feature(f"{column.name}.date.year", day.col // 10_000, (day,))
    for number in binding.all(Role.NATIONAL_ID):
        year = identity(number).birth_year if number.scheme else None
        if year is not None:
            return number, year
    return None


def best_window(table: pl.DataFrame) -> Agreement:
    """Records whose birth year and age add up to the best `WINDOW` neighbouring years; chance by permutation."""
    sums = margin(table.with_columns(pl.col("k0") + pl.col("k1")), "k0")
    years, ages = margin(table, "k0"), margin(table, "k1")
    total = sum(years.values())
    if not total:
        return Agreement(0, 0, 0.0)

    def held(first: int) -> int:
        return sum(sums.get(first + step, 0) for step in range(WINDOW))

    best = max(sums, key=lambda first: (held(first), -first))
    spread = sum(n * ages.get(best + step - year, 0) for year, n in years.items() for step in range(WINDOW))
    return Agreement(held(best), total, spread / (total * total))
