"""Different keys and what stands beside each: the counting half of probes that ask how things repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.kernels.multiplicity import Multiplicity


@dataclass(frozen=True, slots=True)
class Repeats:
    """Keeps `most` different keys, chosen by hash, each with its count and the least of every feature `beside` it.

    A validator's probe is one of these with a `conclude` of its own. The features are hashes or integers; records
    without a key are left out.
    """

    key: Feature
    beside: Mapping[str, Feature]
    most: int

    @property
    def features(self) -> tuple[Feature, ...]:
        """The key and what is kept beside it."""
        return (self.key, *self.beside.values())

    def observe(self, batch: pl.DataFrame) -> Multiplicity:
        """The keys of one batch."""
        beside = {name: batch[feature.name] for name, feature in self.beside.items()}
        return Multiplicity.of(batch[self.key.name], self.most, beside)

    def merge(self, left: Multiplicity, right: Multiplicity) -> Multiplicity:
        """Counts add up."""
        return left.merge(right)
