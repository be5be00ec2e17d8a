"""What the evidence amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leakcheck.model.evidence import Hypothesis


class Verdict(StrEnum):
    """There is no "genuine": consistency can only fail to find fabrication."""

    FABRICATED = "fabricated"
    SUSPECT = "suspect"
    MIXED = "mixed"
    CONSISTENT = "consistent"
    INCONCLUSIVE = "inconclusive"

    @property
    def headline(self) -> str:
        """The verdict as a reader meets it first."""
        return _HEADLINES[self]


_HEADLINES = {
    Verdict.FABRICATED: "Signs of fabrication",
    Verdict.SUSPECT: "Some signs of fabrication",
    Verdict.MIXED: "Mixed: genuine-looking and fabricated parts",
    Verdict.CONSISTENT: "Consistent with genuine records",
    Verdict.INCONCLUSIVE: "Inconclusive",
}


class Level(StrEnum):
    """Analytic confidence, kept apart from likelihood (ICD 203)."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Likelihood:
    """An ICD 203 term for the records being a genuine extract, and its range as shares."""

    term: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """How much the assessment itself can bear, and why."""

    level: Level
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Genuine weighed against one alternative: log10 LR over the families that can tell the two apart."""

    hypothesis: Hypothesis
    llr: float
    families: int
    decisive: str | None  # the validator that decides alone, if any


@dataclass(frozen=True, slots=True)
class Stability:
    """The lowest and the highest score (1..99) of the whole sample and of two halves of its first records, by lot."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of records that reads one way."""

    from_record: int
    to_record: int
    verdict: Verdict
    note: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict, its score (1..99, None when inconclusive), and the ratios that it follows from.

    `weights[validator]` is the log10 LR by which a validator counted; `reasons` are the validators that drive the
    verdict, the weightiest first. `interval` is None where there is no score, or too few records to halve.
    """

    verdict: Verdict
    score: int | None
    likelihood: Likelihood | None
    confidence: Confidence
    log10_lr: float
    prior: float
    alternatives: tuple[Alternative, ...] = ()
    reasons: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = ()
    interval: Stability | None = None
