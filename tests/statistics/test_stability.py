"""The verdict does not turn with the seed, the size of batches, the number of threads or the format."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from leakcheck.engine import run
from leakcheck.model.verdict import Assessment, Verdict
from leakcheck.pipeline.score import score
from leakcheck.pipeline.settings import Settings
from leakcheck.sources import ReadOptions
from leakcheck.synth import write

SLIGHT = 0.1  # of the records are made up: 11 to 1 against, and 10 to 1 makes it suspect
SETTINGS = Settings(ignore=("FP899",), as_of=date(2026, 1, 1))


def judged(profile: str, settings: Settings = SETTINGS, kind: str = "csv", share: float = 0.5) -> Assessment:
    sample = io.BytesIO()
    write(profile, sample, rows=500, seed=7400, locale="it_IT", format=kind, share=share)
    return score("-", settings, stdin=io.BytesIO(sample.getvalue())).assessment


@pytest.mark.parametrize("profile", ["register", pytest.param("mixed", marks=pytest.mark.slow)])
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


def test_threads_and_the_order_in_which_they_end_change_nothing(monkeypatch) -> None:
    for name in ("FIRST", "RECORDS", "_LEAST"):
        monkeypatch.setattr(run, name, 125)
    found: list[Assessment] = []
    pools: list[int] = []
    observed = run._observed

    def slow(*given: Any) -> Any:  # every second batch is overtaken by the next one
        time.sleep(0.05 * (given[-1] % 250 == 0))
        return observed(*given)

    def pool(workers: int, name: str) -> ThreadPoolExecutor:
        pools.append(workers)
        return ThreadPoolExecutor(workers, name)

    monkeypatch.setattr(run, "_observed", slow)
    monkeypatch.setattr(run, "ThreadPoolExecutor", pool)
    for workers in (1, 2, 5):
        monkeypatch.setattr(run, "WORKERS", workers)
        found.append(judged("mixed", share=SLIGHT))
    assert pools == [1, 2, 5]
    assert found[0].verdict is Verdict.SUSPECT
    assert found == [found[0]] * 3
