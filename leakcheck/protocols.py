"""What a validator is: a question that can be asked batch by batch and answered once.

    bind(binding)      which columns it reads; Skipped where it cannot run
    observe(batch)     a state: integers or keyed in-process hashes only
    merge(left, right) associative, in file order; commutative too unless `reads_order`
    conclude(state)    Evidence; the first place where a float may appear

`Tally` covers most validators: name the features, name the counts, and read the totals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

import polars as pl

from leakcheck.features.feature import Feature
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Evidence, Family, Skipped

S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)
Counts = Mapping[str, int]


@runtime_checkable
class Probe(Protocol[S]):
    """A validator bound to one sample."""

    @property
    def features(self) -> Sequence[Feature]:
        """The columns that `observe` gets, and no others."""
        ...

    def observe(self, batch: pl.DataFrame) -> S:
        """The state of one batch of at least one record."""
        ...

    def merge(self, left: S, right: S) -> S:
        """The state of `left`'s records followed by `right`'s. May reuse `left`, never copies it."""
        ...

    def conclude(self, state: S) -> Evidence | Skipped:
        """What was seen, and what it means. Skipped where there was too little to judge."""
        ...


@runtime_checkable
class Validator(Protocol):
    """A question about a sample. One file each, documented by the headings of that file's docstring.

    All but `bind` are constants of the class. A plugin has one more, `says`: every text that it may show, as a tuple.
    """

    @property
    def id(self) -> str:
        """What reports and --select use: ID101."""
        ...

    @property
    def name(self) -> str:
        """id-check-digits."""
        ...

    @property
    def title(self) -> str:
        """Check digits of identity numbers."""
        ...

    @property
    def family(self) -> Family:
        """The kind of evidence; a family counts once."""
        ...

    @property
    def version(self) -> int:
        """Goes up where the same sample may read otherwise."""
        ...

    @property
    def reads_order(self) -> bool:
        """Whether the order of records matters; where not, merge is commutative too."""
        ...

    def bind(self, binding: Binding) -> Probe[Any] | Skipped:
        """The validator's probe for this sample, or why there is none."""
        ...


@runtime_checkable
class Thinned(Protocol[S_contra]):
    """A probe that can say, from its state so far, what need not be worked out any more."""

    def floors(self, state: S_contra) -> Mapping[str, int]:
        """Values for the probe's features of `features.thin.floor`, by name; they must not change the outcome."""
        ...


@dataclass(frozen=True, slots=True)
class Tally:
    """A probe whose state is a handful of integer counts.

    `counts` maps a name to an aggregation over `features` that gives one integer a batch (``flag.col.sum()``); the
    engine works all counts of all tallies out in one `select`. `reading` gets the totals.
    """

    features: Sequence[Feature]
    counts: Mapping[str, pl.Expr]
    reading: Callable[[Counts], Evidence | Skipped]

    def observe(self, batch: pl.DataFrame) -> dict[str, int]:
        """The counts of one batch."""
        row = batch.select(expr.cast(pl.Int64).fill_null(0).alias(name) for name, expr in self.counts.items())
        return {name: int(value) for name, value in zip(row.columns, row.row(0), strict=True)}

    def merge(self, left: dict[str, int], right: dict[str, int]) -> dict[str, int]:
        """Counts add up."""
        for name, count in right.items():
            left[name] = left.get(name, 0) + count
        return left

    def conclude(self, state: dict[str, int]) -> Evidence | Skipped:
        """The reading of the totals."""
        return self.reading(state)
