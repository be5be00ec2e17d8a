"""Only what got worse closes the gate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leakcheck.exits import ExitStatus
from leakcheck.judge.gate import status
from leakcheck.model.evidence import Evidence, Family, Message
from leakcheck.model.report import Gate, Report
from leakcheck.model.source import Account
from leakcheck.model.verdict import Assessment, Confidence, Level, Verdict
from leakcheck.pipeline.baseline import held_against
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Report:
    path = tmp_path_factory.mktemp("baseline") / "three.csv"
    path.write_text("a,b\n1,2\n3,4\n5,6\n")
    return score(str(path), Settings(select=("MS",)))


def made(base: Report, verdict: Verdict, points: int | None, **weights: float) -> Report:
    judged = Assessment(verdict, points, None, Confidence(Level.LOW, ()), 0.0, 0.5, weights=weights)
    outcomes = tuple(Evidence(id_, Family.PHONE, Message("seen")) for id_ in weights)
    return replace(base, assessment=judged, outcomes=outcomes, gate=Gate(), account=Account(500, 500))


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        ((Verdict.CONSISTENT, 80), (Verdict.CONSISTENT, 80), ()),
        ((Verdict.CONSISTENT, 80), (Verdict.CONSISTENT, 75), ()),
        ((Verdict.CONSISTENT, 80), (Verdict.CONSISTENT, 74), ("the score was 80 and is 74",)),
        ((Verdict.SUSPECT, 20), (Verdict.CONSISTENT, 80), ()),
        ((Verdict.FABRICATED, 1), (Verdict.FABRICATED, 1), ()),
        ((Verdict.FABRICATED, 1), (Verdict.INCONCLUSIVE, None), ()),
        ((Verdict.CONSISTENT, 80), (Verdict.INCONCLUSIVE, None), ("the verdict was consistent and is inconclusive",)),
        ((Verdict.SUSPECT, 20), (Verdict.MIXED, 18), ("the verdict was suspect and is mixed",)),
        ((Verdict.MIXED, 20), (Verdict.FABRICATED, 18), ("the verdict was mixed and is fabricated",)),
    ],
)
def test_verdict_and_score(base, before, now, why) -> None:
    report = held_against(made(base, *now, PH201=0.0), made(base, *before, PH201=0.0))
    assert report.gate.failed == why
    assert report.gate.passed is not bool(why)
    assert report.gate.baseline == "three.csv"
    assert status(report) == (ExitStatus.GATE if why else ExitStatus.DONE)


def test_validators(base) -> None:
    before = made(base, Verdict.CONSISTENT, 80, A1=1.0, A2=1.0, A3=-1.0, A4=0.0, A5=1.0)
    after = made(base, Verdict.CONSISTENT, 80, A1=0.0, A2=2.0, A3=1.0, A4=-1.0, A6=-1.0)
    assert held_against(after, before).gate.failed == (
        "A1 read for and reads neutral",
        "A4 read neutral and reads against",
        "A5 ran and does not run any more",
    )
    assert held_against(before, before).gate.passed is True


def test_another_gate_that_failed_stays_failed(base) -> None:
    same = made(base, Verdict.CONSISTENT, 80)
    report = held_against(replace(same, gate=Gate(fail_under=90, passed=False, failed=("the score is 80",))), same)
    assert (report.gate.passed, report.gate.failed) == (False, ("the score is 80",))


def test_tolerance(base) -> None:
    pair = made(base, Verdict.CONSISTENT, 60), made(base, Verdict.CONSISTENT, 80)
    assert held_against(*pair, 20).gate.passed is True
    assert held_against(*pair, 19).gate.passed is False
