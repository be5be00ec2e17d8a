"""Pairs of features of one record, counted: the probe of validators that ask whether two columns belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.kernels.pairs import CAPACITY, PairCounts, margin
from leakcheck.model.evidence import Evidence, Skipped, Term
from leakcheck.model.series import Series, SeriesKind
from leakcheck.reference.places import load as places
from leakcheck.stats.agreement import Agreement, compare

Tables = Mapping[str, pl.DataFrame]
MOST_REGIONS: Final = 8  # divisions that a picture names; the rest are one class


@dataclass(slots=True)
class PairState:
    """Records seen, and the pairs of each relation."""

    records: int
    pairs: dict[str, PairCounts]


@dataclass(frozen=True, slots=True)
class Relations:
    """A probe that counts, for each named relation, how often each pair of values stands in one record.

    `relations` maps a name to (key, companion), features of integers or hashes; records that lack either are left out.
    `reading` gets each relation's table (``k0``, ``k1``, ``n`` as `kernels.pairs` has them) and the number of records.
    """

    relations: Mapping[str, tuple[Feature, Feature]]
    reading: Callable[[Tables, int], Evidence | Skipped]
    capacity: int = field(default=CAPACITY)

    @property
    def features(self) -> Sequence[Feature]:
        """Every key and companion, once."""
        return tuple({feature.name: feature for pair in self.relations.values() for feature in pair}.values())

    def observe(self, batch: pl.DataFrame) -> PairState:
        """The pairs of one batch."""
        pairs = {}
        for name, (key, companion) in self.relations.items():
            both = batch.select(key.col.alias("key"), companion.col.alias("companion")).drop_nulls()
            pairs[name] = PairCounts.of(both, self.capacity)
        return PairState(batch.height, pairs)

    def merge(self, left: PairState, right: PairState) -> PairState:
        """Counts add up."""
        left.records += right.records
        for name, counts in right.pairs.items():
            left.pairs[name].merge(counts)
        return left

    def conclude(self, state: PairState) -> Evidence | Skipped:
        """The reading of the tables."""
        return self.reading({name: counts.table() for name, counts in state.pairs.items()}, state.records)


def compared(table: pl.DataFrame) -> tuple[Agreement, float]:
    """How often the two sides of a relation say the same, and the share of records of one side's commonest value."""
    left, right = margin(table, "k0"), margin(table, "k1")
    seen = compare(int(table.filter(pl.col("k0") == pl.col("k1"))["n"].sum()), left, right)
    return seen, max([0, *left.values(), *right.values()]) / max(1, seen.total)


def regions(table: pl.DataFrame, country: str) -> Series:
    """Records by the division that one column names (rows) and that the other does, the commonest divisions first.

    `table` is one of `Relations`, its values codes of `reference/places.toml`.
    """
    records = Counter(margin(table, "k0")) + Counter(margin(table, "k1"))
    named = sorted(records, key=lambda code: (-records[code], code))[:MOST_REGIONS]
    others = [len(named)] if len(records) > len(named) else []
    place = {code: at for at, code in enumerate(named)}
    width = len(named) + len(others)
    counts = [0] * (width * width)
    for said, lives, n in table.select("k0", "k1", "n").rows():
        counts[place.get(said, len(named)) * width + place.get(lives, len(named))] += int(n)
    known = places(country)
    titles = known.titles if known else {}
    words = [Term(titles.get(code, f"division {code}")) for code in named] + [Term("others") for _ in others]
    return Series.of(SeriesKind.REGIONS, words, counts, words)
