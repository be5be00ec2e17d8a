"""Repeats and what they should be, against counting pairs one by one."""

import random
from collections import Counter
from itertools import combinations
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakcheck.stats.repeats import collision_rate, expected_pairs, groups, pairs, records, sampling_error, surplus

VALUES = st.lists(st.integers(0, 12), max_size=60)


def spectrum(values: list[int]) -> Counter[int]:
    return Counter(Counter(values).values())


@given(VALUES)
def test_against_counting_one_by_one(values: list[int]) -> None:
    seen = spectrum(values)
    equal = sum(a == b for a, b in combinations(values, 2))
    assert records(seen) == len(values)
    assert surplus(seen) == len(values) - len(set(values))
    assert groups(seen) == sum(n > 1 for n in Counter(values).values())
    assert pairs(seen) == equal
    if len(values) > 1:
        assert collision_rate(seen) == pytest.approx(equal / (len(values) * (len(values) - 1) / 2))
    assert surplus(seen) <= pairs(seen)


def test_by_hand() -> None:
    seen = {1: 3, 2: 2, 4: 1}  # a b c dd ee ffff: 11 records, 6 values
    assert (records(seen), surplus(seen), groups(seen), pairs(seen)) == (11, 5, 3, 8)
    assert (collision_rate({}), collision_rate({1: 1})) == (0.0, 0.0)


def test_expected_pairs_are_those_of_parts_drawn_apart() -> None:
    rng = random.Random(5)
    family = [rng.choice("aaaabbcdefgh") for _ in range(400)]
    given_name = [rng.choice("zzzyyxwvuts") for _ in range(400)]
    runs = []
    for _ in range(200):
        rng.shuffle(given_name)
        runs.append(pairs(Counter(Counter(zip(family, given_name, strict=True)).values())))
    expected = expected_pairs(400, Counter(Counter(family).values()), Counter(Counter(given_name).values()))
    assert expected == pytest.approx(sum(runs) / len(runs), rel=0.02)


def test_the_sampling_error_is_what_thinning_does() -> None:
    assert sampling_error({1: 100, 2: 8, 3: 4}, 4) == pytest.approx((3 * (8 + 16)) ** 0.5)
    assert sampling_error({1: 100, 2: 8, 3: 4}, 1) == 0.0
    rng = random.Random(8)
    times = [1] * 300 + [2] * 200 + [5] * 40
    draws = []
    for _ in range(2_000):
        kept = Counter(n for n in times if rng.random() < 0.25)
        draws.append(surplus({n: 4 * values for n, values in kept.items()}))
    assert fmean(draws) == pytest.approx(surplus(Counter(times)), rel=0.02)
    assert pstdev(draws) == pytest.approx(sampling_error(Counter(times), 4), rel=0.1)
