"""Do records whose number breaks a rule break others too?

Why       A clerk's slip, a lost digit, a number of another country falls on one field of one record.
          Rows that somebody made up and mixed in break several rules at once, so that faults which
          are few enough in each column by itself pile up in the same records.
Reads     the first identity-number column with a rule, and beside it the first phone column or the
          first birth-date column.
Counts    of different records those where the number and the phone (or the birth date) both break a
          rule of their own, and how many would by chance. Of records with the same value in either
          field one counts, so that placeholders and people who recur do not.
Evidence  records beyond chance against MIXED, from 0.3 % in registers to any share in a mixture;
          within -1.2, since people from abroad can have both a number and a phone of another kind.
          Of one family with the numbers' own faults, since it is these that are seen again. Silent
          where faults are few or fall apart: that tells nothing about filler without faults.
Blind to  filler that breaks no rule or one only; columns without a rule.
Settings  PEOPLE, LEAST, CLEAR, GENUINE, MIXED, MOST_AGAINST.
Example   Of 1,000 records 65 numbers and 160 phones are impossible; 10 records would have both by
          chance, 53 do: 15 : 1 against.
Raises    UnknownSchemeError at bind, for numbers of a scheme that is not in the table.
Source    The priors are ours; simulated registers of three countries, dirty ones with them, have none
          beyond chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from math import sqrt
from operator import or_
from typing import ClassVar, Final

import polars as pl

from leakcheck.features.dates import dates
from leakcheck.features.feature import Feature
from leakcheck.features.identity import identity
from leakcheck.features.phone import phone
from leakcheck.features.record import digest as record_digest
from leakcheck.features.text import digest
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import Evidence, Family, Hypothesis, Interval, Message, Rate, SkipKind, Skipped, Term
from leakcheck.protocols import Probe
from leakcheck.stats.likelihood import Beta, share_llr
from leakcheck.stats.proportions import wilson

PEOPLE: Final = 1 << 15  # different records kept; a share of them is as good as that of all
LEAST: Final = 100  # records in which both fields can be judged
CLEAR: Final = 5.0  # standard deviations beyond chance from which anything is said
GENUINE: Final = Beta(0.5, 150)  # 0.3 %: people from abroad, rows for tests, fields that slipped by one
MIXED: Final = Beta(1, 4)  # of filler any share, a fifth of which shows on average
MOST_AGAINST: Final = 1.2  # a register of many people from abroad would look so too
RANGE: Final = (0.0, 0.02)
NUMBER: Final = "number"
TITLES: Final = {NUMBER: Term("identity number"), "phone": Term("phone number"), "birth": Term("birth date")}


@dataclass(frozen=True, slots=True)
class Field:
    """A column with a rule: whether the cell breaks it (Bool, null where it cannot be told), and its digest."""

    kind: str
    column: Column
    broken: Feature
    digest: Feature


class JointFaults:
    """ID103."""

    id: ClassVar[str] = "ID103"
    name: ClassVar[str] = "joint-faults"
    title: ClassVar[str] = "Faults that pile up in the same records"
    family: ClassVar[Family] = Family.IDENTITY
    version: ClassVar[int] = 1
    reads_order: ClassVar[bool] = False

    def bind(self, binding: Binding) -> Probe[Multiplicity] | Skipped:
        """A column of numbers with a rule, and one of phones or birth dates."""
        fields = tuple(_fields(binding))
        if not fields or fields[0].kind != NUMBER:
            return Skipped(self.id, "no column of identity numbers has a rule to break")
        if len(fields) < 2:
            return Skipped(self.id, "no column of phones or birth dates beside the identity numbers")
        return _Probe(fields)


def _fields(binding: Binding) -> Iterator[Field]:
    for column in binding.all(Role.NATIONAL_ID):
        told = identity(column) if column.scheme else None
        rules = [r for r in (told.valid, told.plausible_date, told.issuable) if r is not None] if told else []
        if told and rules:
            any_broken = reduce(or_, (~rule.col.fill_null(value=True) for rule in rules))
            broken = pl.when(told.shaped.col).then(any_broken)
            yield _field(NUMBER, column, broken, (told.shaped, *rules))
            break
    for column in binding.all(Role.PHONE)[:1]:
        read = phone(column, column.locale or binding.country)
        broken = pl.when(read.judged.col).then(~read.valid.col)
        yield _field("phone", column, broken, (read.judged, read.valid))
    for column in binding.all(Role.BIRTH_DATE)[:1]:
        told_date = dates(column)
        broken = pl.when(told_date.shaped.col).then(told_date.impossible.col)
        yield _field("birth", column, broken, (told_date.shaped, told_date.impossible))


def _field(kind: str, column: Column, broken: pl.Expr, after: tuple[Feature, ...]) -> Field:
    return Field(kind, column, Feature(f"{column.name}.{kind}.fault", broken.cast(pl.UInt8), after), digest(column))


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two fields: records where both can be judged, those with both faults, and what chance gives of these."""

    kinds: tuple[str, str]
    total: int
    both: int
    chance: float

    @property
    def beyond(self) -> int:
        """Records with both faults that chance does not explain."""
        return max(0, round(self.both - self.chance))

    @property
    def clear(self) -> bool:
        """Whether they are more than chance makes now and then."""
        return self.both - self.chance >= CLEAR * sqrt(self.chance + 1)

    @property
    def llr(self) -> float:
        """log10 P(such records | register) / P(such records | mixture), at most 0."""
        return min(0.0, share_llr(self.beyond, self.total, GENUINE, MIXED, MOST_AGAINST)) if self.clear else 0.0


@dataclass(frozen=True, slots=True)
class _Probe:
    fields: tuple[Field, ...]

    @property
    def record(self) -> Feature:
        return record_digest([field.column for field in self.fields], "joint")

    @property
    def features(self) -> tuple[Feature, ...]:
        return (self.record, *(feature for field in self.fields for feature in (field.broken, field.digest)))

    def observe(self, batch: pl.DataFrame) -> Multiplicity:
        parts = {f"fault.{field.kind}": batch[field.broken.name] for field in self.fields}
        parts |= {f"value.{field.kind}": batch[field.digest.name] for field in self.fields}
        return Multiplicity.of(batch[self.record.name], PEOPLE, parts)

    def merge(self, left: Multiplicity, right: Multiplicity) -> Multiplicity:
        return left.merge(right)

    def conclude(self, state: Multiplicity) -> Evidence | Skipped:
        table = state.table()
        pairs = [_pair(table, (NUMBER, field.kind)) for field in self.fields[1:]] if table.height else []
        judged = [pair for pair in pairs if pair.total >= LEAST]
        if not judged:
            return Skipped(JointFaults.id, f"fewer than {LEAST} records with two fields to judge", SkipKind.RECORDS)
        pair = min(judged, key=lambda one: (one.llr, -one.beyond, -one.total))
        first, second = (TITLES[kind] for kind in pair.kinds)
        slots: Mapping[str, int | float | Term] = {
            "both": pair.both, "total": pair.total, "first": first, "second": second, "chance": pair.chance,
        }  # fmt: skip
        return Evidence(
            validator=JointFaults.id,
            family=JointFaults.family,
            message=Message(
                "In {both:count} of {total:count} records {first} and {second} both break a rule; chance gives "
                "{chance:number}. Slips fall on single fields, made-up rows break several rules.",
                slots,
            ),
            llr={Hypothesis.MIXED: pair.llr} if pair.llr else {},
            columns=tuple(field.column.index for field in self.fields if field.kind in pair.kinds),
            tested=pair.total * state.scale,
            rates=(Rate("records that break two rules, beyond chance", pair.beyond, pair.total, RANGE),),
            interval=Interval(*wilson(pair.beyond, pair.total)),
        )


def _pair(table: pl.DataFrame, kinds: tuple[str, str]) -> _Pair:
    """Both fields in the different records of the table; of the same value in either field one record counts."""
    faults, values = ([f"{what}.{kind}" for kind in kinds] for what in ("fault", "value"))
    told = table.drop_nulls(faults)
    first, second = (told.filter(pl.col(fault) == 1).height for fault in faults)
    joint = told.filter(pl.all_horizontal(pl.col(fault) == 1 for fault in faults))
    both = min(joint[value].n_unique() for value in values)
    return _Pair(kinds, told.height, both, first * second / max(1, told.height))
