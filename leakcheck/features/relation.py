"""Pairs of features of one record, counted: the probe of validators that ask whether two columns belong together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.kernels.pairs import CAPACITY, PairCounts
from leakcheck.model.evidence import Evidence, Skipped

Tables = Mapping[str, pl.DataFrame]


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
