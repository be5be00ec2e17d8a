"""Counts of repeats, against a Counter, whatever the cuts and the order."""

import itertools
import pickle
import random
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.kernels.multiplicity import Multiplicity

VALUES = st.lists(st.one_of(st.none(), st.integers(0, 40)), max_size=200)


def hashes(values: list[int | None]) -> pl.Series:
    series = pl.Series(values, dtype=pl.Int64)
    return pl.select(pl.when(series.is_not_null()).then(series.hash(seed=3))).to_series()


def cut(values: list[int | None], edges: list[int]) -> list[list[int | None]]:
    bounds = [0, *sorted(min(edge, len(values)) for edge in edges), len(values)]
    return [values[low:high] for low, high in itertools.pairwise(bounds)]


def merged(parts: list[list[int | None]], capacity: int) -> Multiplicity:
    total = Multiplicity(capacity)
    for part in parts:
        other = Multiplicity.of(hashes(part), capacity)
        assert other.table().height <= capacity  # (folded, so that levels differ)
        total.merge(other)
    return total


@settings(deadline=None, max_examples=40)
@given(VALUES, st.lists(st.integers(0, 200), max_size=5))
def test_exact_below_capacity(values: list[int | None], edges: list[int]) -> None:
    total = merged(cut(values, edges), 64)
    counter = Counter(value for value in values if value is not None)
    assert total.scale == 1
    assert total.spectrum() == Counter(counter.values())
    assert total.table()["n"].sum() == sum(counter.values())


@settings(deadline=None, max_examples=40)
@given(VALUES, st.lists(st.integers(0, 200), max_size=5), st.randoms())
def test_neither_cuts_nor_order_matter_above_capacity(
    values: list[int | None], edges: list[int], rng: random.Random
) -> None:
    whole = Multiplicity.of(hashes(values), 8)
    parts = cut(values, edges)
    rng.shuffle(parts)
    other = merged(parts, 8)
    assert (other.scale, other.spectrum()) == (whole.scale, whole.spectrum())
    assert other.table().equals(whole.table())
    assert pickle.dumps(other) == pickle.dumps(whole)


def test_kept_values_keep_all_their_records_and_scaling_is_unbiased() -> None:
    values: list[int | None] = [value for value in range(20_000) for _ in range(1 + value % 3)]
    total = merged(cut(values, [9_000, 12_345, 30_000]), 2_000)
    assert total.table().height <= 2_000
    assert total.scale == 16  # 20,000 / 8 is over 2,000
    assert set(total.spectrum()) == {1, 2, 3}
    records = sum(times * number for times, number in total.spectrum().items()) * total.scale
    assert records == pytest.approx(len(values), rel=0.1)


def test_pickled_states_go_on() -> None:
    first = pickle.loads(pickle.dumps(Multiplicity.of(hashes([1, 1, 2]))))  # noqa: S301  (made in this line)
    assert first.merge(Multiplicity.of(hashes([2, 3]))).spectrum() == {1: 1, 2: 2}


def test_nothing_was_fed() -> None:
    assert Multiplicity().spectrum() == {}
    assert Multiplicity().table().is_empty()
    assert Multiplicity.of(hashes([None, None])).spectrum() == {}


def test_many_small_batches_are_folded() -> None:
    total = merged([[value % 5] for value in range(300)], 4)
    assert len(total.chunks) < 300
    assert total.pending <= 4
    assert total.scale == merged([[value % 5 for value in range(300)]], 4).scale


@pytest.mark.parametrize("capacity", [1 << 20, 150_000, 20_000])
def test_tables_too_large_to_be_added_up_at_once(capacity: int) -> None:
    numbers = pl.Series(range(400_000), dtype=pl.UInt64) // 4 * 3 % 70_001  # in no order, each several times
    hashed = numbers.hash(seed=3)
    total = Multiplicity(capacity)
    for start in range(0, hashed.len(), 90_000):
        total.merge(Multiplicity.of(hashed[start : start + 90_000], capacity))
    table = total.table()
    oracle = hashed.value_counts(name="n").rename({hashed.name or "": "h"}).sort("h")
    level = total.scale.bit_length() - 1
    kept = oracle.filter(pl.col("h") % total.scale == 0).with_columns(pl.col("n").cast(pl.UInt64))
    assert table.equals(kept)
    assert table.height <= capacity
    assert level == 0 or oracle.filter(pl.col("h") % (total.scale // 2) == 0).height > capacity
    assert pickle.dumps(total) == pickle.dumps(Multiplicity.of(hashed, capacity))
