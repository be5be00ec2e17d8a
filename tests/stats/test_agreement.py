"""Agreement beyond chance, against permutations drawn one by one."""

import random
from collections import Counter
from math import log10
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from leakcheck.model.evidence import Hypothesis
from leakcheck.stats.agreement import (
    Agreement,
    Relation,
    chance_agreement,
    compare,
    consistency,
    llr_independent,
    llr_mixture,
    permutation_sd,
    weigh,
)
from leakcheck.stats.likelihood import BOUND, Beta

KEEPS = Relation(kappa=0.97, files=8, careful=0.5)


def shuffled(left: list[int], right: list[int], times: int, seed: int) -> list[int]:
    rng, right, runs = random.Random(seed), list(right), []
    for _ in range(times):
        rng.shuffle(right)
        runs.append(sum(a == b for a, b in zip(left, right, strict=True)))
    return runs


def cells(keys: list[int], companions: list[int]) -> Counter[tuple[int, int]]:
    sizes, joint = Counter(keys), Counter(zip(keys, companions, strict=True))
    return Counter((sizes[key], n) for (key, _), n in joint.items())


def test_chance_and_its_scatter_are_those_of_permutations() -> None:
    rng = random.Random(2)
    left = [rng.choice([1, 1, 1, 2, 3, 4]) for _ in range(80)]
    right = [rng.choice([1, 2, 2, 3, 5]) for _ in range(80)]
    runs = shuffled(left, right, 4_000, seed=3)
    assert chance_agreement(Counter(left), Counter(right)) == pytest.approx(fmean(runs) / 80, rel=0.02)
    assert permutation_sd(Counter(left), Counter(right)) == pytest.approx(pstdev(runs), rel=0.05)


def test_by_hand() -> None:
    seen = compare(15, {1: 10, 2: 10}, {1: 10, 2: 10})
    assert (seen.hits, seen.total, seen.chance, seen.share) == (15, 20, 0.5, 0.75)
    assert seen.kappa == pytest.approx(0.5)
    assert permutation_sd({1: 1, 2: 1}, {1: 1, 2: 1}) == pytest.approx(1.0)  # 0 or 2 agree, evenly
    assert Agreement(0, 0, 0.0).share == 0.0
    assert chance_agreement({}, {}) == 0.0
    assert permutation_sd({1: 1}, {1: 1}) == 0.0


def test_consistency_by_hand() -> None:
    # key 1: 5 5 6, key 2: 5 5, key 3 once. Of the two others of its key, 1 has 1, 1, 0 of 2; 2 has 1, 1 of 1.
    keys, companions = [1, 1, 1, 2, 2, 3], [5, 5, 6, 5, 5, 7]
    seen = consistency(cells(keys, companions), Counter(companions))
    assert (seen.hits, seen.total) == (round(0.5 + 0.5 + 0 + 1 + 1), 5)
    assert seen.chance == pytest.approx(4 * 3 / (6 * 5))


@pytest.mark.parametrize("spread", [5, 30, 120])
def test_consistency_of_unrelated_columns_is_chance_however_large_the_groups(spread: int) -> None:
    rng = random.Random(spread)
    shares = []
    for _ in range(300):
        keys = [rng.randrange(spread) for _ in range(200)]
        companions = [rng.choice([1, 1, 1, 2, 2, 3, 4]) for _ in keys]
        seen = consistency(cells(keys, companions), Counter(companions))
        shares.append(seen.share - seen.chance)
    assert fmean(shares) == pytest.approx(0, abs=0.01)


def test_consistency_of_a_settled_column_is_one() -> None:
    keys = [n % 20 for n in range(100)]
    seen = consistency(cells(keys, [key % 4 for key in keys]), Counter(key % 4 for key in keys))
    assert seen.share == 1.0
    assert seen.kappa == 1.0


@given(st.integers(1, 2_000), st.floats(0, 1), st.floats(0, 0.9), st.floats(0, 0.9))
def test_ratios_are_bounded(total: int, share: float, chance: float, careful: float) -> None:
    seen = Agreement(round(total * share), total, chance)
    relation = Relation(0.9, 5, careful)
    for llr in (*weigh(seen, relation).values(), llr_mixture(seen, relation)):
        assert -BOUND <= llr <= BOUND


def test_direction_and_size() -> None:
    apart, kept = weigh(Agreement(1, 1_000, 0.001), KEEPS), weigh(Agreement(980, 1_000, 0.001), KEEPS)
    assert {h: apart[h] for h in (Hypothesis.JUNK, Hypothesis.SHUFFLED)} == {
        Hypothesis.JUNK: -4,
        Hypothesis.SHUFFLED: -4,
    }
    assert apart[Hypothesis.GENERATED] < -3.5
    assert kept[Hypothesis.JUNK] == kept[Hypothesis.SHUFFLED] == 2.0
    assert kept[Hypothesis.GENERATED] == pytest.approx(0.301, abs=0.001)  # log10 2: every second forger is careful
    assert weigh(Agreement(500, 1_000, 0.001), KEEPS)[Hypothesis.MIXED] < -1
    assert kept[Hypothesis.MIXED] > 0
    assert set(weigh(Agreement(0, 0, 0.0), KEEPS).values()) == {0.0}


def test_against_scipy() -> None:
    seen, relation = Agreement(30, 50, 0.5), Relation(0.8, 10, 0.25)
    genuine, near = relation.expected(0.5), Beta.around(0.5, 200)
    assert genuine.mean == pytest.approx(0.9)
    ratio = (betabinom.logpmf(30, 50, genuine.a, genuine.b) - betabinom.logpmf(30, 50, near.a, near.b)) / 2.302585093
    assert llr_independent(seen, relation) == pytest.approx(ratio)
    likely = 10**ratio  # genuine over drawn apart
    careful = likely / (0.75 + 0.25 * likely)
    assert llr_independent(seen, relation, careful=True) == pytest.approx(log10(careful))
