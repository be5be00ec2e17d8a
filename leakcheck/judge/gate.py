"""Does an assessment pass what the caller asked for?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from leakcheck.exits import ExitStatus
from leakcheck.model.report import Gate, Report
from leakcheck.model.verdict import Assessment


def judged(gate: Gate, assessment: Assessment) -> Gate:
    """The gate with its outcome; `passed` stays None where nothing was asked. An expected verdict passes every gate."""
    if gate.fail_under is None and not gate.fail_on and not gate.expect:
        return gate
    failed = tuple(_failed(gate, assessment))
    return replace(gate, passed=not failed, failed=failed)


def _failed(gate: Gate, assessment: Assessment) -> Iterator[str]:
    verdict, score = assessment.verdict.value, assessment.score
    if gate.expect:
        if verdict not in gate.expect:
            yield f"the verdict is {verdict}, expected {' or '.join(gate.expect)}"
        return
    if verdict in gate.fail_on:
        yield f"the verdict is {verdict}"
    if gate.fail_under is not None and (score is None or score < gate.fail_under):
        yield "there is no score" if score is None else f"the score is {score}, under {gate.fail_under}"


def status(report: Report, min_validators: int = 1) -> ExitStatus:
    """The exit status that a report earns by itself: done, gate, or untested. Ctrl-C is the caller's to add."""
    if len(report.evidence) < min_validators or not report.account.scored:
        return ExitStatus.UNTESTED
    return report.gate.status(report.assessment.verdict)
