"""How strongly one validator speaks, in decibans and in words; the only place where the limits stand.

A weight is 10 log10 LR, the likelihood ratio by which the validator counted in the assessment; a deciban (here: dB) is
about the smallest change of weight that a person can feel. Source: I. J. Good, Probability and the Weighing of Evidence
(1950), after Turing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from leakcheck.model.evidence import Evidence
from leakcheck.model.report import Report
from leakcheck.render.figures import figure

WEIGHT_CAP_DB: Final = 40.0  # in print; no model here is surer of itself than 10,000 : 1


class Direction(StrEnum):
    """Which way a reading points, for the records being a genuine extract."""

    AGAINST = "against"
    NEUTRAL = "neutral"
    FOR = "for"


class Strength(StrEnum):
    """How far."""

    NONE = "none"
    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"
    DECISIVE = "decisive"


# Upper limits in dB: 3 dB is 2 : 1, which is nothing; 10 dB is 10 : 1; 20 dB is 100 : 1.
_LIMITS: Final = (
    (3.0, Strength.NONE),
    (6.0, Strength.WEAK),
    (10.0, Strength.MODERATE),
    (20.0, Strength.STRONG),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One validator's weight in dB, above 0 for genuine, and the words for it."""

    db: float

    @property
    def strength(self) -> Strength:
        """The word for the size of the weight."""
        return next((word for limit, word in _LIMITS if abs(self.db) < limit), Strength.DECISIVE)

    @property
    def direction(self) -> Direction:
        """The word for its sign; neutral where it has no strength."""
        if self.strength is Strength.NONE:
            return Direction.NEUTRAL
        return Direction.FOR if self.db > 0 else Direction.AGAINST

    @property
    def whole(self) -> str:
        """Whole dB with a sign, towards 0: print never overstates, and never crosses the limit of a word."""
        return f"{int(self.db):+d}" if int(self.db) else "0"

    @property
    def mark(self) -> str:
        """Direction and strength without colour: one sign a step, ``----`` is decisive against."""
        sign = {Direction.AGAINST: "-", Direction.NEUTRAL: "", Direction.FOR: "+"}[self.direction]
        return sign * list(Strength).index(self.strength)

    @property
    def words(self) -> str:
        """``against, strong``; ``neutral`` alone."""
        return self.direction if self.strength is Strength.NONE else f"{self.direction}, {self.strength}"


def reading(report: Report, evidence: Evidence) -> Reading:
    """The reading of one piece of evidence as the assessment weighed it; neutral if it was not weighed."""
    db = figure(10 * report.assessment.weights.get(evidence.validator, 0.0)) or 0.0
    return Reading(max(-WEIGHT_CAP_DB, min(WEIGHT_CAP_DB, db)))


def by_weight(report: Report) -> list[tuple[Evidence, Reading]]:
    """All evidence, the weightiest against genuine first; the id decides among equals."""
    read = [(item, reading(report, item)) for item in report.evidence]
    return sorted(read, key=lambda pair: (pair[1].db, pair[0].validator))
