"""What claims are held against: counts of one sample, taken in the same reading as the validators'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

import polars as pl

from leakcheck.features.clocks import Layout, clock, window
from leakcheck.features.dates import dates
from leakcheck.features.feature import Feature
from leakcheck.features.identity import Identity, identity
from leakcheck.features.moments import moments
from leakcheck.features.phone import phone
from leakcheck.features.phone_area import region_of_number
from leakcheck.features.place import province
from leakcheck.features.record import digest as record_digest
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.claims import Claims
from leakcheck.model.columns import Binding, Column, Role
from leakcheck.model.evidence import SkipKind, Skipped
from leakcheck.reference.phone_plans import cn_mobile_launch
from leakcheck.reference.schemes import load as schemes

NAME: Final = "claims"
CAPACITY: Final = 1 << 18  # different records and numbers counted exactly; beyond, a sample of them: 4 MB each
MAX_STAMPS: Final = 3
_PLACES: Final = (Role.REGION, Role.CITY, Role.ADDRESS, Role.POSTCODE)
_CARRIES: Final = {"CN": "province", "FR": "region"}  # the identity feature in the codes of reference/places.toml
# Layouts that claim a clock by their shape, and Elasticsearch's, of which nearly all must decode to a plausible moment.
_LAYOUTS: Final = (Layout.OBJECT_ID, Layout.UUID1, Layout.UUID7, Layout.FLAKE, Layout.OLD_FLAKE)


@dataclass(slots=True)
class Counted:
    """The counts of some records.

    `tables` has, by question, how many records gave each answer (a year, a month as yyyymm, a division's code);
    `repeats` how often each record and each identity number occurs; `beside` records that repeat the one before.
    `edges` are the first and the last hash of each, so that two pieces can be joined.
    """

    records: int = 0
    text: int = 0
    tables: dict[str, dict[int, int]] = field(default_factory=dict)
    repeats: dict[str, Multiplicity] = field(default_factory=dict)
    beside: dict[str, int] = field(default_factory=dict)
    edges: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)

    def merge(self, other: Self) -> Self:
        """This, followed by `other`."""
        self.records += other.records
        self.text += other.text
        for question, table in other.tables.items():
            mine = self.tables.setdefault(question, {})
            for answer, count in table.items():
                mine[answer] = mine.get(answer, 0) + count
        for what, repeats in other.repeats.items():
            self.beside[what] += other.beside[what] + _same(self.edges[what][1], other.edges[what][0])
            self.edges[what] = (self.edges[what][0], other.edges[what][1])
            self.repeats[what].merge(repeats)
        return self


def _same(left: int | None, right: int | None) -> int:
    return int(left is not None and left == right)


@dataclass(frozen=True, slots=True)
class Counts:
    """The probe: which features each question reads."""

    questions: Mapping[str, Feature]
    hashes: Mapping[str, Feature]
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, claims: Claims, binding: Binding) -> Counts:
        """What can be counted in this sample for these claims."""
        content = tuple(column for column in binding if column.role is not Role.RECORD_ID) or binding.columns
        hashes = {"record": record_digest(content, "claims")} if content else {}
        number = _number(binding)
        if number is not None:
            hashes["number"] = identity(number).digest
        questions = dict(_questions(claims, binding, number))
        return cls(questions, hashes, binding.columns)

    @property
    def features(self) -> Sequence[Feature]:
        """Every feature once, and the bytes of the records' cells."""
        found = (_text(self.columns), *self.questions.values(), *self.hashes.values())
        return tuple({feature.name: feature for feature in found}.values())

    def observe(self, batch: pl.DataFrame) -> Counted:
        """The counts of one batch."""
        state = Counted(batch.height, int(batch[_text(self.columns).name].sum()))
        for question, feature in self.questions.items():
            rows = batch[feature.name].drop_nulls().value_counts(name="n").rows()
            state.tables[question] = {int(answer): int(count) for answer, count in rows}
        for what, feature in self.hashes.items():
            hashes = batch[feature.name]
            state.repeats[what] = Multiplicity.of(hashes, CAPACITY)
            state.beside[what] = int((hashes == hashes.shift()).sum())
            state.edges[what] = (hashes[0], hashes[-1])
        return state

    def merge(self, left: Counted, right: Counted) -> Counted:
        """The counts of `left`'s records followed by `right`'s."""
        return left.merge(right)

    def conclude(self, _: Counted) -> Skipped:
        """Nothing: claims are no evidence of how the records came about."""
        return Skipped(NAME, "counts for the claims, no question", SkipKind.IGNORED)


def _number(binding: Binding) -> Column | None:
    return next((c for c in binding.all(Role.NATIONAL_ID) if c.scheme in schemes()), None)


def _text(columns: Sequence[Column]) -> Feature:
    """The bytes of a record's cells as UTF-8, and one for what stands between them."""
    lengths = [pl.col(column.name).str.len_bytes().fill_null(0) for column in columns]
    return Feature("record.text", pl.sum_horizontal(*lengths).cast(pl.Int64) + len(columns) if lengths else pl.lit(0))


def _questions(claims: Claims, binding: Binding, number: Column | None) -> Iterator[tuple[str, Feature]]:
    told = None if number is None else identity(number)
    if told is not None and told.birth_year is not None:
        yield "number born", told.birth_year
    if (column := binding.get(Role.BIRTH_DATE)) is not None:
        sure = dates(column).sure
        yield "born", Feature(f"{sure.name}.year", sure.col // 10_000, (sure,))
    for place, stamp in enumerate(binding.all(Role.TIMESTAMP)[:MAX_STAMPS]):
        read = moments(stamp)
        yield f"moment {place} dmy", _month(read.dmy)
        yield f"moment {place} mdy", _month(read.mdy)
    if (column := binding.get(Role.RECORD_ID)) is not None:
        for layout in _LAYOUTS:
            yield f"clock {layout.value}", _clock_month(column, layout, binding)
    yield from _ranges(binding)
    if claims.country is not None and claims.region is not None:
        yield from _divisions(claims.country, binding, number, told)


def _ranges(binding: Binding) -> Iterator[tuple[str, Feature]]:
    """The years in which the ranges of Chinese mobile numbers were opened."""
    column = next((c for c in binding.all(Role.PHONE) if (c.locale or binding.country) == "CN"), None)
    if column is not None:
        read = phone(column, "CN")
        years = {86_000 + prefix: year for prefix, year in cn_mobile_launch().items()}
        opened = (read.number.col // pl.lit(10**8, pl.UInt64)).cast(pl.Int64)
        year = opened.replace_strict(years, default=None, return_dtype=pl.Int32)
        yield (
            "phone range",
            Feature(f"{read.number.name}.opened", pl.when(read.valid.col).then(year), (read.number, read.valid)),
        )


def _divisions(
    country: str, binding: Binding, number: Column | None, told: Identity | None
) -> Iterator[tuple[str, Feature]]:
    scheme = schemes().get((number.scheme if number else None) or "")
    if told is not None and scheme is not None and scheme.country == country and country in _CARRIES:
        division = getattr(told, _CARRIES[country])
        if division is not None:
            yield "number region", division
    for column in binding.all(Role.PHONE)[:1]:
        area = region_of_number(column, country)
        if area is not None:
            yield "phone region", area
    found = (province(c, country) for role in _PLACES for c in binding.all(role) if c.locale in {None, country})
    place = next((feature for feature in found if feature is not None), None)
    if place is not None:
        yield "place region", place


def _month(day: Feature) -> Feature:
    """Yyyymm of days since 1970."""
    when = day.col.cast(pl.Date)
    return Feature(f"{day.name}.month", when.dt.year() * 100 + when.dt.month().cast(pl.Int32), (day,))


def _clock_month(column: Column, layout: Layout, binding: Binding) -> Feature:
    """Yyyymm of an identifier's clock, 0 where it has the shape but no plausible moment."""
    read = clock(column, layout)
    low, high = window(layout, binding.as_of)
    when = pl.from_epoch(read.col, time_unit="ms")
    month = when.dt.year() * 100 + when.dt.month().cast(pl.Int32)
    plausible = read.col.is_between(low, high, closed="left")
    return Feature(f"{read.name}.month", pl.when(plausible).then(month).when(read.col.is_not_null()).then(0), (read,))
