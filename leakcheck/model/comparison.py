"""What two samples, or two saved reports, have in common and where they differ: counts and shares, no value."""

from __future__ import annotations

from dataclasses import dataclass

from leakcheck.model.evidence import Interval
from leakcheck.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is called, whether it was read or is a saved report, and what came of it."""

    label: str
    saved: bool
    verdict: Verdict
    score: int | None
    records: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Different values of one kind in either sample, and in both.

    `first` and `second` are numbers of different values; `shared` is None where it is withheld as too small, and then
    so is the rest. `recycled` is the share of the second sample's values that the first has; `size` and `bounds` are
    Chapman's estimate of how many there are in all, None where it is nothing above 0 that is shared.
    """

    what: str
    first: int
    second: int
    shared: int | None
    recycled: float | None = None
    between: Interval | None = None
    size: int | None = None
    bounds: Interval | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """One rate of one validator in either: shares, how many were counted, and between which bounds they differ."""

    validator: str
    rate: str
    first: float
    second: float
    totals: tuple[int, int]
    apart: Interval
    adjusted: float  # Holm's P of all rates together
    drifted: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it. `not_tested` says in our own words what could not be compared, and why."""

    first: Side
    second: Side
    overlaps: tuple[Overlap, ...]
    drifts: tuple[Drift, ...]
    not_tested: tuple[str, ...]
    min_cell: int
