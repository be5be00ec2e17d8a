"""Exact counts, in memory and on disk, whatever the bound and the way they come together."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from leakcheck.kernels.hash_log import HashLog


def some(rng: random.Random, count: int) -> list[int | None]:
    different = [rng.randrange(1 << 64) for _ in range(count // 2)] + [0, (1 << 64) - 1]
    return [None if rng.random() < 0.05 else rng.choice(different) for _ in range(count)]


@pytest.mark.parametrize("limit", [1, 300, 1 << 20])
def test_repeats_are_counted_exactly(limit: int, tmp_path: Path) -> None:
    rng = random.Random(limit)
    logs, everything = [], Counter[int]()
    for _ in range(3):
        log = HashLog(str(tmp_path), limit)
        for _ in range(4):
            hashes = some(rng, 200)
            everything.update(h for h in hashes if h is not None)
            log.add(pl.Series(hashes, dtype=pl.UInt64))
        logs.append(log)
    first, *others = logs
    for log in others:
        first.merge(log)
    total = sum(everything.values())
    assert first.repeats() == (total, total - len(everything))
    assert bool(list(tmp_path.iterdir())) is (limit < 1 << 20)
    assert sum(path.stat().st_mode & 0o077 for path in tmp_path.iterdir()) == 0
    assert first.held <= limit


def test_nothing_repeats_in_nothing(tmp_path: Path) -> None:
    log = HashLog(str(tmp_path), 10)
    assert log.repeats() == (0, 0)
    log.add(pl.Series([None], dtype=pl.UInt64))
    assert log.repeats() == (0, 0)


def test_a_full_disk_is_an_error_of_the_system(tmp_path: Path) -> None:
    log = HashLog(str(tmp_path / "gone"), 1)
    with pytest.raises(OSError, match="No such file"):
        log.add(pl.Series([1, 2, 3], dtype=pl.UInt64))
