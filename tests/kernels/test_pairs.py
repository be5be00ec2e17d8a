"""Counts of pairs, against a Counter, whatever the cuts and the order."""

import itertools
import pickle
import random
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakcheck.kernels.pairs import PairCounts, group_cells, margin

Pair = tuple[int | None, int | None]
VALUE = st.one_of(st.none(), st.integers(0, 12))
PAIRS = st.lists(st.tuples(VALUE, VALUE), max_size=150)


def frame(pairs: list[Pair]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"a": pl.Int32, "b": pl.Int32}, orient="row")


def merged(parts: list[list[Pair]], capacity: int) -> PairCounts:
    total = PairCounts(capacity)
    for part in parts:
        other = PairCounts.of(frame(part), capacity)
        assert other.table().height <= capacity  # (folded, so that levels differ)
        total.merge(other)
    return total


def content(counts: PairCounts) -> list[tuple[int, int | None, int]]:
    return sorted(counts.table().rows(), key=str)


@settings(deadline=None, max_examples=40)
@given(PAIRS, st.integers(0, 150))
def test_exact_below_capacity(pairs: list[Pair], edge: int) -> None:
    counter = Counter(pair for pair in pairs if pair[0] is not None)
    total = merged([pairs[:edge], pairs[edge:]], 1_000)
    assert {(a, b): n for a, b, n in total.table().rows()} == counter
    assert total.scale == 1


@settings(deadline=None, max_examples=40)
@given(PAIRS, st.lists(st.integers(0, 150), max_size=5), st.randoms())
def test_neither_cuts_nor_order_matter_above_capacity(pairs: list[Pair], edges: list[int], rng: random.Random) -> None:
    whole = PairCounts.of(frame(pairs), 10)
    bounds = [0, *sorted(min(edge, len(pairs)) for edge in edges), len(pairs)]
    parts = [pairs[low:high] for low, high in itertools.pairwise(bounds)]
    rng.shuffle(parts)
    other = merged(parts, 10)
    assert content(other) == content(whole)
    assert other.scale == whole.scale
    assert pickle.dumps(other) == pickle.dumps(whole)
    assert content(pickle.loads(pickle.dumps(other))) == content(whole)  # noqa: S301  (made in this line)


def test_keys_are_kept_or_dropped_whole() -> None:
    pairs: list[Pair] = [(key, companion) for key in range(400) for companion in range(key % 7 + 1)]
    total = merged([pairs[::2], pairs[1::2]], 300)
    kept = margin(total.table(), "k0")
    assert 100 < total.table().height <= 300
    assert kept == {key: key % 7 + 1 for key in kept}
    assert len(kept) * total.scale == pytest.approx(400, rel=0.3)


def test_a_key_with_more_companions_than_fit_is_dropped() -> None:
    total = PairCounts.of(frame([(1, companion) for companion in range(50)]), 10)
    assert total.table().height == 0


def test_nothing_was_fed() -> None:
    assert PairCounts().table().width == 0
    assert pickle.loads(pickle.dumps(PairCounts())).table().width == 0  # noqa: S301  (made in this line)
    assert PairCounts.of(frame([(None, 1)])).table().rows() == []


def test_margins_and_cells_by_hand() -> None:
    table = PairCounts.of(frame([(1, 5), (1, 5), (1, 6), (2, 5), (3, None), (None, 5)])).table()
    assert margin(table, "k0") == {1: 3, 2: 1, 3: 1}
    assert margin(table, "k1") == {5: 3, 6: 1}
    assert group_cells(table, "k0", "k1") == {(1, 1): 1, (3, 1): 1, (3, 2): 1}


def test_three_columns() -> None:
    counts = PairCounts.of(pl.DataFrame({"a": [1, 1, 2], "b": [7, 7, 8], "c": [9, 9, 9]}))
    assert sorted(counts.table().rows()) == [(1, 7, 9, 2), (2, 8, 9, 1)]
    assert counts.table().columns == ["k0", "k1", "k2", "n"]


@pytest.mark.parametrize("small", [1, 2, 3])
@pytest.mark.parametrize("large", [11, 14, 18, 30])
def test_a_small_state_takes_the_level_of_a_large_one(small: int, large: int) -> None:
    """Else it would keep keys of its own whose other records the large state has dropped."""
    first: list[Pair] = [(key, 0) for key in range(small)]
    second: list[Pair] = [(key, 1) for key in range(large)]
    assert content(merged([first, second], 10)) == content(merged([[*first, *second]], 10))
