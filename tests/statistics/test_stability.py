"""The verdict does not turn with the seed, the size of batches, or the format; the interval holds the score."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest

from leakcheck.model.verdict import Assessment
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.sources import ReadOptions
from leakcheck.synth import write

SETTINGS = Settings(ignore=("FP899",), as_of=date(2026, 1, 1))


def judged(profile: str, settings: Settings = SETTINGS, kind: str = "csv") -> Assessment:
    sample = io.BytesIO()
    write(profile, sample, rows=500, seed=7400, locale="it_IT", format=kind)
    return score("-", settings, stdin=io.BytesIO(sample.getvalue())).assessment


@pytest.mark.parametrize("profile", ["register", "mixed"])
def test_the_verdict_does_not_turn(profile: str) -> None:
    first = judged(profile)
    assert first.interval is not None
    assert first.score is not None
    assert first.interval.low <= first.score <= first.interval.high
    assert judged(profile, replace(SETTINGS, read=ReadOptions(batch_bytes=4096))) == first
    for seed in (1, 2):
        other = judged(profile, replace(SETTINGS, seed=seed))
        assert replace(other, interval=None, confidence=first.confidence) == replace(first, interval=None)
    dressed = judged(profile, kind="ndjson")
    assert (dressed.verdict, dressed.score) == (first.verdict, first.score)
