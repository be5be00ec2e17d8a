"""How far the ratio moves when half of the records is left out: what hangs on which records were drawn.

Each half is judged like a sample of its own, save for tests that read the order of records. Two halves give the least
estimate of the spread that there is; it is cheap, and it says nothing of how the sample as a whole was picked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from leakcheck.judge.combine import against_all, alternatives
from leakcheck.judge.words import posterior, score
from leakcheck.model.evidence import Evidence, Outcome
from leakcheck.model.verdict import Stability

NOTABLE: Final = 0.3  # a ratio nearer to 0, 2 to 1, points nowhere, so that nothing contradicts it


def ratio(outcomes: Sequence[Outcome]) -> float:
    """log10 LR of genuine against all alternatives."""
    weighed = alternatives(outcome for outcome in outcomes if isinstance(outcome, Evidence))
    return against_all({alternative.hypothesis: alternative.llr for alternative in weighed})


def interval(ratios: Sequence[float], prior: float) -> Stability:
    """The scores that the ratios of the whole and of its halves come to."""
    scores = [score(posterior(log10_lr, prior)) for log10_lr in ratios]
    return Stability(min(scores), max(scores))


def contested(ratios: Sequence[float]) -> bool:
    """Whether one of the ratios is notable for genuine and another against it."""
    return min(ratios) <= -NOTABLE and max(ratios) >= NOTABLE
