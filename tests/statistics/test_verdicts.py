"""Verdicts as statistics: false alarms on simulated registers, power on what was made up; fixed seeds.

The synthetic mark is left out everywhere: it would decide all of it by itself.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from leakcheck.model.verdict import Verdict
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.synth import write

SETTINGS = Settings(ignore=("FP899",), as_of=date(2026, 1, 1))
LOCALES = ("zh_CN", "en_US", "it_IT")
ACCUSED = {Verdict.FABRICATED, Verdict.SUSPECT, Verdict.MIXED}


def verdicts(profile: str, locale: str, rows: int, seeds: range) -> Counter[Verdict]:
    found: Counter[Verdict] = Counter()
    for seed in seeds:
        sample = io.BytesIO()
        write(profile, sample, rows=rows, seed=seed, locale=locale)
        report = score("-", SETTINGS, stdin=io.BytesIO(sample.getvalue()))
        found[report.assessment.verdict] += 1
    return found


@pytest.mark.parametrize("rows", [100, 300, 1000])
@pytest.mark.parametrize("locale", LOCALES)
def test_registers_are_not_accused(locale: str, rows: int) -> None:
    found = verdicts("register", locale, rows, range(7100, 7104))
    assert not ACCUSED & set(found)
    if rows == 1000:
        assert found == {Verdict.CONSISTENT: 4}


@pytest.mark.parametrize("profile", ["random", "generator", "padded", "shuffled", "mixed"])
@pytest.mark.parametrize("locale", LOCALES)
def test_what_was_made_up_is_seen(locale: str, profile: str) -> None:
    found = verdicts(profile, locale, 500, range(7200, 7203))
    assert found.total() == sum(found[verdict] for verdict in (Verdict.FABRICATED, Verdict.MIXED))


def test_the_prior_moves_the_score_and_not_the_verdict() -> None:
    sample = io.BytesIO()
    write("register", sample, rows=400, seed=7300, locale="it_IT")
    told = {
        prior: score("-", replace(SETTINGS, prior=prior), stdin=io.BytesIO(sample.getvalue())).assessment
        for prior in (0.1, 0.5, 0.9)
    }
    assert len({assessment.verdict for assessment in told.values()}) == 1
    scores = [assessment.score for assessment in told.values()]
    assert None not in scores
    assert scores == sorted(scores)  # type: ignore[type-var]
    assert scores[0] < scores[2]  # type: ignore[operator]
