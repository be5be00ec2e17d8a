"""Has a sample, or what is known of it, got worse since an earlier report?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from leakcheck.model.report import Report
from leakcheck.model.verdict import Verdict
from leakcheck.render.reading import Direction, by_weight

TOLERANCE: Final = 5  # score points that a score may fall without being worse
# From best to worst. An open verdict stands below "consistent": what was tested before is tested no more.
_WORSE: Final = (Verdict.CONSISTENT, Verdict.INCONCLUSIVE, Verdict.SUSPECT, Verdict.MIXED, Verdict.FABRICATED)
_STEPS: Final = (Direction.FOR, Direction.NEUTRAL, Direction.AGAINST)


def held_against(report: Report, baseline: Report, tolerance: int = TOLERANCE) -> Report:
    """`report` with its gate closed by everything that got worse since `baseline`; what got better closes nothing."""
    worse = tuple(_worse(report, baseline, tolerance))
    gate = report.gate
    passed = gate.passed is not False and not worse
    failed = (*gate.failed, *worse)
    return replace(report, gate=replace(gate, baseline=baseline.source.label, passed=passed, failed=failed))


def _worse(report: Report, baseline: Report, tolerance: int) -> Iterator[str]:
    before, now = baseline.assessment, report.assessment
    if _WORSE.index(now.verdict) > _WORSE.index(before.verdict):
        yield f"the verdict was {before.verdict} and is {now.verdict}"
    if before.score is not None and now.score is not None and before.score - now.score > tolerance:
        yield f"the score was {before.score} and is {now.score}"
    directions = {item.validator: read.direction for item, read in by_weight(report)}
    for item, read in sorted(by_weight(baseline), key=lambda pair: pair[0].validator):
        current = directions.get(item.validator)
        if current is None:
            yield f"{item.validator} ran and does not run any more"
        elif _STEPS.index(current) > _STEPS.index(read.direction):
            yield f"{item.validator} read {read.direction} and reads {current}"
