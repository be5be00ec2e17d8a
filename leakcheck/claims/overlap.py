"""Which values stand in two samples? Keyed hashes in memory, counted and thrown away.

The key is drawn anew for every run and known to nobody, so that what is kept of a value can be held against nothing
but the other sample of that run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Final

import polars as pl

from leakcheck.features.dates import dates
from leakcheck.features.email import email
from leakcheck.features.feature import Feature
from leakcheck.features.identity import identity
from leakcheck.features.key import Key
from leakcheck.features.name import names
from leakcheck.features.phone import phone, plan_region
from leakcheck.features.record import digest as record_digest
from leakcheck.kernels.multiplicity import Multiplicity
from leakcheck.model.columns import Binding, Role
from leakcheck.model.comparison import Overlap
from leakcheck.model.evidence import Interval, SkipKind, Skipped
from leakcheck.reference.schemes import load as schemes
from leakcheck.stats.population import chapman
from leakcheck.stats.proportions import wilson

NAME: Final = "overlap"
CAPACITY: Final = 1 << 19  # different values of a kind: 8 MB; beyond, the same sample of them on both sides
MINIMUM: Final = 100  # different values on either side: less would ask for a person, not for a sample
KINDS: Final = ("records", "identity numbers", "phones", "e-mail addresses", "persons by name and birth date")

Kept = Mapping[str, Multiplicity]


def new_key() -> Key:
    """A key that nobody knows."""
    return Key.of(token_bytes(32))


@dataclass(frozen=True, slots=True)
class Digests:
    """The probe: keyed hashes of what tells records and persons apart, by kind."""

    hashes: Mapping[str, Feature]

    @classmethod
    def of(cls, binding: Binding, key: Key) -> Digests:
        """The kinds that this sample has."""
        return cls({kind: _keyed(feature, key) for kind, feature in _kinds(binding)})

    @property
    def features(self) -> Sequence[Feature]:
        """Every keyed hash."""
        return tuple(self.hashes.values())

    def observe(self, batch: pl.DataFrame) -> dict[str, Multiplicity]:
        """The hashes of one batch."""
        return {kind: Multiplicity.of(batch[feature.name], CAPACITY) for kind, feature in self.hashes.items()}

    def merge(self, left: dict[str, Multiplicity], right: dict[str, Multiplicity]) -> dict[str, Multiplicity]:
        """The hashes of both."""
        for kind, hashes in right.items():
            left[kind].merge(hashes)
        return left

    def conclude(self, _: dict[str, Multiplicity]) -> Skipped:
        """Nothing: one sample by itself overlaps with none."""
        return Skipped(NAME, "hashes for a comparison, no question", SkipKind.IGNORED)


def _keyed(feature: Feature, key: Key) -> Feature:
    return Feature(f"{feature.name}.keyed", key.hashed(feature.col), (feature,))


def _kinds(binding: Binding) -> Iterator[tuple[str, Feature]]:
    content = tuple(column for column in binding if column.role is not Role.RECORD_ID)
    if content:
        yield "records", record_digest(content, "overlap")
    number = next((c for c in binding.all(Role.NATIONAL_ID) if c.scheme in schemes()), None)
    if number is not None:
        yield "identity numbers", identity(number).digest
    if (column := binding.get(Role.PHONE)) is not None:
        yield "phones", phone(column, plan_region(column, binding.country)).digest
    if (column := binding.get(Role.EMAIL)) is not None:
        yield "e-mail addresses", email(column).digest
    person, column = names(binding), binding.get(Role.BIRTH_DATE)
    if person is not None and column is not None:
        born = dates(column).sure
        whole = pl.when(born.col % 100 > 0).then(person.whole.col + born.col.cast(pl.UInt64))
        yield "persons by name and birth date", Feature(f"{person.whole.name}+{born.name}", whole, (person.whole, born))


def overlaps(first: Kept, second: Kept, least: int) -> tuple[Overlap, ...]:
    """Every kind that both samples have enough of; shared counts in steps of `least`, under it none."""
    pairs = ((kind, first[kind], second[kind]) for kind in KINDS if kind in first and kind in second)
    found = (_overlap(kind, left, right, least) for kind, left, right in pairs)
    return tuple(each for each in found if each is not None)


def _overlap(kind: str, first: Multiplicity, second: Multiplicity, least: int) -> Overlap | None:
    mine, theirs = first.table(), second.table()
    scale = max(first.scale, second.scale)
    kept = (pl.col("h") & pl.lit(scale - 1, pl.UInt64)) == 0
    mine, theirs = mine.filter(kept), theirs.filter(kept)
    if min(mine.height, theirs.height) < MINIMUM:
        return None
    met = mine.join(theirs, on="h", how="semi").height
    counts = mine.height * scale, theirs.height * scale
    if 0 < met < least:
        return Overlap(kind, *counts, None)
    shared = met // least * least  # (in steps, so that one person more in a sample is no question that can be asked)
    size = chapman(mine.height, theirs.height, shared)
    low, high = wilson(shared, theirs.height)
    bounds = Interval(round(size.low * scale), size.high * scale)
    return Overlap(
        kind,
        *counts,
        shared * scale,
        shared / theirs.height,
        Interval(low, high),
        round(size.estimate * scale) if shared else None,
        bounds,
    )
