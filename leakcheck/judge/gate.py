"""Does an assessment pass what the caller asked for?"""

from __future__ import annotations

from dataclasses import replace

from leakcheck.exits import ExitStatus
from leakcheck.model.report import Gate, Report
from leakcheck.model.verdict import Assessment, Verdict


def judged(gate: Gate, assessment: Assessment) -> Gate:
    """The gate with its outcome; `passed` stays None where nothing was asked."""
    asked = gate.fail_under is not None or gate.fail_on or gate.expect is not None
    if not asked:
        return gate
    if gate.expect is not None:
        return replace(gate, passed=assessment.verdict == gate.expect)
    if assessment.verdict.value in gate.fail_on:
        return replace(gate, passed=False)
    if gate.fail_under is not None:
        return replace(gate, passed=assessment.score is not None and assessment.score >= gate.fail_under)
    return replace(gate, passed=True)


def status(report: Report, min_validators: int = 1) -> ExitStatus:
    """The exit status that a report earns by itself: done, gate, or untested. Ctrl-C is the caller's to add."""
    if len(report.evidence) < min_validators or not report.account.scored:
        return ExitStatus.UNTESTED
    gate = report.gate
    if gate.passed is None:
        return ExitStatus.DONE
    if report.assessment.verdict is Verdict.INCONCLUSIVE and gate.expect is None:
        return ExitStatus.UNTESTED
    return ExitStatus.DONE if gate.passed else ExitStatus.GATE
