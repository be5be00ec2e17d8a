"""Blocks: the same whatever the cuts, few whatever the length, exact counts."""

from __future__ import annotations

import pickle
import random
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.kernels.blocks import BLOCKS, SAMPLES, Blocks

N = 12_000


def sample(n: int = N) -> tuple[pl.Series, pl.DataFrame, pl.DataFrame]:
    rng = random.Random(1)
    values = pl.DataFrame(
        {"a": [rng.randrange(5) if rng.random() < 0.9 else None for _ in range(n)], "b": [i // 50 for i in range(n)]},
        schema={"a": pl.UInt64, "b": pl.UInt64},
    )
    flags = pl.DataFrame({"ok": [rng.random() < 0.5 if i % 3 else None for i in range(n)]}, schema={"ok": pl.Boolean})
    return pl.Series(range(n), dtype=pl.UInt64).hash(seed=0), values, flags


RECORD, VALUES, FLAGS = sample()
WHOLE = Blocks.of(RECORD, VALUES, FLAGS)


def part(low: int, high: int) -> Blocks:
    return Blocks.of(RECORD[low:high], VALUES[low:high], FLAGS[low:high])


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(1, N - 1), max_size=12), st.booleans())
def test_cuts_and_grouping_do_not_matter(cuts: set[int], left: bool) -> None:
    parts = [part(low, high) for low, high in pairwise([0, *sorted(cuts), N])]
    while len(parts) > 1:
        at = 0 if left else -2
        parts[at : at + 2 or None] = [parts[at].merge(parts[at + 1])]
    assert parts[0].table.equals(WHOLE.table)
    assert (parts[0].first, parts[0].last, parts[0].level) == (WHOLE.first, WHOLE.last, WHOLE.level)


def test_single_records() -> None:
    total = part(0, 1)
    for at in range(1, 200):
        total = total.merge(pickle.loads(pickle.dumps(part(at, at + 1))))  # noqa: S301  (made on this line)
    assert total.table.equals(part(0, 200).table)


def test_counts_are_exact() -> None:
    table = WHOLE.table
    a, b = VALUES["a"].to_list(), VALUES["b"].to_list()
    assert table["size"].sum() == N
    assert table["e.a"].sum() == sum(x == y for x, y in pairwise(a) if x is not None)
    assert table["p.a"].sum() == sum(x is not None and y is not None for x, y in pairwise(a))
    assert table["e.b"].sum() == sum(x == y for x, y in pairwise(b))
    assert table["h.ok"].sum() == FLAGS["ok"].sum()
    assert table["t.ok"].sum() == FLAGS["ok"].count()
    at = 0
    for size, values in zip(table["size"], table["s.b"], strict=True):
        assert values.to_list() == b[at : at + min(size, SAMPLES)]
        at += size


def test_there_are_few_of_about_equal_length() -> None:
    assert BLOCKS / 4 < WHOLE.table.height <= BLOCKS
    assert max(WHOLE.table["size"]) < 12 * N / WHOLE.table.height


@pytest.mark.parametrize("value", [0, 1, 1 << 40])
def test_equal_records_end_somewhere(value: int) -> None:
    same = pl.Series([value] * 3000, dtype=pl.UInt64)
    table = Blocks.of(same, VALUES[:3000], pl.DataFrame()).table
    assert table.height == 1
    assert table["size"].item() == 3000
