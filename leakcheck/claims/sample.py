"""What every test of a claim works with: the claims, the counts, and how a finding is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from leakcheck.claims.counts import Counted
from leakcheck.model.claims import Against, Claims, Finding, Standing
from leakcheck.model.columns import Binding
from leakcheck.model.evidence import Interval, Message, Slot, Term, percent

HOLDS: Final = 1.0  # log10 LR from which a claim is said to hold: 10 to 1
CONTRADICTED: Final = -2.0  # ... to be contradicted: 100 to 1, since a true claim called false is the worse mistake


@dataclass(frozen=True, slots=True)
class Seen:
    """One sample and what was said of the set; counts under `least` are not told."""

    claims: Claims
    counted: Counted
    binding: Binding
    octets: int | None
    least: int

    def finding(
        self,
        test: tuple[str, Against],
        standing: Standing,
        message: Message,
        llr: float | None = None,
        *,
        interval: Interval | None = None,
    ) -> Finding:
        """The row of a report; `test` is a claim's key and what it was held against."""
        claim, against = test
        return Finding(claim, dict(self.claims.stated)[claim], against, standing, message, llr, interval)

    def part(self, hits: int, total: int) -> dict[str, Slot]:
        """Slots ``part`` and ``n``: a share of a count, or a bound where the hits are too few to be told."""
        few = 0 < hits < self.least
        told = f"fewer than {self.least}" if few else percent(hits / total if total else 0.0)
        return {"part": Term(told), "n": total}


def standing(log10_lr: float) -> Standing:
    """What a ratio of a true claim against a false one amounts to."""
    if log10_lr >= HOLDS:
        return Standing.HOLDS
    return Standing.CONTRADICTED if log10_lr <= CONTRADICTED else Standing.NOT_TESTED


def rounded(value: float) -> int:
    """A large number to three figures, since no estimate of ours is better."""
    return round(float(f"{value:.3g}"))
