"""How often each kind of damage was met, by column: remarks on the state of the data, never evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from leakcheck.features.damage import PERHAPS_ROUNDED, damage
from leakcheck.features.feature import Feature
from leakcheck.model.columns import Binding
from leakcheck.model.damage import CODES, Damage
from leakcheck.model.evidence import Failed, Quality, Skipped

DAMAGE: Final = "damage"
_FAR: Final = 5  # times the share that chance gives, and as many numbers at the least

# Cells by column and by the damage they bear (`Damage` bits); whole cells are not counted.
Met = dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Census:
    """A probe of every column; it gives no outcome and stands in no order."""

    binding: Binding

    @property
    def features(self) -> Sequence[Feature]:
        """One a column."""
        return tuple(damage(column, self.binding.country) for column in self.binding)

    def observe(self, batch: pl.DataFrame) -> Met:
        """Damaged cells of one batch."""
        met: Met = {}
        for column, feature in zip(self.binding, self.features, strict=True):
            bits = batch[feature.name]
            if bits.max():
                counts = bits.filter(bits != 0).value_counts(name="n").rows()
                met |= {(column.index, int(kind)): int(n) for kind, n in counts}
        return met

    def merge(self, left: Met, right: Met) -> Met:
        """Counts add up."""
        for key, count in right.items():
            left[key] = left.get(key, 0) + count
        return left

    def conclude(self, state: Met) -> Skipped:  # noqa: ARG002  (a probe has one; the counts are read by `remarks`)
        """No outcome."""
        return Skipped(DAMAGE, "counts for the report, no question")


def remarks(states: Mapping[str, Any], records: int, filled: Mapping[int, int]) -> Iterator[Quality]:
    """What was met, by Q code and column; `filled` has the values by column, `records` is what shares are of."""
    met = states.get(DAMAGE, {})
    if isinstance(met, Failed):
        return
    totals: dict[tuple[str, int], int] = {}
    for (index, bits), count in met.items():
        for kind, code in CODES.items():
            if bits & kind:
                totals[code, index] = totals.get((code, index), 0) + count
        if bits & Damage.PERHAPS_ROUNDED and _far_above_chance(met, index, filled[index]):
            totals[CODES[Damage.ROUNDED], index] = totals.get((CODES[Damage.ROUNDED], index), 0) + count
    for (code, index), count in sorted(totals.items()):
        yield Quality(code, count, count / records if records else None, column=index)


def _far_above_chance(met: Met, index: int, filled: int) -> bool:
    seen = sum(n for (column, bits), n in met.items() if column == index and bits & Damage.PERHAPS_ROUNDED)
    return seen >= _FAR * max(1.0, PERHAPS_ROUNDED * filled)
